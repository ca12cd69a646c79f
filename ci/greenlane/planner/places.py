"""Where a path of a commit leads, links followed, and whose the places on the way are."""

from __future__ import annotations

from bisect import bisect_left

from greenlane.model.light import Mapping, Sequence
from greenlane.planner.tree import FOLDER, LINK, SUBMODULE, Entry, Tree, entries

LINKS_MOST = 40
"""Links followed for one path before it is taken for a circle, as Linux does."""


class Places:
    """A commit. own: entries by owner, none of which lies in another; "" for those of nobody."""

    def __init__(self, tree: Tree, own: Mapping[str, Sequence[Entry]]) -> None:
        self._tree = tree
        self._owners: dict[bytes, set[str]] = {}
        for name, found in own.items():
            for entry in found:
                self._owners.setdefault(entry.path, set()).update((name,) if name else ())
        self._paths = sorted(self._owners)
        self._root = Entry(b"", FOLDER, bytes.fromhex(tree.id))
        self._folders: dict[bytes, dict[bytes, Entry]] = {}

    def owners(self, path: bytes) -> frozenset[str]:
        """Who owns the path, a folder that it lies in, or anything below it."""
        found: set[str] = set()
        parts = path.split(b"/")
        for count in range(1, len(parts) + 1):
            found |= self._owners.get(b"/".join(parts[:count]), set())
        below = path + b"/" if path else b""
        for index in range(bisect_left(self._paths, below), len(self._paths)):
            if not self._paths[index].startswith(below):
                break
            found |= self._owners[self._paths[index]]
        return frozenset(found)

    def way(self, folder: bytes, target: bytes) -> list[Entry] | None:
        """From a folder: each link on the way, then what is at the end; [] for nothing.

        None: it leads out of what commits hold, into .git, or up again from within a submodule. `..` goes up
        from where a link led to, as the system does it. Raises OutsideError: a folder cannot be read.
        """
        if target.startswith(b"/"):
            return None
        here = [self._root]
        links: list[Entry] = []
        left = [*folder.split(b"/"), *target.split(b"/")][::-1]
        while left and here[-1].mode == FOLDER:
            name = left.pop()
            if name in (b"", b"."):
                continue
            if name == b"..":
                here.pop()
                if not here:
                    return None
                continue
            if name == b".git":
                return None
            found = self._folder(here[-1]).get(name)
            if found is None or len(links) > LINKS_MOST:
                return links
            if found.mode != LINK:
                here.append(found)
                continue
            links.append(found)
            to = self._tree.read([found.id.hex()])[0]
            if to.startswith(b"/"):
                return None
            left.extend(to.split(b"/")[::-1])
        if here[-1].mode == SUBMODULE and b".." in left:
            return None
        return [*links, here[-1]]

    def _folder(self, folder: Entry) -> dict[bytes, Entry]:
        if folder.path not in self._folders:
            raw = self._tree.read([folder.id.hex()])[0]
            prefix = folder.path + b"/" if folder.path else b""
            found = entries(raw, len(folder.id))
            self._folders[folder.path] = {name: Entry(prefix + name, mode, one) for mode, name, one in found}
        return self._folders[folder.path]
