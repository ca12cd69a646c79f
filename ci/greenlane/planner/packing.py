"""Packing: which jobs share a runner, so that the fewest minutes are billed.

Properties: every job is in one leg; a leg of several stays within the wall-time bound; the legs together
never cost more minutes than the jobs alone; legs never wait for each other in a circle; the order of the jobs
changes nothing; a job that fails often is before no other one of its leg.
Up to a dozen jobs that have to do with each other, no other legs are cheaper; beyond, they are good ones.
Example: four lint jobs of 40 s each, 30 s of them setup: alone 4 minutes, together 30 + 4 x 10 s, 2 minutes.
It does not move a job to another runner, and legs of different runners are not weighed against each other.
"""

from __future__ import annotations

from greenlane.model.light import Iterator, Mapping, Sequence
from greenlane.model.plan import HERE, Group
from greenlane.planner.legs import Item, dependants, in_order, together
from greenlane.planner.packing_bounded import few, good

EXACT = 12
"""Jobs for which every way is looked at."""
MOST_LEGS = 256
"""GitHub's limit for a matrix."""


def pack(items: Sequence[Item], wall_s: float) -> tuple[Group, ...]:
    """The legs by stage and name. wall_s: the longest that jobs may take together."""
    parts = list(_parts(items))
    groups = _groups([leg for part in parts for leg in _packed(part, wall_s)])
    if _widest(groups) > MOST_LEGS:
        groups = _groups([leg for part in parts for leg in few(part, wall_s)])
    return groups


def _packed(part: Sequence[Item], wall_s: float) -> list[list[Item]]:
    if len(part) > EXACT:
        return good(part, wall_s)
    from greenlane.planner.packing_exact import cheapest

    return cheapest(part, wall_s)


def _widest(groups: Sequence[Group]) -> int:
    """The most legs of one stage."""
    counts: dict[int, int] = {}
    for one in groups:
        counts[one.stage] = counts.get(one.stage, 0) + 1
    return max(counts.values(), default=0)


def _groups(legs: Sequence[Sequence[Item]]) -> tuple[Group, ...]:
    stages = _stages(legs)
    groups = [_group(in_order(leg), stages[leg[0].name]) for leg in legs]
    return tuple(sorted(groups, key=lambda one: (one.stage, one.name)))


def _parts(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Items that can share a leg or wait for each other, together; parts do not touch each other."""
    by_name = {item.name: item for item in sorted(items, key=lambda one: one.name)}
    after = dependants(items)
    on: dict[str, list[str]] = {}
    for item in by_name.values():
        on.setdefault(item.runner, []).append(item.name)
    seen: set[str] = set()
    for start in by_name:
        part: list[Item] = []
        todo = [start]
        while todo:
            name = todo.pop()
            if name in seen or name not in by_name:
                continue
            seen.add(name)
            part.append(by_name[name])
            todo += [*by_name[name].needs, *after.get(name, ()), *on.pop(by_name[name].runner, ())]
        if part:
            yield part


def _stages(legs: Sequence[Sequence[Item]]) -> Mapping[str, int]:
    """Of every job, how many legs have to be done before its leg, at the longest."""
    leg_of = {item.name: index for index, leg in enumerate(legs) for item in leg}
    waits = [{leg_of[need] for item in leg for need in item.needs if need in leg_of} for leg in legs]
    stage: dict[int, int] = {}
    left = set(range(len(legs)))
    while left:
        ready = {one for one in left if all(other in stage or other == one for other in waits[one])}
        if not ready:
            raise ValueError(f"legs wait for each other: {sorted(legs[one][0].name for one in left)}")
        for one in ready:
            stage[one] = 1 + max((stage[other] for other in waits[one] if other != one), default=-1)
        left -= ready
    return {name: stage[index] for name, index in leg_of.items()}


def _group(items: Sequence[Item], stage: int) -> Group:
    beside = len(items) - 1
    first = items[0].name  # no job's name holds a `+`, and the planning job's leg has HERE for itself
    name = f"{first}+{beside}" if beside or first == HERE else first
    whole = together(items)
    jobs = tuple(item.name for item in items)
    return Group(name, whole.runner, jobs, whole.minutes, whole.seconds, stage)
