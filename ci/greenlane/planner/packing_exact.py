"""The cheapest legs for a few jobs: every way that could be one is looked at, none twice.

States are sets of jobs that are done; a step adds a leg whose needs are done or in the leg itself. So legs
never wait for each other in a circle. Without needs the next leg always holds the first job that is left,
which leaves 3^n / 3 steps at most; with needs it is 3^n (0.1 s for a dozen short jobs). A state is left as
soon as what it took, and the work that is left in the fewest minutes that could hold it, come to more than
the good legs that are known.
Example: a needs nothing, b needs a: {} -> {a} -> {a, b}, or {} -> {a, b} in one leg.
"""

from __future__ import annotations

from greenlane.model.light import Collection, Iterator, Sequence
from greenlane.planner.costs import billed
from greenlane.planner.legs import Cost, Item, Load, in_order, joined, load, together
from greenlane.planner.packing_bounded import good

FEW = 8
"""Jobs for which the time to look at every way is no question, so that legs of equal cost end early too."""


def cheapest(items: Sequence[Item], wall_s: float) -> list[list[Item]]:
    """The legs that cost least; of equal ones always the same, whatever the order of the items."""
    return _Search(in_order(items), wall_s).legs()


class _Search:
    """Jobs are bits, in an order in which they could run."""

    def __init__(self, items: Sequence[Item], wall_s: float) -> None:
        self.items = items
        self.wall_s = wall_s
        self.loads = [load(item) for item in items]
        self.bit = {item.name: 1 << index for index, item in enumerate(items)}
        self.needs = [sum(self.bit[need] for need in item.needs if need in self.bit) for item in items]
        self.everything = (1 << len(items)) - 1
        self.good = good(items, wall_s)
        self.most = sum(_minutes(leg) for leg in self.good)
        self.least: dict[int, int] = {}

    def legs(self) -> list[list[Item]]:
        """The way there, by what was added last. Many jobs whose good legs cannot be undercut keep them."""
        if len(self.items) > FEW and self.most - len(self.items) <= self._at_least(self.everything):
            return self.good
        best = self._best()
        found: list[list[Item]] = []
        done = self.everything
        while done:
            leg = best[done][2]
            found.append([item for item in self.items if self.bit[item.name] & leg])
            done ^= leg
        return found[::-1]

    def _best(self) -> dict[int, tuple[int, int, int]]:
        """Of every set of jobs that is worth it: its minutes, its squares, the leg added last."""
        legs = {mask: (*cost, self._waits(mask)) for mask, cost in self._legs()}
        is_free = not any(self.needs)
        best: dict[int, tuple[int, int, int]] = {0: (0, 0, 0)}
        for done in range(self.everything):
            left = self.everything ^ done
            if done not in best or best[done][0] + self._at_least(left) > self.most:
                continue
            minutes, squares, _ = best[done]
            for leg in _next(left, is_free, legs):
                more, square, waits = legs[leg]
                if waits & left or minutes + more > self.most:
                    continue
                total = (minutes + more, squares + square, leg)
                if total < best.setdefault(done | leg, total):
                    best[done | leg] = total
        return best

    def _legs(self) -> Iterator[tuple[int, Cost]]:
        """Every leg that may be, each once: a leg grows by later jobs only."""
        grown = [(1 << index, one, index) for index, one in enumerate(self.loads)]
        while grown:
            mask, leg, last = grown.pop()
            yield mask, leg.cost
            for index in range(last + 1, len(self.items)) if leg.shares else ():
                more = joined(leg, self.loads[index], self.wall_s)
                if more is not None and not self._is_needed(more.shaky, mask | 1 << index):
                    grown.append((mask | 1 << index, more, index))

    def _is_needed(self, shaky: str, mask: int) -> bool:
        """Whether a job of these needs the one that fails often."""
        bit = self.bit.get(shaky, 0)
        return any(need & bit and mask >> index & 1 for index, need in enumerate(self.needs))

    def _waits(self, leg: int) -> int:
        """The jobs outside that have to be done before this leg starts."""
        found = 0
        for index, need in enumerate(self.needs):
            if leg >> index & 1:
                found |= need
        return found & ~leg

    def _at_least(self, left: int) -> int:
        """The fewest millionths of minutes that these jobs can take: on each runner all in one leg."""
        if left not in self.least:
            on: dict[str, list[Load]] = {}
            for index, one in enumerate(self.loads):
                if left >> index & 1:
                    on.setdefault(one.runner, []).append(one)
            self.least[left] = sum(map(_fewest, on.values()))
        return self.least[left]


def _fewest(loads: Sequence[Load]) -> int:
    """A hair less than what can be, for sums that are rounded."""
    seconds = sum(one.work_s for one in loads) + min(one.setup_s for one in loads)
    return round(billed(seconds - 0.01, loads[0].rate) * 1e6) - len(loads)


def _minutes(leg: Sequence[Item]) -> int:
    return together(leg).cost[0]


def _next(left: int, is_free: bool, legs: Collection[int]) -> Iterator[int]:
    """Legs of jobs that are left; without needs, those with the first of them."""
    first = left & -left if is_free else 0
    rest = left & ~first
    if len(legs) < 1 << rest.bit_count():
        yield from (leg for leg in legs if leg & left == leg and leg & first == first)
        return
    part = rest
    while part or first:
        if part | first in legs:
            yield part | first
        if not part:
            return
        part = (part - 1) & rest
