"""What the three registries have in common: how a child of theirs fails, told as one kind of error."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from greenlane.edges.process import Completed
from greenlane.model.errors import OutsideError

TIMEOUT_S = 1800.0
"""The longest that one fetch may take; the clients' own time-outs for a silent connection are shorter."""

_NO_NETWORK = re.compile(
    r"Retrying \(Retry|NewConnectionError|Failed to establish|ConnectTimeout|Read timed out|"
    r"name resolution|Temporary failure resolving|Could not resolve|Could not connect|"
    r"Network is unreachable|Connection refused|"
    r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|dns error|Connection failed",
    re.IGNORECASE,
)
_DISK_FULL = re.compile(r"No space left on device|ENOSPC|Disk quota exceeded|EDQUOT|enough free space")


@dataclass(frozen=True)
class Arrived:
    """A file that was fetched and whose hash is known. version: as the registry says it."""

    path: Path
    version: str
    sha256: str
    size_bytes: int


def sha256_of(path: Path) -> str:
    """The sha256 of a file, hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def arrived(path: Path, version: str) -> Arrived:
    """Look at a file that was fetched."""
    return Arrived(path, version, sha256_of(path), path.stat().st_size)


def wrong_hash(what: str, registry: str, expected: str, got: str) -> OutsideError:
    """The registry served another file than the one declared."""
    return OutsideError(
        f"{what} from {registry} is not the file that was declared",
        detail=(f"expected {expected}", f"got      {got}"),
        fix="fetch again; if it stays, look which index or mirror your configuration names",
        docs="docs/bundles.md#wrong-hash",
    )


def could_not(what: str, registry: str, done: Completed, *, fix: str) -> OutsideError:
    """The client ended with an error: the likely cause, its last words, what to do."""
    said = done.out + done.err
    if _DISK_FULL.search(said):
        return OutsideError(
            f"could not fetch {what} from {registry}: the disk is full",
            fix="make room (greenlane bundles prune), or point GREENLANE_CACHE to a larger disk",
            docs="docs/bundles.md#disk-full",
            detail=done.tail(3),
        )
    if _NO_NETWORK.search(said):
        return OutsideError(
            f"could not fetch {what} from {registry}: no connection to it",
            fix="check the network, the proxy and the index in your configuration; "
            "works offline once fetched (greenlane bundles fetch)",
            docs="docs/bundles.md#no-network",
            detail=done.tail(3),
        )
    return OutsideError(
        f"could not fetch {what} from {registry}: the client ended with {done.code}",
        fix=fix,
        docs="docs/bundles.md#registries",
        detail=done.tail(12),
    )


def child_environment(environment: Mapping[str, str], scratch: Path, **extra: str) -> dict[str, str]:
    """The user's environment for a client, its temporary files kept in a folder that we remove."""
    scratch.mkdir(parents=True, exist_ok=True)
    return {**environment, "TMPDIR": str(scratch), **extra}
