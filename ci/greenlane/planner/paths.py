"""Many ordered globs at once: one automaton over the names of a path, so that a folder costs what it holds.

A component whose paths are folders (`server/**`) needs no look inside them: at `server` it is known that
all below matches and nothing else can, and the folder's id stands for its content. 1,000 such components are
1,000 look-ups by name, never 1,000 patterns against every path, and not a single object of their own.
"""

from __future__ import annotations

from greenlane.model.light import TYPE_CHECKING, Mapping, Sequence
from greenlane.planner.globs import DEEP, name_pattern, pattern, segments

if TYPE_CHECKING:
    import re


class Rule:
    """One glob of one owner. order: in its list. takes: False for `!`."""

    __slots__ = ("glob", "order", "owner", "takes")

    def __init__(self, owner: str, order: int, glob: str) -> None:
        self.owner = owner
        self.order = order
        self.takes = not glob.startswith("!")
        self.glob = glob


class Node:
    """A place between two names of a path. here: what ends here and matches a file; below: all under it.

    settled: names of folders of which one rule of a component takes all, and no other looks into them: the
    component and the rule's order.
    deep: the same place, any number of folders on. loops: this is such a place. whole: patterns in which
    `**` stands within a name, tried against whole paths. arrival: the state of a walk that is here alone.
    """

    __slots__ = ("arrival", "below", "deep", "here", "literal", "loops", "settled", "stars", "whole")

    def __init__(self, *, loops: bool = False) -> None:
        self.literal: dict[bytes, Node] = {}
        self.settled: dict[bytes, tuple[str, int]] = {}
        self.stars: list[tuple[re.Pattern[bytes], Node]] = []
        self.deep: Node | None = None
        self.loops = loops
        self.here: tuple[Rule, ...] = ()
        self.below: tuple[Rule, ...] = ()
        self.whole: tuple[tuple[re.Pattern[bytes], Rule], ...] = ()
        self.arrival: State | None = None

    @property
    def ends(self) -> bool:
        """Whether no rule looks further down from here."""
        return not (self.literal or self.settled or self.stars or self.deep or self.loops or self.whole)

    def named(self, name: bytes) -> Node | None:
        """The place that this very name leads to."""
        if name not in self.settled:
            return self.literal.get(name)
        found = Node()
        found.below = (Rule(*self.settled[name], ""),)
        return found


def owners(rules: Sequence[Rule]) -> tuple[str, ...]:
    """Who owns what these rules match: for each owner, its last one decides. Ascending."""
    if len(rules) < 2:
        return (rules[0].owner,) if rules and rules[0].takes else ()
    last: dict[str, Rule] = {}
    for rule in rules:
        if rule.owner not in last or rule.order > last[rule.owner].order:
            last[rule.owner] = rule
    return tuple(sorted(owner for owner, rule in last.items() if rule.takes))


class State:
    """Where the walk stands at a folder. covering: rules that match all that lies below it.

    is_settled: nothing below is told apart any more. owners: whose it then is. by_name: only literal names
    lead on from here; the one place that they lead on from.
    """

    __slots__ = ("by_name", "covering", "is_settled", "nodes", "owners")

    def __init__(self, nodes: tuple[Node, ...], covering: tuple[Rule, ...]) -> None:
        self.nodes = nodes
        self.covering = covering
        self.by_name: Node | None = None
        self.is_settled = True
        for node in nodes:
            if not node.ends:
                self.is_settled = False
        self.owners = owners(covering) if self.is_settled else ()
        if not covering and len(nodes) == 1:
            only = nodes[0]
            self.by_name = None if only.stars or only.loops or only.whole else only


NOWHERE = State((), ())


def automaton(globs: Mapping[str, Sequence[str]]) -> Node:
    """The root for the globs of every owner. They have to be sound: globs.mistake."""
    root = Node()
    for owner in sorted(globs):
        for order, glob in enumerate(globs[owner]):
            _add(root, Rule(owner, order, glob))
    _settle(root)
    return root


def start(root: Node) -> State:
    """At the top of the repository."""
    return _arrived([root], ())


def enter(state: State, name: bytes) -> State:
    """One folder further down."""
    if state.by_name is None:
        return _arrived(_step(state.nodes, name), state.covering)
    node = state.by_name.named(name)
    if node is None:
        return NOWHERE
    if node.arrival is None:
        node.arrival = _arrived([node], ()) if node.deep else State((node,), node.below)
    return node.arrival


def at_file(state: State, name: bytes, path: bytes) -> tuple[Rule, ...]:
    """Every rule that matches the file of this name in the folder; path: its whole one."""
    rules = list(state.covering)
    for node in _step(state.nodes, name):
        rules.extend(node.here)
    for node in state.nodes:
        rules.extend(rule for shape, rule in node.whole if shape.match(path))
    return tuple(rules)


def _arrived(nodes: Sequence[Node], covering: tuple[Rule, ...]) -> State:
    """At a folder: what matches all below, and the places that no further folder at all leads to."""
    found: list[Node] = []
    for node in nodes:
        for one in (node, node.deep):
            if one is not None and one not in found:
                covering += one.below
                found.append(one)
    return State(tuple(found), covering)


def _step(nodes: Sequence[Node], name: bytes) -> list[Node]:
    found: list[Node] = []
    for node in nodes:
        further = node.named(name)
        if further is not None:
            found.append(further)
        for shape, other in node.stars:
            if shape.match(name):
                found.append(other)
        if node.loops:
            found.append(node)
    return found


def _add(root: Node, rule: Rule) -> None:
    node = root
    names = segments(rule.glob)
    for index, name in enumerate(names):
        is_last = index == len(names) - 1
        if name == DEEP and is_last:
            node.below += (rule,)
            return
        if name != DEEP and DEEP in name:
            node = _deep(node)
            node.whole += ((pattern(rule.glob), rule),)
            return
        node = _deep(node) if name == DEEP else _named(node, name)
    node.here += (rule,)


def _settle(node: Node) -> None:
    """Below this place, keep no node where a component and the order of its glob say all."""
    for name, further in [*node.literal.items()]:
        _settle(further)
        rules = further.below
        is_whole = further.ends and not further.here and len(rules) == 1 and rules[0].takes
        if is_whole and rules[0].owner:
            node.settled[name] = (rules[0].owner, rules[0].order)
            del node.literal[name]
    for other in (node.deep, *(further for _, further in node.stars)):
        if other is not None:
            _settle(other)


def _deep(node: Node) -> Node:
    if node.loops:
        return node
    if node.deep is None:
        node.deep = Node(loops=True)
    return node.deep


def _named(node: Node, name: bytes) -> Node:
    if b"*" not in name:
        if name not in node.literal:
            node.literal[name] = Node()
        return node.literal[name]
    shape = name_pattern(name)
    for known, further in node.stars:
        if known.pattern == shape.pattern:
            return further
    further = Node()
    node.stars.append((shape, further))
    return further
