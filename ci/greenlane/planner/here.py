"""What runs in the planning job itself, for nothing: its first minute is billed anyway, and mostly empty.

- When all that runs is one leg on the label that plans, all of it: then no other job of the workflow starts.
  The same where it could be one leg, and legs beside a job that judges them would bill more.
- Else short jobs of stage 0, as far as planning and they stay within one minute by their slow times, and
  as long as the other legs take no minute more than before. Those that save most come first.
- A job that fails often is not: its failure would stop all legs.
- A job is here only with all that it needs. What waited for nothing else then waits for no leg.
- The minutes of the leg are those beyond the planning job's first one.
Example: planning takes 20 s; lint of 15 s, setup included, ends in the first minute: it takes 0 minutes.
A leg here that fails fails the planning job, and no other leg starts.
"""

from __future__ import annotations

from greenlane.model.light import NamedTuple, Sequence
from greenlane.model.plan import HERE, Group
from greenlane.planner.costs import billed
from greenlane.planner.legs import Item, Load, in_order, joined, load, together
from greenlane.planner.packing import pack

SPENT_S = 20.0
"""What planning takes of its job before anything else can run: the runner, the checkout, Python, the plan."""
MINUTE_S = 60.0
MOST = 8
"""Jobs that are tried, for each is packed anew."""


class Split(NamedTuple):
    """here: jobs of the planning job, in no order. groups: the legs of all others."""

    here: tuple[Item, ...]
    groups: tuple[Group, ...]


def with_here(items: Sequence[Item], groups: Sequence[Group], wall_s: float, label: str) -> tuple[Group, ...]:
    """The legs, the one of the planning job among them where there is one. label: of the runner that plans.

    groups: as they are packed without it.
    """
    if [group.runner for group in groups] == [label]:
        return (_here(items, groups[0].wall_s),)
    found = Split((), tuple(groups))
    for item in _short(items, label):
        found = _tried(found, item, items, wall_s)
    if whole := _all_here(found, items, wall_s, label):
        return (_here(items, whole.seconds),)
    if not found.here:
        return found.groups
    return (_here(found.here, together(found.here).seconds), *found.groups)


def _all_here(found: Split, items: Sequence[Item], wall_s: float, label: str) -> Load | None:
    """All of it in the planning job, where that bills fewer minutes; None where it may not, or does not."""
    if not items or any(item.runner != label for item in items):
        return None
    whole = _joined(items, wall_s)
    if whole is None or any(whole.shaky in item.needs for item in items):
        return None
    planning = judging = items[0].rate
    apart = planning + _minutes(found.groups) + judging
    return whole if billed(SPENT_S + whole.seconds, whole.rate) < apart else None


def _short(items: Sequence[Item], label: str) -> list[Item]:
    """Those that could be here, each behind what it needs; the shortest first."""
    chosen: list[Item] = []
    names: set[str] = set()
    for item in sorted(in_order(items), key=lambda one: one.takes.slow_s):
        one = load(item)
        if item.runner == label and one.shares and not item.is_shaky and _fits(one):
            chosen.append(item)
            names.add(item.name)
    ready = [item for item in in_order(chosen) if names.issuperset(item.needs)]
    return ready[:MOST]


def _tried(found: Split, item: Item, items: Sequence[Item], wall_s: float) -> Split:
    """With this job here, where that is possible and makes nothing dearer."""
    names = {one.name for one in found.here}
    if not names.issuperset(item.needs):
        return found
    whole = _joined([*found.here, item], wall_s)
    if whole is None or not _fits(whole):
        return found
    left = [one for one in items if one.name not in names and one.name != item.name]
    groups = pack(left, wall_s)
    if _minutes(groups) > _minutes(found.groups):
        return found
    return Split((*found.here, item), groups)


def _joined(items: Sequence[Item], wall_s: float) -> Load | None:
    whole = load(items[0])
    for item in items[1:]:
        more = joined(whole, load(item), wall_s)
        if more is None:
            return None
        whole = more
    return whole


def _fits(one: Load) -> bool:
    return SPENT_S + one.slow_s + one.setup_s <= MINUTE_S


def _here(items: Sequence[Item], wall_s: float) -> Group:
    rate = items[0].rate
    minutes = billed(SPENT_S + wall_s, rate) - billed(SPENT_S, rate)
    names = tuple(item.name for item in in_order(items))
    return Group(HERE, items[0].runner, names, minutes, wall_s)


def _minutes(groups: Sequence[Group]) -> float:
    return round(sum(group.minutes for group in groups), 6)
