"""GitHub's last answers, kept in the ledger, so that it is asked only whether they changed.

An answer is kept in the transaction that writes what was made of it, and all of it is read again when GitHub
says that it did not change: nothing hides behind an ETag. What nobody reads (addresses, messages of commits,
names of people) is left out before: a page of a hundred runs then takes some kilobytes.
"""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

from greenlane.minutes.ledger.interface import Ledger, Writer

EVERYWHERE = ""
"""The repository under which they are noted: an answer is told by its address."""

UNREAD = frozenset({"head_commit", "pull_requests", "triggering_actor", "head_repository", "display_title"})


class Answers:
    """What a client keeps its answers in (edges/github_client.py: Tags)."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._fresh: dict[str, str] = {}

    def get(self, url: str) -> tuple[str, bytes] | None:
        """The ETag and the answer of the last time; None for a new address, or for a broken note."""
        kept = self._fresh.get(url) or self._ledger.recall(EVERYWHERE, _key(url))
        if kept is None:
            return None
        try:
            etag, _, packed = kept.partition("\n")
            return etag, zlib.decompress(base64.b85decode(packed))
        except (ValueError, zlib.error):
            return None

    def put(self, url: str, etag: str, body: bytes) -> None:
        """Keep it until `save`; what is no JSON is not kept."""
        try:
            slim = json.dumps(slimmed(json.loads(body)), separators=(",", ":")).encode()
        except ValueError:
            return
        self._fresh[url] = f"{etag}\n{base64.b85encode(zlib.compress(slim)).decode()}"

    def save(self, writer: Writer) -> None:
        """Write what came since the last time, in the writer's transaction."""
        for url, kept in self._fresh.items():
            writer.remember(EVERYWHERE, _key(url), kept)
        self._fresh.clear()


def slimmed(content: Any) -> Any:
    """The same answer without what the sync never reads."""
    if isinstance(content, list):
        return [slimmed(one) for one in content]
    if not isinstance(content, dict):
        return content
    return {
        key: slimmed(value)
        for key, value in content.items()
        if key not in UNREAD and key != "url" and not key.endswith("_url")
    }


def _key(url: str) -> str:
    return f"answer:{url}"
