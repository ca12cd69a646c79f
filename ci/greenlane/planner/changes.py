"""Which files differ between two commits, by the component that they belong to: to explain, never to decide.

Only folders whose ids differ are opened. The earlier commit has to be here; keys do not need it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from greenlane.planner.commit import Prepared
from greenlane.planner.globs import decoded
from greenlane.planner.ownership import owned
from greenlane.planner.tree import FOLDER, Entry, Tree, entries


def changed_files(ready: Prepared, before: Tree, now: Tree) -> dict[str, tuple[str, ...]]:
    """Component -> paths that differ, added and deleted ones among them; those of nobody under "".

    Components without a difference are there too, with none. Raises OutsideError.
    """
    one, other = owned(ready.ground, before), owned(ready.ground, now)
    pairs = {"": (one.rest, other.rest), **{name: (one.own[name], other.own[name]) for name in other.own}}
    return {
        name: tuple(sorted(decoded(path) for path in _differing(before, now, *pair)))
        for name, pair in pairs.items()
    }


def _differing(before: Tree, now: Tree, first: Iterable[Entry], second: Iterable[Entry]) -> Iterator[bytes]:
    """Paths of files, links and submodules that are not the same on both sides."""
    left = [(tuple(first), tuple(second))]
    while left:
        one = {entry.path: entry for entry in left[-1][0]}
        other = {entry.path: entry for entry in left.pop()[1]}
        for path in one.keys() | other.keys():
            sides = (one.get(path), other.get(path))
            if sides[0] == sides[1]:
                continue
            if any(side is not None and side.mode != FOLDER for side in sides):
                yield path
            if any(side is not None and side.mode == FOLDER for side in sides):
                left.append((_inside(before, sides[0]), _inside(now, sides[1])))


def _inside(tree: Tree, entry: Entry | None) -> tuple[Entry, ...]:
    """What a folder holds; nothing when it is none."""
    if entry is None or entry.mode != FOLDER:
        return ()
    raw = tree.read([entry.id.hex()])[0]
    found = entries(raw, len(entry.id))
    return tuple(Entry(entry.path + b"/" + name, mode, one) for mode, name, one in found)
