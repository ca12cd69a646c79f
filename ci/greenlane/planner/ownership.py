"""Whose each entry of a commit is: walked down only where components are told apart by what lies deeper.

    components proto: [proto/**], docs: ["*.md"]   ->   proto: (proto,), docs: (README.md,), rest: (src, …)

An entry may have several owners. What has none is the rest. A folder that is one entry here has the same
owners all the way down, and its id covers name, mode and content of everything in it.
"""

from __future__ import annotations

from greenlane.model.frozen import frozen
from greenlane.model.light import Collection, Mapping, NamedTuple, Sequence
from greenlane.model.plan import Component
from greenlane.planner.globs import mistake
from greenlane.planner.paths import Node, Rule, State, at_file, automaton, enter, owners, start
from greenlane.planner.tree import FOLDER, Entry, Tree, entries


@frozen
class Ground:
    """Components made ready for walking, once a declaration. paths: of each one, its globs.

    wrong: those whose globs are off, and why. apart: globs of files that the rest lists one by one.
    """

    root: Node
    paths: Mapping[str, Sequence[str]]
    wrong: Mapping[str, str]
    apart: Sequence[str]


@frozen
class Owned:
    """Every entry of a commit, by owner. own: of each component, in the order of paths. rest: of nobody.

    whole: component -> id of the folder that one of its globs names, where nobody else's looks into it.
    wrong: component -> why what it owns is not sure. unmatched: globs of `apart` that match nothing.
    """

    own: Mapping[str, Sequence[Entry]]
    rest: Sequence[Entry]
    whole: Mapping[str, bytes]
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
    return Ground(root, {one.name: one.paths for one in components}, wrong, tuple(apart))


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
        self._own: dict[str, list[Entry]] = {name: [] for name in (*ground.paths, "")}
        self._rest: list[Entry] = []
        self._whole: dict[str, bytes] = {}
        self._matched: set[tuple[str, int]] = set()

    def folder(self, folder: _Folder, raw: bytes) -> list[_Folder]:
        """Sort the entries of one folder; the folders in it that have to be looked into."""
        deeper = []
        own, whole, matched = self._own, self._whole, self._matched
        prefix, state = folder.prefix, folder.state
        settled = state.by_name.settled if state.by_name is not None else {}
        for mode, name, found in entries(raw, len(folder.id)):
            path = prefix + name
            if mode != FOLDER:
                rules = at_file(state, name, path)
                self._give(Entry(path, mode, found), rules, owners(rules))
            elif name in settled:
                rule = settled[name]
                owner = rule[0]
                matched.add(rule)
                own[owner].append(Entry(path, mode, found))
                whole[owner] = found
            else:
                inner = enter(state, name)
                if inner.is_settled:
                    self._give(Entry(path, mode, found), inner.covering, inner.owners)
                else:
                    deeper.append(_Folder(path + b"/", found, inner))
        return deeper

    def _give(self, entry: Entry, rules: Sequence[Rule], to: Sequence[str]) -> None:
        self._matched.update([(rule.owner, rule.order) for rule in rules])
        for owner in to:
            self._own[owner].append(entry)
        if not to or to == ("",):
            self._rest.append(entry)

    def result(self) -> Owned:
        wrong = dict(self._ground.wrong)
        matched, own, whole = self._matched, self._own, self._whole
        for name, paths in self._ground.paths.items():
            is_plain = name in whole and len(paths) == 1
            if not is_plain and name not in wrong and (why := self._useless(name, paths)):
                wrong[name] = f"component {name}: {why}"
        found = {name: sorted(some) if len(some) > 1 else some for name, some in own.items() if name}
        apart = self._ground.apart
        unmatched = {glob for order, glob in enumerate(apart) if ("", order) not in matched}
        return Owned(found, sorted(self._rest), self._whole, wrong, unmatched)

    def _useless(self, name: str, paths: Sequence[str]) -> str:
        """What of a component's paths is without effect; "" for nothing."""
        for order, glob in enumerate(paths):
            if (name, order) not in self._matched and not glob.startswith("!"):
                return f"{glob!r} matches nothing in this commit"
        return "" if self._own[name] else "its paths take out all that they take in"


def _mistakes(component: Component) -> str:
    found = [text for glob in component.paths if (text := mistake(glob))]
    if not component.paths or component.paths[0].startswith("!"):
        found.append("its paths begin with none that takes something in")
    return f"component {component.name}: {found[0]}" if found else ""
