"""Good legs for many jobs, in bounded time: the longest first, each into the open leg where it costs least.

Two ways are tried and the cheaper one is taken. A careful job joins a leg only where it saves something at
once; an eager one joins at equal cost as well, because the next one may save. Then legs are taken apart
again as far as that takes no more minutes. So packing never costs more than not packing.
Legs are of one depth in the graph of needs: what waits for each other is never together here, which a chain
of short jobs pays with a minute each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from greenlane.planner.legs import Cost, Item, Load, added, depths, in_order, joined, load

OPEN = 24
"""Legs that are tried for each job."""


class _Leg:
    """A leg that still grows."""

    def __init__(self, holds: Load, items: list[Item]) -> None:
        self.holds = holds
        self.items = items


def good(items: Sequence[Item], wall_s: float) -> list[list[Item]]:
    """Legs by depth, cheap ones."""
    found: list[list[Item]] = []
    for here in _by_depth(items):
        ways = ([*_spread(_legs(here, wall_s, is_eager))] for is_eager in (True, False))
        found += [in_order(leg.items) for leg in min(ways, key=_cost)]
    return found


def few(items: Sequence[Item], wall_s: float) -> list[list[Item]]:
    """Legs by depth, not many of them: none is taken apart. They cost no more than the jobs alone, too."""
    found: list[list[Item]] = []
    for here in _by_depth(items):
        found += [in_order(leg.items) for leg in _legs(here, wall_s, True)]
    return found


def _by_depth(items: Sequence[Item]) -> Iterator[list[Item]]:
    depth = depths(items)
    for level in range(max(depth.values(), default=-1) + 1):
        yield sorted((item for item in items if depth[item.name] == level), key=_longest_first)


def _longest_first(item: Item) -> tuple[float, str]:
    return -item.takes.seconds, item.name


def _cost(legs: Iterable[_Leg]) -> Cost:
    costs = [leg.holds.cost for leg in legs]
    return sum(minutes for minutes, _ in costs), sum(squares for _, squares in costs)


def _spread(legs: Iterable[_Leg]) -> Iterator[_Leg]:
    """Each leg as the most legs that take no more minutes, so that they end sooner."""
    for leg in legs:
        minutes = round(leg.holds.seconds / 60 + 0.5)
        parts = (_parted(leg.items, count) for count in range(min(minutes, len(leg.items)), 1, -1))
        yield from next((part for part in parts if _cost(part) <= _cost([leg])), [leg])


def _parted(items: Sequence[Item], count: int) -> list[_Leg]:
    """So many legs, each job in the one that is the shortest so far."""
    legs: list[_Leg] = []
    for item in items:
        one = load(item)
        if len(legs) < count:
            legs.append(_Leg(one, [item]))
            continue
        least = min(legs, key=lambda leg: leg.holds.seconds)
        least.holds = added(least.holds, one)
        least.items.append(item)
    return legs


def _legs(items: Sequence[Item], wall_s: float, is_eager: bool) -> list[_Leg]:
    legs: list[_Leg] = []
    tried: dict[str, list[_Leg]] = {}
    for item in items:
        shared = tried.setdefault(item.runner, [])
        one = load(item)
        leg = _best(one, shared[-OPEN:], wall_s, is_eager)
        if leg is None:
            leg = _Leg(one, [])
            legs.append(leg)
            if one.shares:
                shared.append(leg)
        leg.items.append(item)
    return legs


def _best(one: Load, legs: Sequence[_Leg], wall_s: float, is_eager: bool) -> _Leg | None:
    """The leg that it joins, and which then holds it; None for one of its own."""
    own = one.cost[0] + is_eager
    found: tuple[Cost, _Leg, Load] | None = None
    for leg in legs:
        more = joined(leg.holds, one, wall_s)
        if more is None:
            continue
        (after, late), (before, early) = more.cost, leg.holds.cost
        extra = after - before, late - early
        if extra[0] < own and (found is None or extra < found[0]):
            found = extra, leg, more
    if found is None:
        return None
    found[1].holds = found[2]
    return found[1]
