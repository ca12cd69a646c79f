"""A leg: jobs one after another on one runner. Whether they may share it, in which order, at what cost.

- Every job starts, whatever became of those before it, and each reports for itself.
- A job that fails often is never before another: what it leaves behind would be the other's trouble. So it
  comes last, there is one of its kind in a leg, and nothing that needs it is in the same leg.
- The setup counts once, the longest of them: a leg never takes longer than its jobs one after another.
- A leg of several stays within the wall-time bound and within half of what its runner allows, by the slow
  times of its jobs. A job on its own may take what it takes.
- What may share a leg may share it with fewer, too; the search relies on that.
"""

from __future__ import annotations

from greenlane.model.light import Collection, Iterable, Mapping, NamedTuple, Sequence
from greenlane.planner.costs import Estimate, billed, longest_s

OFTEN = 0.2
"""The share of failing runs from which a job fails often."""
ROOM = 0.5
"""Of a runner's time limit, what a leg of several may fill."""
Cost = tuple[int, int]
"""Millionths of minutes, then squared seconds: of equal minutes, the legs that end sooner."""


class Item(NamedTuple):
    """A job to be placed. needs: of the items, those before it. fails: the share of its runs that failed."""

    name: str
    runner: str
    takes: Estimate
    rate: float = 1.0
    needs: tuple[str, ...] = ()
    alone: bool = False
    fails: float = 0.0

    @property
    def is_shaky(self) -> bool:
        """Whether it fails often."""
        return self.fails >= OFTEN


class Load(NamedTuple):
    """What a leg holds, added up. setup_s: the longest. shaky: the job that fails often, "" for none.

    shares: whether another job may join.
    """

    runner: str
    rate: float
    work_s: float
    slow_s: float
    setup_s: float
    shaky: str
    shares: bool

    @property
    def seconds(self) -> float:
        """Expected, from start to end."""
        return self.work_s + self.setup_s

    @property
    def minutes(self) -> float:
        """Expected ones, as they are billed."""
        return billed(self.work_s + self.setup_s, self.rate)

    @property
    def cost(self) -> Cost:
        """What the search minimises; costs of several legs add up."""
        return round(self.minutes * 1e6), round(self.seconds) ** 2


def load(item: Item) -> Load:
    """A leg of one."""
    takes = item.takes
    work_s, slow_s = takes.seconds - takes.setup_s, takes.slow_s - takes.setup_s
    shaky = item.name if item.is_shaky else ""
    shares = takes.known and not item.alone
    return Load(item.runner, item.rate, work_s, slow_s, takes.setup_s, shaky, shares)


def joined(leg: Load, one: Load, wall_s: float) -> Load | None:
    """The leg with one more job; None when it may not join. What they need is not looked at."""
    if not (leg.shares and one.shares) or leg.runner != one.runner or (leg.shaky and one.shaky):
        return None
    longest = min(wall_s, ROOM * longest_s(leg.runner))
    if leg.slow_s + one.slow_s + max(leg.setup_s, one.setup_s) > longest:
        return None
    return added(leg, one)


def added(leg: Load, one: Load) -> Load:
    """The leg with one more job, which may join it."""
    work_s, slow_s = leg.work_s + one.work_s, leg.slow_s + one.slow_s
    setup_s = max(leg.setup_s, one.setup_s)
    return Load(leg.runner, leg.rate, work_s, slow_s, setup_s, leg.shaky or one.shaky, True)


def together(items: Sequence[Item]) -> Load:
    """A leg of these, at least one, which may join each other."""
    whole = load(items[0])
    for item in items[1:]:
        whole = added(whole, load(item))
    return whole


def in_order(items: Collection[Item]) -> list[Item]:
    """Each behind what it needs; otherwise by name, those that fail often late."""
    if len(items) < 2 or not any(item.needs for item in items):
        return sorted(items, key=_late)
    from heapq import heapify, heappop, heappush  # 0.3 ms, where jobs wait for each other

    by_name = {item.name: item for item in items}
    waits = {item.name: {need for need in item.needs if need in by_name} for item in items}
    after = dependants(items)
    ready = [(item.is_shaky, item.name) for item in items if not waits[item.name]]
    heapify(ready)
    found: list[Item] = []
    while ready:
        name = heappop(ready)[1]
        found.append(by_name[name])
        for later in after.get(name, ()):
            waits[later].discard(name)
            if not waits[later]:
                heappush(ready, (by_name[later].is_shaky, later))
    return found


def _late(item: Item) -> tuple[bool, str]:
    return item.fails >= OFTEN, item.name


def dependants(items: Iterable[Item]) -> Mapping[str, Sequence[str]]:
    """Of each name, who needs it."""
    found: dict[str, list[str]] = {}
    for item in items:
        for need in item.needs:
            found.setdefault(need, []).append(item.name)
    return found


def depths(items: Sequence[Item]) -> dict[str, int]:
    """How many jobs are before each one, at the longest."""
    found: dict[str, int] = {}
    for item in in_order(items):
        found[item.name] = 1 + max((found[need] for need in item.needs if need in found), default=-1)
    return found
