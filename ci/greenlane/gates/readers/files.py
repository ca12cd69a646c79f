"""Finding reports and reading them whole. Most are ignored by git, so the disk is asked, not the tree."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from greenlane.gates.globs import matcher
from greenlane.model.errors import OutsideError
from greenlane.model.gates import Context, Unreadable

T = TypeVar("T")

MOST_BYTES = 256 * 1024**2
"""A larger report is refused: it would have to be held in memory several times over."""

_NEVER = frozenset({".git", "node_modules", "__pycache__"})
_MAGIC = re.compile(r"[*?\[]")


def found(globs: Sequence[str], root: Path) -> tuple[str, ...]:
    """The reports that any glob matches, ascending, each once; no links, nothing outside the root."""
    return tuple(sorted({path for glob in globs for path in _matches(glob, root)}))


def absent(globs: Sequence[str], root: Path) -> list[str]:
    """A line for each glob that matches nothing: a report that did not come is no report without findings."""
    return [f"no report matches {glob}" for glob in globs if not _matches(glob, root)]


def each(
    context: Context, files: Sequence[str], read: Callable[[str, bytes], T]
) -> tuple[list[tuple[str, T]], list[str]]:
    """What every report says, and a line for each that says nothing: one broken file takes no other along."""
    read_ones: list[tuple[str, T]] = []
    unknown = absent(context.options.reports, context.root)
    for path in files:
        try:
            read_ones.append((path, read(path, _content(context, path))))
        except OutsideError as err:
            unknown.append(f"{path}: {err.what}")
    if not files:
        unknown.append("there is no report to read")
    return read_ones, unknown


def _content(context: Context, path: str) -> bytes:
    try:
        size_bytes = (context.root / path).stat().st_size
    except OSError as err:
        raise Unreadable(f"it cannot be read: {err.strerror}") from err
    if size_bytes > MOST_BYTES:
        raise Unreadable(f"it has {size_bytes} bytes; at most {MOST_BYTES} are read")
    content = context.tree.read(path)
    if not content.strip():
        raise Unreadable("it is empty")
    return content


def _matches(glob: str, root: Path) -> list[str]:
    glob = glob.removeprefix("./").strip("/") if not glob.startswith("/") else ""
    parts = glob.split("/")
    if not glob or ".." in parts:
        return []
    if not _MAGIC.search(glob):
        return [glob] if _is_ours(root / glob, root) else []
    plain = next(index for index, part in enumerate(parts) if _MAGIC.search(part))
    wanted = matcher((glob,))
    return [path for path in _walk(root, "/".join(parts[:plain])) if wanted(path)]


def _walk(root: Path, folder: str) -> Iterator[str]:
    """Every regular file below; a folder that is a link is not entered, so a loop of links is no trap."""
    for at, folders, names in os.walk(root / folder):
        folders[:] = [name for name in folders if name not in _NEVER]
        for name in names:
            path = Path(at) / name
            if _is_ours(path, root):
                yield path.relative_to(root).as_posix()


def _is_ours(path: Path, root: Path) -> bool:
    """Whether it is a file below the root that no link leads away from."""
    try:
        return path.is_file() and not path.is_symlink() and path.resolve().is_relative_to(root.resolve())
    except (OSError, ValueError):
        return False
