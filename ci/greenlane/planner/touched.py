"""Which files differ between two commits, and whose they are: what an explanation names. It decides nothing.

Only folders whose ids differ are read, level by level. Renames are the old and the new path.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from greenlane.model.plan import Declared
from greenlane.planner.globs import decoded, matches
from greenlane.planner.tree import FOLDER, Tree, entries

Folder = Mapping[bytes, tuple[bytes, bytes]]
"""Mode and raw id by name."""


def touched(old: Tree, new: Tree) -> tuple[bytes, ...]:
    """Paths at which something else stands, ascending. Raises OutsideError when one cannot be read."""
    found: list[bytes] = []
    level = [(b"", old.id, new.id)] if old.id != new.id else []
    while level:
        was = _folders(old, [one for _, one, _ in level])
        now = _folders(new, [one for _, _, one in level])
        following = []
        for (path, _, _), before, after in zip(level, was, now, strict=True):
            for name in before.keys() | after.keys():
                pair = before.get(name), after.get(name)
                if pair[0] == pair[1]:
                    continue
                if any(one and one[0] == FOLDER for one in pair):
                    following.append((path + name + b"/", _folder(pair[0]), _folder(pair[1])))
                if any(one and one[0] != FOLDER for one in pair):
                    found.append(path + name)
        level = following
    return tuple(sorted(found))


def _folder(one: tuple[bytes, bytes] | None) -> str:
    """Its id; "" for what is none."""
    return one[1].hex() if one and one[0] == FOLDER else ""


def by_component(declared: Declared, paths: Sequence[bytes]) -> dict[str, tuple[str, ...]]:
    """The paths of each component that has some, as text."""
    owned = {
        one.name: tuple(decoded(path) for path in paths if matches(one.paths, path))
        for one in declared.components
    }
    return {name: some for name, some in owned.items() if some}


def _folders(tree: Tree, ids: Sequence[str]) -> list[Folder]:
    """Folders by id, in that order; an empty one for ""."""
    read = iter(tree.read([one for one in ids if one]))
    return [
        {name: (mode, found) for mode, name, found in entries(next(read), len(one) // 2)} if one else {}
        for one in ids
    ]
