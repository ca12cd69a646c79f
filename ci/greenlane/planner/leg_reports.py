"""The files that a job leaves: found by globs, told from what lay there before, copied with their digests.

Only what is new or was written anew since the job began is its own: jobs of one leg may leave the same names.
Links are neither followed nor taken, and nothing of `.git` is.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from greenlane.planner.globs import encoded, matches, plain

Written = tuple[int, int, int, int]
"""Of a file: its number, size, and both of its times. Writing it anew changes one of them."""
_CHUNK = 1 << 20


def found(root: Path, globs: Sequence[str]) -> dict[str, Written]:
    """The files that the globs take in, by path from the root, ascending."""
    files: dict[str, Written] = {}
    for start in _starts(globs):
        for path, about in _below(root, start):
            if matches(globs, encoded(path)):
                files[path] = about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns
    return dict(sorted(files.items()))


def left(root: Path, globs: Sequence[str], before: Mapping[str, Written]) -> list[str]:
    """Those that were written since. before: what `found` said when the job began."""
    return [path for path, about in found(root, globs).items() if before.get(path) != about]


def unmatched(globs: Sequence[str], paths: Sequence[str]) -> list[str]:
    """Globs that no file answers to."""
    taking = [glob for glob in globs if not glob.startswith("!")]
    return [glob for glob in taking if not any(matches([glob], encoded(path)) for path in paths)]


def copied(root: Path, paths: Sequence[str], folder: Path) -> dict[str, str]:
    """Copy each into the folder, named by its SHA-256; these by path. Raises OSError.

    Names that begin with a dot would not be uploaded.
    """
    digests: dict[str, str] = {}
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / "new"
    for path in paths:
        with (root / path).open("rb") as source, aside.open("wb") as target:
            digests[path] = _copied(source, target)
        aside.replace(folder / digests[path])
    return digests


def digest_of(path: Path) -> str:
    """A file's SHA-256. Raises OSError."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _copied(source: BinaryIO, target: BinaryIO) -> str:
    digest = hashlib.sha256()
    while data := source.read(_CHUNK):
        digest.update(data)
        target.write(data)
    return digest.hexdigest()


def _starts(globs: Sequence[str]) -> Iterator[str]:
    """The folders that hold all that the globs take in, none in another."""
    folders = {_fixed(glob) for glob in globs if not glob.startswith("!")}
    for one in sorted(folders):
        if not any(one != other and f"{one}/".startswith(f"{other}/" if other else "") for other in folders):
            yield one


def _fixed(glob: str) -> str:
    """The names of a glob before the first with a `*`, the file's own left out."""
    parts = plain(glob).split("/")[:-1]
    stop = next((at for at, part in enumerate(parts) if "*" in part), len(parts))
    return "/".join(parts[:stop])


def _below(root: Path, start: str) -> Iterator[tuple[str, os.stat_result]]:
    for folder, folders, names in os.walk(root / start):
        folders[:] = [name for name in folders if name != ".git"]
        for name in names:
            path = Path(folder) / name
            about = path.lstat()
            if stat.S_ISREG(about.st_mode):
                yield path.relative_to(root).as_posix(), about
