"""Which texts are known to be clean, by git's hash of them, so that no text is scanned twice.

What it says holds for one version of the rules only, and only of texts in which nothing was found: a text
with a secret is looked at again each time. A file that is damaged costs a scan, and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from greenlane.edges.files import write_aside

_NAME = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")


def blob_name(content: bytes) -> str:
    """git's name for a blob in a repository that uses SHA-1; elsewhere simply a name."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


class Known:
    """Names of clean texts. `path` None: of this run only."""

    def __init__(self, path: Path | None, version: str) -> None:
        self._path = path
        self._version = version
        self._names = self._read()
        self._new: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._names or name in self._new

    def add(self, name: str) -> None:
        """Nothing was found in it."""
        self._new.add(name)

    def save(self) -> None:
        """Write it for the next run, if there is anything new. Where that cannot be, it is scanned again."""
        if self._path is not None and self._new - self._names:
            with contextlib.suppress(OSError):
                write_aside(self._path, _text(self._version, self._names | self._new), flush=False)

    def _read(self) -> frozenset[str]:
        if self._path is None:
            return frozenset()
        try:
            version, *names = self._path.read_text(encoding="ascii", errors="replace").splitlines()
        except (OSError, ValueError):
            return frozenset()
        return frozenset(filter(_NAME.match, names)) if version == self._version else frozenset()


def _text(version: str, names: Iterable[str]) -> str:
    return "\n".join((version, *sorted(names))) + "\n"
