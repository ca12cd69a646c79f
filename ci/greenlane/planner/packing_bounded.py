"""Good legs for many jobs, in bounded time: the longest first, each into the open leg where it costs least.

Two ways are tried and the cheaper one is taken. A careful job joins a leg only where it saves something at
once; an eager one joins at equal cost as well, because the next one may save. Then legs are taken apart
again as far as that takes no more minutes. So packing never costs more than not packing.
Legs are of one depth in the graph of needs: what waits for each other is never together here, which a chain
of short jobs pays with a minute each.
"""

from __future__ import annotations

from greenlane.model.light import Iterable, Iterator, Sequence
from greenlane.planner.legs import Item, depths, in_order, load
from greenlane.planner.packing_kinds import Kinds

OPEN = 24
"""Legs that are tried for each job."""


class _Leg:
    """A leg that still grows. holds: the kind of what it holds; kinds: of each item."""

    __slots__ = ("holds", "items", "kinds")

    def __init__(self, holds: int, items: list[Item], kinds: list[int]) -> None:
        self.holds = holds
        self.items = items
        self.kinds = kinds


def good(items: Sequence[Item], wall_s: float) -> list[list[Item]]:
    """Legs by depth, cheap ones."""
    kinds = Kinds(wall_s)
    found: list[list[Item]] = []
    for here in _by_depth(items):
        ones = [(item, kinds.number(load(item))) for item in here]
        ways = ([*_spread(_legs(ones, kinds, is_eager), kinds)] for is_eager in (True, False))
        cheapest = min(ways, key=lambda legs: kinds.cost(leg.holds for leg in legs))
        found += [in_order(leg.items) for leg in cheapest]
    return found


def few(items: Sequence[Item], wall_s: float) -> list[list[Item]]:
    """Legs by depth, not many of them: none is taken apart. They cost no more than the jobs alone, too."""
    kinds = Kinds(wall_s)
    found: list[list[Item]] = []
    for here in _by_depth(items):
        ones = [(item, kinds.number(load(item))) for item in here]
        found += [in_order(leg.items) for leg in _legs(ones, kinds, True)]
    return found


def _by_depth(items: Sequence[Item]) -> Iterator[list[Item]]:
    depth = depths(items)
    levels: list[list[Item]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for item in items:
        levels[depth[item.name]].append(item)
    for level in levels:
        yield sorted(level, key=_longest_first)


def _longest_first(item: Item) -> tuple[float, str]:
    return -item.takes.seconds, item.name


def _spread(legs: Iterable[_Leg], kinds: Kinds) -> Iterator[_Leg]:
    """Each leg as the most legs that take no more minutes, so that they end sooner."""
    apart: dict[tuple[int, ...], list[tuple[int, list[int]]]] = {}
    for leg in legs:
        if len(leg.items) < 2:
            yield leg
            continue
        alike = tuple(leg.kinds)
        if alike not in apart:
            apart[alike] = _taken_apart(leg.holds, alike, kinds)
        for holds, places in apart[alike]:
            yield _Leg(holds, [leg.items[place] for place in places], [alike[place] for place in places])


def _taken_apart(holds: int, ones: Sequence[int], kinds: Kinds) -> list[tuple[int, list[int]]]:
    """The most legs for these that cost no more than together: what each holds, and which ones by place."""
    minutes = round(kinds.loads[holds].seconds / 60 + 0.5)
    for count in range(min(minutes, len(ones)), 1, -1):
        parts = _parted(ones, count, kinds)
        if kinds.cost(part for part, _ in parts) <= kinds.costs[holds]:
            return parts
    return [(holds, list(range(len(ones))))]


def _parted(ones: Sequence[int], count: int, kinds: Kinds) -> list[tuple[int, list[int]]]:
    """So many legs, each job in the one that is the shortest so far."""
    holds: list[int] = []
    places: list[list[int]] = []
    lasting: list[float] = []
    for place, one in enumerate(ones):
        if len(holds) < count:
            holds.append(one)
            places.append([place])
            lasting.append(kinds.loads[one].seconds)
            continue
        least = lasting.index(min(lasting))
        holds[least] = kinds.added(holds[least], one)
        places[least].append(place)
        lasting[least] = kinds.loads[holds[least]].seconds
    return list(zip(holds, places, strict=True))


def _legs(items: Sequence[tuple[Item, int]], kinds: Kinds, is_eager: bool) -> list[_Leg]:
    """items: each with its kind."""
    legs: list[_Leg] = []
    tried: dict[str, list[_Leg]] = {}
    for item, one in items:
        shared = tried.setdefault(item.runner, [])
        leg = _best(one, shared[-OPEN:], kinds, is_eager)
        if leg is None:
            leg = _Leg(one, [], [])
            legs.append(leg)
            if kinds.loads[one].shares:
                shared.append(leg)
        leg.items.append(item)
        leg.kinds.append(one)
    return legs


def _best(one: int, legs: Sequence[_Leg], kinds: Kinds, is_eager: bool) -> _Leg | None:
    """The leg that it joins, and which then holds it; None for one of its own."""
    own = kinds.costs[one][0] + is_eager
    known = kinds.known[one]
    best: tuple[int, int, int] | None = None
    found: _Leg | None = None
    for leg in legs:
        more = known[leg.holds] if leg.holds in known else kinds.joined(leg.holds, one)
        if more is not None and more[0] < own and (best is None or more[:2] < best[:2]):
            best, found = more, leg
    if found is not None and best is not None:
        found.holds = best[2]
    return found
