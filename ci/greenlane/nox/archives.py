"""What a built package holds, whatever the times in it."""

from __future__ import annotations

import hashlib
import tarfile
import zipfile
from pathlib import Path


def digest(path: Path) -> str:
    """SHA-256 of the file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def differing(one: Path, other: Path) -> list[str]:
    """Names of files that only one of two archives holds, or that are not the same in both."""
    return sorted({name for name, _ in _files(one) ^ _files(other)})


def importable(wheel: Path) -> list[str]:
    """The packages and modules at the top of a wheel that an import finds, by name."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    packages = {name.partition("/")[0] for name in names if name.count("/") == 1 and "/__init__." in name}
    modules = {name.removesuffix(".py") for name in names if "/" not in name and name.endswith(".py")}
    return sorted(name for name in packages | modules if name.isidentifier())


def _files(path: Path) -> set[tuple[str, str]]:
    """Every file: its name, and what is in it and how it may be used."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as archive:
            return {
                (one.filename, f"{_sum(archive.read(one))} {one.external_attr}") for one in archive.infolist()
            }
    with tarfile.open(path) as tar:
        found = set()
        for member in tar:
            handle = tar.extractfile(member) if member.isfile() else None
            content = _sum(handle.read()) if handle else member.linkname
            found.add((member.name, f"{content} {member.mode:o}"))
        return found


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
