"""Whose each entry of a commit is: walked down only where components are told apart by what lies deeper.

    components proto: [proto/**], docs: ["*.md"]   ->   proto: (proto,), docs: (README.md,), rest: (src, …)

An entry may have several owners. What has none is the rest. A folder that is one entry here has the same
owners all the way down, and its id covers name, mode and content of everything in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from greenlane.model.frozen import frozen
from greenlane.model.light import NamedTuple
from greenlane.model.plan import Component
from greenlane.planner.globs import mistake
from greenlane.planner.paths import Node, Rule, State, at_file, automaton, enter, owners, start
from greenlane.planner.tree import FOLDER, Entry, Tree, entries


@frozen
class Ground:
    """Components made ready for walking, once a declaration. wrong: those whose globs are off, and why.

    apart: globs of files that the rest lists one by one.
    """

    root: Node
    components: Mapping[str, Component]
    wrong: Mapping[str, str]
    apart: Sequence[str]


@frozen
class Owned:
    """Every entry of a commit, by owner. own: of each component, in the order of paths. rest: of nobody.

    wrong: component -> why what it owns is not sure. unmatched: globs of `apart` that match nothing.
    """

    own: Mapping[str, Sequence[Entry]]
    rest: Sequence[Entry]
    wrong: Mapping[str, str]
    unmatched: Collection[str]


class _Folder(NamedTuple):
    prefix: bytes
    id: bytes
    state: State


def ground(components: Sequence[Component], apart: Sequence[str] = ()) -> Ground:
    """apart: sound globs of files that the rest lists one by one, as far as nobody owns them."""
    wrong = {one.name: found for one in components if (found := _mistakes(one))}
    globs = {one.name: one.paths for one in components if one.name not in wrong}
    root = automaton({**globs, "": apart})
    return Ground(root, {one.name: one for one in components}, wrong, tuple(apart))


def owned(ground: Ground, tree: Tree) -> Owned:
    """Who owns what in this commit. Raises OutsideError when a tree of it cannot be read."""
    walk = _Walk(ground)
    level = [_Folder(b"", bytes.fromhex(tree.id), start(ground.root))]
    while level:
        raws = tree.read([folder.id.hex() for folder in level])
        level = [inner for folder, raw in zip(level, raws, strict=True) for inner in walk.folder(folder, raw)]
    return walk.result()


class _Walk:
    """What was found so far."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._own: dict[str, list[Entry]] = {name: [] for name in (*ground.components, "")}
        self._rest: list[Entry] = []
        self._matched: set[Rule] = set()

    def folder(self, folder: _Folder, raw: bytes) -> list[_Folder]:
        """Sort the entries of one folder; the folders in it that have to be looked into."""
        deeper = []
        prefix, state = folder.prefix, folder.state
        for mode, name, found in entries(raw, len(folder.id)):
            path = prefix + name
            if mode == FOLDER:
                inner = enter(state, name)
                if inner.is_settled:
                    self._give(Entry(path, mode, found), inner.covering, inner.owners)
                else:
                    deeper.append(_Folder(path + b"/", found, inner))
            else:
                rules = at_file(state, name, path)
                self._give(Entry(path, mode, found), rules, owners(rules))
        return deeper

    def _give(self, entry: Entry, rules: Sequence[Rule], to: Sequence[str]) -> None:
        self._matched.update(rules)
        for owner in to:
            self._own[owner].append(entry)
        if not to or to == ("",):
            self._rest.append(entry)

    def result(self) -> Owned:
        seen: dict[str, set[int]] = {}
        for rule in self._matched:
            seen.setdefault(rule.owner, set()).add(rule.order)
        wrong = dict(self._ground.wrong)
        for name, one in self._ground.components.items():
            if name not in wrong and (why := self._useless(one, seen.get(name, frozenset()))):
                wrong[name] = f"component {name}: {why}"
        own = {name: sorted(found) if found[1:] else found for name, found in self._own.items() if name}
        matched: Collection[int] = seen.get("", ())
        unmatched = {glob for order, glob in enumerate(self._ground.apart) if order not in matched}
        return Owned(own, sorted(self._rest), wrong, unmatched)

    def _useless(self, component: Component, seen: Collection[int]) -> str:
        """What of its paths is without effect; "" for nothing."""
        if len(seen) < len(component.paths):
            for order, glob in enumerate(component.paths):
                if order not in seen and not glob.startswith("!"):
                    return f"{glob!r} matches nothing in this commit"
        return "" if self._own[component.name] else "its paths take out all that they take in"


def _mistakes(component: Component) -> str:
    found = [text for glob in component.paths if (text := mistake(glob))]
    if not component.paths or component.paths[0].startswith("!"):
        found.append("its paths begin with none that takes something in")
    return f"component {component.name}: {found[0]}" if found else ""
