"""A declaration made ready, as plain values and back: what a plan keeps from one call to the next.

What most plans do not ask for, the objects of the components, is made when it is asked for.
Plain values are tuples, lists, dicts, texts, bytes and numbers, which `marshal` reads three times as fast as
pickle reads objects, without an import. Whatever is of another kind is not kept: `marshal` refuses it.
"""

from __future__ import annotations

from greenlane.model.light import TYPE_CHECKING, Iterator, Sequence
from greenlane.model.plan import SCHEMA, Component, Declared, Deferral, Job, Part, Policy, Until
from greenlane.planner.closure import Needs
from greenlane.planner.commit import Prepared
from greenlane.planner.digests import Sealed
from greenlane.planner.globs import pattern, shape_of
from greenlane.planner.ownership import Ground
from greenlane.planner.paths import Node, Rule

if TYPE_CHECKING:
    from typing import Any

    _Sequence = Sequence[Component]
else:
    _Sequence = object  # to inherit from an abstract class takes 0.2 ms


class Components(_Sequence):
    """Those of a declaration that was kept, from their rows: a thousand objects, 0.8 ms, that few ask for."""

    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self.rows = rows
        self._made: tuple[Component, ...] | None = None

    @property
    def made(self) -> tuple[Component, ...]:
        """All of them."""
        if self._made is None:
            self._made = tuple([Component(*row) for row in self.rows])
        return self._made

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, at: Any) -> Any:
        return self.made[at]

    def __iter__(self) -> Iterator[Component]:
        return iter(self.made)

    def index(self, value: Any, *bounds: int) -> int:
        return self.made.index(value, *bounds)

    def count(self, value: Any) -> int:
        return self.made.count(value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self.made == tuple(other)

    def __hash__(self) -> int:
        return hash(self.made)


Sequence.register(Components)
_SCHEMA = Part("schema", str(SCHEMA), str(SCHEMA))
_DEFER = tuple(Job.__annotations__).index("defer")


def plain(ready: Prepared) -> tuple[object, ...]:
    """It in plain values."""
    declared, needs = ready.declared, ready.needs
    return (
        declared.project,
        [_row(one) for one in declared.components],
        [_row(one) for one in declared.jobs],
        _row(declared.policy),
        (needs.order, dict(needs.direct), dict(needs.wrong), needs.is_circular),
        (_plain_node(ready.ground.root), dict(ready.ground.wrong), tuple(ready.ground.apart)),
        {name: (one.parts[1].digest, one.bytes) for name, one in ready.jobs.items()},
        dict(ready.folders),
        {name: tuple(names) for name, names in ready.asked.items()},
    )


def restored(kept: Any) -> Prepared:
    """It again. Raises whatever it raises over what `plain` did not make."""
    project, components, jobs, policy, needs, ground, sealed, folders, asked = kept
    root, wrong, apart = ground
    paths = {row[0]: row[1] for row in components}
    made = tuple([_job(row) for row in jobs])
    declared = Declared(Components(components), made, Policy(*policy), project)
    runners = {label: Part("runner", "", label) for label in {job.runner for job in declared.jobs}}
    return Prepared(
        declared,
        Ground(_node(root), paths, wrong, apart),
        Needs(*needs),
        {job.name: _sealed(job, runners[job.runner], *sealed[job.name]) for job in declared.jobs},
        folders,
        asked,
    )


def _row(one: Any) -> tuple[object, ...]:
    """The fields of one of ours; of a deferral within too."""
    found = [getattr(one, name) for name in one.__annotations__]
    return tuple([_deferral(value) if isinstance(value, Deferral) else value for value in found])


def _deferral(one: Deferral) -> dict[str, object]:
    return {"until": one.until.value, "within_s": one.within_s}


def _job(row: tuple[Any, ...]) -> Job:
    waits = row[_DEFER]
    if waits is None:
        return Job(*row)
    values = [*row]
    values[_DEFER] = Deferral(Until(waits["until"]), waits["within_s"])
    return Job(*values)


def _sealed(job: Job, runner: Part, digest: str, data: bytes) -> Sealed:
    return Sealed((_SCHEMA, Part("job", job.name, digest), runner), data)


def _plain_node(node: Node) -> object:
    return [
        {name: _plain_node(further) for name, further in node.literal.items()},
        node.settled,
        [(shape.pattern, _plain_node(further)) for shape, further in node.stars],
        None if node.deep is None else _plain_node(node.deep),
        node.loops,
        [_plain_rule(rule) for rule in node.here],
        [_plain_rule(rule) for rule in node.below],
        [_plain_rule(rule) for _, rule in node.whole],
    ]


def _plain_rule(rule: Rule) -> tuple[object, ...]:
    return rule.owner, rule.order, rule.glob


def _node(kept: Any) -> Node:
    literal, settled, stars, deep, loops, here, below, whole = kept
    node = Node(loops=loops)
    node.literal = {name: _node(further) for name, further in literal.items()}
    node.settled = settled
    node.stars = [(shape_of(shape), _node(further)) for shape, further in stars]
    node.deep = None if deep is None else _node(deep)
    node.here = tuple([Rule(*one) for one in here])
    node.below = tuple([Rule(*one) for one in below])
    node.whole = tuple([(pattern(one[2]), Rule(*one)) for one in whole])
    return node
