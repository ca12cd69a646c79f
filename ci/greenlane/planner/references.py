"""What components use of others without saying so: links and paths that lead out of them, followed.

- Into another component: it is needed, as if it stood in `needs`.
- Into the rest: it counts anyway, and is not refined away for anybody.
- Out of the repository: what it holds is not in any commit, so the component's keys stay open.
- From a link in the rest into a component: a file counts as part of the rest; a folder makes every job
  depend on the components in it.
- To nothing: nothing, until there is something.

Paths in manifests of the rest are not followed: a root that lists its packages is no dependency of each.
"""

from __future__ import annotations

import posixpath

from greenlane.model.frozen import frozen
from greenlane.model.light import TYPE_CHECKING, Iterator, Mapping, Sequence
from greenlane.planner.globs import decoded
from greenlane.planner.ownership import Owned
from greenlane.planner.sightings import MANIFESTS, Seen, look, named
from greenlane.planner.tree import FILES, FOLDER, LINK, Entry, Tree

if TYPE_CHECKING:
    from greenlane.planner.places import Places


@frozen
class Reference:
    """One that was followed. component: where it stands, "" for the rest. to: components it leads into."""

    component: str
    at: str
    target: str
    to: tuple[str, ...]


class Followed:
    """All of a commit. needs: component -> others that it uses. wrong: component -> why it cannot be told.

    Both hold the rest as "". kept: paths that somebody leads to. added: files of components that count as
    the rest's, for a link in it leads to them.
    """

    def __init__(self) -> None:
        self.references: list[Reference] = []
        self.needs: dict[str, set[str]] = {}
        self.wrong: dict[str, str] = {}
        self.kept: set[bytes] = set()
        self.added: set[Entry] = set()


def follow(tree: Tree, owned: Owned, seen: Seen) -> Followed:
    """Every reference out of a component. Raises OutsideError when a part of the commit cannot be read."""
    everything = {"": owned.rest, **owned.own}
    folders = [
        (entry.id.hex(), name) for name, own in everything.items() for entry in own if entry.mode == FOLDER
    ]
    look(tree, [one for one, _ in folders], seen)
    others = [(entry, name) for name, own in everything.items() for entry in own if entry.mode != FOLDER]
    tree.read([entry.id.hex() for entry, name in others if _may_name(entry, name)])
    leading = {name for one, name in folders if seen[one]} | {name for _, name in others}
    found = Followed()
    places: Places | None = None
    for name in sorted(leading):
        for at, target in _leaving(tree, everything[name], seen, links_only=not name):
            places = places or _places(tree, everything)
            _note(found, places, name, at, target)
    return found


def _may_name(entry: Entry, name: str) -> bool:
    """Whether a single entry of a component, or of the rest, is read for paths."""
    return entry.mode == LINK or (bool(name) and _is_manifest(entry))


def _places(tree: Tree, everything: Mapping[str, Sequence[Entry]]) -> Places:
    """Made where something leads somewhere, which is 1 ms of 1,000 components."""
    from greenlane.planner.places import Places

    return Places(tree, everything)


def _leaving(
    tree: Tree, own: Sequence[Entry], seen: Seen, *, links_only: bool
) -> Iterator[tuple[bytes, bytes]]:
    """Where from the root, and what it names."""
    for entry in own:
        is_link = entry.mode == LINK
        if entry.mode == FOLDER:
            for one in seen[entry.id.hex()]:
                if one.is_link or not links_only:
                    yield posixpath.join(entry.path, one.at), one.target
        elif is_link or (not links_only and _is_manifest(entry)):
            for target in named(tree.read([entry.id.hex()])[0], is_link=is_link):
                yield entry.path, target


def _is_manifest(entry: Entry) -> bool:
    return entry.mode in FILES and posixpath.basename(entry.path) in MANIFESTS


def _note(found: Followed, places: Places, name: str, at: bytes, target: bytes) -> None:
    """Follow one reference of a component, or of the rest."""
    way = places.way(posixpath.dirname(at), target)
    if way is None:
        what = f"{decoded(at)} leads out of the repository, to {decoded(target)}"
        found.wrong.setdefault(name, f"component {name}: {what}" if name else what)
        return
    to = frozenset().union(*(places.owners(entry.path) for entry in way)) - {name}
    found.kept.update(entry.path for entry in way)
    if not name and way and way[-1].mode in FILES:
        found.added.add(way[-1])
        to = frozenset().union(*(places.owners(entry.path) for entry in way[:-1])) - {name}
    if to:
        found.needs.setdefault(name, set()).update(to)
        found.references.append(Reference(name, decoded(at), decoded(target), tuple(sorted(to))))
