"""Reads the files to publish and writes their checksums beside them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from greenlane.edges.files import write_aside
from greenlane.model.errors import UsageError
from greenlane.release.plan import CHECKSUMS, Asset, checksums


def read(folder: Path) -> tuple[Asset, ...]:
    """Every file of the folder, with SHA256SUMS written anew and last. Raises UsageError on none."""
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}", fix="build first: nox -s build")
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != CHECKSUMS)
    assets = tuple(asset(path) for path in files if not path.name.startswith("."))
    if not assets:
        raise UsageError(f"{folder} holds no artifact", fix="build first: nox -s build")
    write_aside(folder / CHECKSUMS, checksums(assets))
    return (*assets, asset(folder / CHECKSUMS))


def asset(path: Path) -> Asset:
    """One file with its size and hash."""
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    return Asset(path, path.stat().st_size, digest)
