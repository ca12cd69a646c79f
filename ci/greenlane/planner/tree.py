"""What the planner sees of a commit: trees and files by their ids, read when they are needed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from greenlane.model.errors import OutsideError
from greenlane.model.light import NamedTuple, Protocol

FOLDER = b"40000"
LINK = b"120000"
SUBMODULE = b"160000"
FILES = frozenset({b"100644", b"100755", b"100664"})


class Tree(Protocol):
    """A commit's content.

    commit, id: full hashes of the commit and of its root tree. odd: why what git says here cannot be relied
    upon, "" when it can.
    """

    @property
    def commit(self) -> str: ...

    @property
    def id(self) -> str: ...

    @property
    def odd(self) -> str: ...

    def read(self, ids: Sequence[str]) -> Sequence[bytes]:
        """The raw content of objects, in that order. Raises OutsideError when one cannot be had."""
        ...


class Entry(NamedTuple):
    """Something in a tree. mode: as git writes it, FOLDER and SUBMODULE included. id: raw."""

    path: bytes
    mode: bytes
    id: bytes


def entries(raw: bytes, width: int) -> list[tuple[bytes, bytes, bytes]]:
    """Mode, name and raw id of all in a tree. width: of an id, in bytes. Raises OutsideError when it is off.

    Source: git's documentation, "git-mktree" and "gitformat-pack": `mode name`, NUL, the id in bytes.
    """
    found = _layout(width).findall(raw)
    if sum([len(mode) + len(name) for mode, name, _ in found]) + len(found) * (width + 2) != len(raw):
        raise OutsideError("a tree of the repository cannot be read: it is damaged")
    return found


@lru_cache(maxsize=2)
def _layout(width: int) -> re.Pattern[bytes]:
    return re.compile(rb"([0-7]{5,6}) ([^\0]+)\0(.{%d})" % width, re.DOTALL)


def find(tree: Tree, path: bytes) -> Entry | None:
    """What is at a path, links not followed; None when nothing is. Raises OutsideError."""
    mode, found = FOLDER, bytes.fromhex(tree.id)
    for name in path.split(b"/"):
        if mode != FOLDER:
            return None
        for one in entries(tree.read([found.hex()])[0], len(found)):
            if one[1] == name:
                mode, _, found = one
                break
        else:
            return None
    return Entry(path, mode, found)


def content(tree: Tree, path: bytes) -> bytes | None:
    """A file's bytes; None when there is no such file, or it is a link or a folder. Raises OutsideError."""
    entry = find(tree, path)
    return tree.read([entry.id.hex()])[0] if entry and entry.mode in FILES else None
