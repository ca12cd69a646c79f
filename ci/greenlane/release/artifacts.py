"""Reads the files to publish, and seals them: their checksums are written beside them, once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from greenlane.edges.files import write_aside
from greenlane.model.errors import UsageError
from greenlane.release.bill import commit_of
from greenlane.release.plan import CHECKSUMS, SBOM, Asset, Built, checksums

DOCS = "docs/release.md#seal"
LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


def seal(folder: Path) -> tuple[Asset, ...]:
    """Every file of the folder, with SHA256SUMS written anew and last. Raises UsageError on none."""
    assets = _files(folder)
    write_aside(folder / CHECKSUMS, checksums(assets))
    return (*assets, asset(folder / CHECKSUMS))


def read(folder: Path) -> Built:
    """What lies there, and what was sealed. Raises UsageError for nothing, or no checksums."""
    path = folder / CHECKSUMS
    assets = _files(folder)
    if not path.is_file():
        return Built(assets, None)
    return Built((*assets, asset(path)), _sums(path), _commit(assets))


def asset(path: Path) -> Asset:
    """One file with its size and hash."""
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    return Asset(path, path.stat().st_size, digest)


def _files(folder: Path) -> tuple[Asset, ...]:
    """All but the checksums and what is hidden, by name."""
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}", fix="build first: nox -s build", docs=DOCS)
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != CHECKSUMS)
    assets = tuple(asset(path) for path in files if not path.name.startswith("."))
    if not assets:
        raise UsageError(f"{folder} holds no artifact", fix="build first: nox -s build", docs=DOCS)
    return assets


def _commit(assets: Sequence[Asset]) -> str:
    """Of the bill of materials, where there is one."""
    bills = [one.path for one in assets if one.name.endswith(SBOM)]
    return commit_of(bills[0].read_text(encoding="utf-8", errors="replace")) if len(bills) == 1 else ""


def _sums(path: Path) -> dict[str, str]:
    found = [LINE.fullmatch(line) for line in path.read_text(errors="replace").splitlines()]
    wrong = [at for at, line in enumerate(found, start=1) if line is None]
    if wrong:
        raise UsageError(
            "this is no line of checksums",
            where=f"{path}:{wrong[0]}",
            fix="seal it again, where it was built: greenlane release seal",
            docs=DOCS,
        )
    return {line[2]: line[1] for line in found if line}
