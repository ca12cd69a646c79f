"""Which jobs share a runner."""

from __future__ import annotations

from collections.abc import Sequence

from greenlane.model.frozen import frozen
from greenlane.model.plan import Group
from greenlane.planner.costs import Estimate, billed


@frozen
class Item:
    """A job to be placed. needs: of the items, those that come before it. fails: the share of failures."""

    name: str
    runner: str
    takes: Estimate
    rate: float = 1.0
    needs: tuple[str, ...] = ()
    alone: bool = False
    fails: float = 0.0


def pack(items: Sequence[Item], wall_s: float) -> tuple[Group, ...]:
    """The legs, in order. wall_s: the longest that jobs together may take."""
    stages: dict[str, int] = {}
    for item in items:
        stages[item.name] = 1 + max((stages.get(name, -1) for name in item.needs), default=-1)
    return tuple(
        Group(
            item.name, item.runner, (item.name,), billed(item.takes.seconds, item.rate),
            item.takes.seconds, stages[item.name],
        )
        for item in items
        if wall_s >= 0
    )  # fmt: skip
