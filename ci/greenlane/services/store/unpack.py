"""Wheels and tar files laid under a root, and nowhere else.

Python 3.11.2, which Debian 12 carries, has no `tarfile.data_filter`, so the rules are our own:
a name that is absolute or climbs, a link that leads out, a device: each refuses the whole archive.
Before a file is written its folder is resolved for real, so a chain of links does not lead out either.
Executable bits are kept; no other mode bit, owner or time is taken over.
"""

from __future__ import annotations

import fnmatch
import os
import shutil
import stat
import tarfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO

from greenlane.model.bundle import Archive
from greenlane.model.errors import OutsideError
from greenlane.services.store.layout import DOCS


class Refused(OutsideError):
    """An archive that would write outside its root, or is no archive."""

    def __init__(self, archive: Path, why: str) -> None:
        super().__init__(
            f"{archive.name} is refused: {why}",
            fix="do not use it; tell whoever declared it, since its hash was declared as good",
            docs=f"{DOCS}#refused-archive",
        )


def unpack_wheel(wheel: Path, root: Path) -> None:
    """Lay every file of a wheel under root. Raises Refused."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            for entry in archive.infolist():
                mode = entry.external_attr >> 16
                if stat.S_ISLNK(mode):
                    raise Refused(wheel, f"{entry.filename!r} is a link")
                if entry.is_dir():
                    continue
                with archive.open(entry) as source:
                    _write(wheel, root, entry.filename, source, executable=bool(mode & 0o111))
    except (zipfile.BadZipFile, EOFError) as err:
        raise Refused(wheel, f"it is damaged ({err})") from err


def unpack_tar(path: Path, root: Path, archive: Archive) -> int:
    """Lay what `archive` selects of a tar file under root; says how many files. Raises Refused."""
    count = 0
    links: list[tuple[str, str]] = []
    try:
        with tarfile.open(path) as tar:
            for member in tar:
                name = _selected(member.name, archive)
                if name is None or member.isdir():
                    continue
                count += 1
                if member.issym():
                    _link(path, root, name, member.linkname)
                elif member.islnk():
                    links.append((name, _selected(member.linkname, archive) or "../"))
                elif member.isreg():
                    source = tar.extractfile(member)
                    assert source is not None
                    _write(path, root, name, source, executable=bool(member.mode & 0o111))
                else:
                    raise Refused(path, f"{member.name!r} is neither file, folder nor link")
    except (tarfile.TarError, EOFError, OSError) as err:
        if isinstance(err, OSError) and err.errno is not None:
            raise
        raise Refused(path, f"it is damaged ({err})") from err
    for name, target in links:
        _copy(path, root, name, target)
    return count


def _selected(name: str, archive: Archive) -> str | None:
    """The name below the root, or None for what the declaration leaves out."""
    parts = PurePosixPath(name.removeprefix("./")).parts
    pattern = PurePosixPath(archive.source).parts
    if len(parts) <= len(pattern):
        return None
    if not all(fnmatch.fnmatchcase(part, glob) for part, glob in zip(parts, pattern, strict=False)):
        return None
    return str(PurePosixPath(archive.into, *parts[len(pattern) :])) if not name.startswith("/") else name


def _place(archive: Path, root: Path, name: str) -> Path:
    """The path for a name, its folder made. Raises Refused for one outside the root."""
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or not pure.parts or "\\" in name or "\0" in name:
        raise Refused(archive, f"{name!r} would lie outside its folder")
    path = root.joinpath(*pure.parts)
    if not path.parent.resolve().is_relative_to(root.resolve()):
        raise Refused(archive, f"{name!r} would lie outside its folder, by a link")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink() or path.is_file():
        path.unlink()
    return path


def _write(archive: Path, root: Path, name: str, source: IO[bytes], *, executable: bool) -> None:
    path = _place(archive, root, name)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(path, flags, 0o755 if executable else 0o644), "wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)


def _link(archive: Path, root: Path, name: str, target: str) -> None:
    path = _place(archive, root, name)
    resolved = (path.parent / target).resolve()
    if target.startswith("/") or not resolved.is_relative_to(root.resolve()):
        raise Refused(archive, f"the link {name!r} leads out to {target!r}")
    path.symlink_to(target)


def _copy(archive: Path, root: Path, name: str, target: str) -> None:
    """A hard link becomes a copy of what it names, which must be in the same archive."""
    path = _place(archive, root, name)
    source = root / target
    if ".." in PurePosixPath(target).parts or not source.resolve().is_relative_to(root.resolve()):
        raise Refused(archive, f"the link {name!r} leads out to {target!r}")
    if not source.is_file():
        raise Refused(archive, f"the link {name!r} leads to {target!r}, which is not there")
    shutil.copy(source, path)
