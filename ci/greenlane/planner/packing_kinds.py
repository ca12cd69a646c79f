"""Kinds of loads by number: of many jobs alike, what is found out about one is known of all.

A thousand jobs of two minutes are one kind, and legs that hold as much are one kind each. Whether one joins
another, and what that costs, is then worked out once for each pair of kinds, not for each pair of jobs.
"""

from __future__ import annotations

from greenlane.model.light import Iterable
from greenlane.planner.legs import Cost, Load, added, joined

More = tuple[int, int, int]
"""What a leg costs more with one job more: minutes, squares (legs.Cost), and the kind that it then is."""


class Kinds:
    """Of one packing. loads, costs: by number. known: by the number of what joins, then of the leg."""

    def __init__(self, wall_s: float) -> None:
        self.loads: list[Load] = []
        self.costs: list[Cost] = []
        self.known: list[dict[int, More | None]] = []
        self._wall_s = wall_s
        self._numbers: dict[Load, int] = {}
        self._added: dict[tuple[int, int], int] = {}

    def number(self, holds: Load) -> int:
        """Its kind, a new one if need be."""
        found = self._numbers.setdefault(holds, len(self.loads))
        if found == len(self.loads):
            self.loads.append(holds)
            self.costs.append(holds.cost)
            self.known.append({})
        return found

    def joined(self, leg: int, one: int) -> More | None:
        """The leg with one more; None when it may not join."""
        found = joined(self.loads[leg], self.loads[one], self._wall_s)
        more = None
        if found is not None:
            kind = self.number(found)
            (after, late), (before, early) = self.costs[kind], self.costs[leg]
            more = (after - before, late - early, kind)
        self.known[one][leg] = more
        return more

    def added(self, leg: int, one: int) -> int:
        """The leg with one more, which may join it."""
        if (leg, one) not in self._added:
            self._added[leg, one] = self.number(added(self.loads[leg], self.loads[one]))
        return self._added[leg, one]

    def cost(self, kinds: Iterable[int]) -> Cost:
        """Of legs of these kinds, together."""
        costs = [self.costs[one] for one in kinds]
        return sum([minutes for minutes, _ in costs]), sum([squares for _, squares in costs])
