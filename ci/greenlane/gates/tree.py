"""The files of a project that count, listed once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from greenlane.edges.git import Repository
from greenlane.gates.globs import matcher
from greenlane.model.errors import OutsideError

NEVER = frozenset({"__pycache__", "node_modules", ".git"})


class ProjectTree:
    """model.gates.Tree over a folder: what git tracks or does not ignore, else every file below it."""

    def __init__(self, root: Path, repository: Repository | None) -> None:
        self.root = root
        self._repository = repository
        self._digests: dict[str, str] = {}
        self._signs: dict[str, tuple[int, ...]] = {}

    def files(self, *globs: str, under: Sequence[str] = ()) -> tuple[str, ...]:
        """Paths from the root that match any glob (all, without one), ascending; no symbolic links."""
        wanted = matcher(globs) if globs else lambda _path: True
        below = tuple(_below(folder) for folder in under)
        chosen = (path for path in self._all if not below or path.startswith(below) or path in under)
        return tuple(path for path in chosen if wanted(path))

    def read(self, path: str) -> bytes:
        """A file's content. Raises OutsideError when it cannot be read."""
        try:
            return (self.root / path).read_bytes()
        except OSError as err:
            raise OutsideError(f"{path} cannot be read: {err.strerror}") from err

    def digest(self, path: str) -> str:
        """SHA-256 of a file's content, computed once a run; "" when it cannot be read."""
        if path not in self._digests:
            try:
                with (self.root / path).open("rb") as handle:
                    self._signs[path] = _sign(os.fstat(handle.fileno()))
                    self._digests[path] = hashlib.file_digest(handle, "sha256").hexdigest()
            except OSError:
                self._digests[path] = ""
        return self._digests[path]

    def is_settled(self, paths: Iterable[str]) -> bool:
        """Whether none of these files was written to since `digest` read it."""
        return all(_sign_of(self.root / path) == self._signs.get(path, ()) for path in paths)

    @cached_property
    def _all(self) -> tuple[str, ...]:
        if self._repository is not None:
            return tuple(self._repository.files())
        return tuple(sorted(_walk(self.root)))


def _sign(found: os.stat_result) -> tuple[int, ...]:
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def _sign_of(path: Path) -> tuple[int, ...]:
    try:
        return _sign(path.stat())
    except OSError:
        return ()


def _below(folder: str) -> str:
    """`a/b/` for `a/b`, "" for the root."""
    clean = folder.removeprefix("./").strip("/")
    return "" if clean in ("", ".") else f"{clean}/"


def _walk(root: Path) -> Iterator[str]:
    """Every regular file; a folder that is a link is not entered, so a loop of links is no trap."""
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in NEVER and not name.startswith(".")]
        for name in names:
            path = Path(folder) / name
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(root).as_posix()
