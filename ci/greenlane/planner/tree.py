"""What the planner sees of a commit: trees and files by their ids, read when they are needed."""

from __future__ import annotations

from greenlane.model.errors import OutsideError
from greenlane.model.light import NamedTuple, Protocol, Sequence

FOLDER = b"40000"
LINK = b"120000"
SUBMODULE = b"160000"
FILES = frozenset({b"100644", b"100755", b"100664"})
_OCTAL = b"01234567"
_DAMAGED = "a tree of the repository cannot be read: it is damaged"


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
    found = []
    start, whole, find = 0, len(raw), raw.find
    while start < whole:
        end = find(b"\0", start)
        mode, _, name = raw[start:end].partition(b" ")
        start = end + 1 + width
        if end < 0 or start > whole or not name:
            raise OutsideError(_DAMAGED)
        found.append((mode, name, raw[end + 1 : start]))
    if not all(len(mode) in (5, 6) and not mode.strip(_OCTAL) for mode in {one[0] for one in found}):
        raise OutsideError(_DAMAGED)
    if len({one[1] for one in found}) < len(found):  # a checkout would make one of two
        raise OutsideError(_DAMAGED)
    return found


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
