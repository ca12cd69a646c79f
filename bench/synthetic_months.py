"""Made-up projects for the forecast's backtest: days of billed minutes from a seed. None of it is measured.

Each kind has one thing that makes forecasts hard; its sizes are drawn anew for every seed. The kinds and
their ranges were written down before any forecast was run on them. Even seeds are for tuning, odd ones for
reports.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

FIRST = date(2026, 1, 1)
KNOWN_BEFORE = (0, 0, 10, 31, 60, 120)
"""Days of history before the cycle, one of them drawn for each project."""


@dataclass(frozen=True)
class Project:
    """Daily minutes, oldest first, and at which index the cycle that is to be forecast begins."""

    kind: str
    seed: int
    first: date
    minutes: tuple[float, ...]
    cycle_at: int

    @property
    def daily(self) -> dict[date, float]:
        return {self.first + timedelta(days=at): much for at, much in enumerate(self.minutes)}


def count(source: random.Random, mean: float) -> int:
    """A Poisson count; the normal one beyond 50."""
    if mean > 50:
        return max(0, round(source.gauss(mean, math.sqrt(mean))))
    limit, product, number = math.exp(-mean), source.random(), 0
    while product > limit:
        product *= source.random()
        number += 1
    return number


def days(
    source: random.Random, levels: list[float], shape: list[float], first: date, spread: float, size: float
) -> list[float]:
    """Runs of a day (Poisson, its mean spread lognormally) of a size that spreads as well."""
    found = []
    for at, level in enumerate(levels):
        weekday = (first + timedelta(days=at)).weekday()
        mean = level * shape[weekday] * math.exp(source.gauss(0, spread) - spread * spread / 2)
        runs = count(source, mean / size)
        found.append(float(sum(math.ceil(size * math.exp(source.gauss(-0.18, 0.6))) for _ in range(runs))))
    return found


def week(source: random.Random, weekend: tuple[float, float]) -> list[float]:
    """Factors from Monday to Sunday."""
    rest = source.uniform(*weekend)
    return [source.uniform(0.8, 1.2) for _ in range(5)] + [rest * source.uniform(0.8, 1.2) for _ in range(2)]


def steady(source: random.Random, length: int, at: int) -> list[float]:
    del source, at
    return [1.0] * length


def bursts(source: random.Random, length: int, at: int) -> list[float]:
    """Spans of one to three days at three to six times the level, one in 12 to 25 days."""
    del at
    levels, rate = [1.0] * length, 1 / source.uniform(12, 25)
    for day in range(length):
        if source.random() < rate:
            for later in range(day, min(length, day + source.randint(1, 3))):
                levels[later] = source.uniform(3, 6)
    return levels


def release_week(source: random.Random, length: int, at: int) -> list[float]:
    """Five to eight days at two to three times the level, somewhere in the cycle."""
    levels, since = [1.0] * length, at + source.randint(0, 22)
    for day in range(since, min(length, since + source.randint(5, 8))):
        levels[day] = source.uniform(2, 3)
    return levels


def new_workflow(source: random.Random, length: int, at: int) -> list[float]:
    """From some day near the cycle's middle or before it on: 1.3 to 2.2 times as much."""
    since, factor = at + source.randint(-10, 18), source.uniform(1.3, 2.2)
    return [factor if day >= since else 1.0 for day in range(length)]


def thrift(source: random.Random, length: int, at: int) -> list[float]:
    """From some day near the cycle's middle or before it on: 0.4 to 0.7 times as much."""
    since, factor = at + source.randint(-10, 18), source.uniform(0.4, 0.7)
    return [factor if day >= since else 1.0 for day in range(length)]


def drift(source: random.Random, length: int, at: int) -> list[float]:
    """A walk: 4 to 9 % a day up or down, pulled back a little."""
    del at
    step, log, levels = source.uniform(0.04, 0.09), 0.0, []
    for _ in range(length):
        log = 0.98 * log + source.gauss(0, step)
        levels.append(math.exp(log))
    return levels


Levels = Callable[[random.Random, int, int], list[float]]
KINDS: dict[str, tuple[Levels, tuple[float, float], tuple[float, float], tuple[float, float]]] = {
    # levels; factor of the weekend; spread of a day; runs on a usual day
    "steady team": (steady, (0.05, 0.5), (0.15, 0.5), (5, 40)),
    "bursts": (bursts, (0.1, 0.6), (0.2, 0.5), (4, 20)),
    "release week": (release_week, (0.1, 0.5), (0.2, 0.5), (4, 30)),
    "new workflow": (new_workflow, (0.1, 0.5), (0.2, 0.5), (4, 30)),
    "workflow made cheaper": (thrift, (0.1, 0.5), (0.2, 0.5), (4, 30)),
    "drifting level": (drift, (0.1, 0.6), (0.2, 0.5), (4, 30)),
    "small team, many zero days": (steady, (0.1, 1.2), (0.6, 1.2), (0.3, 1.2)),
    "mostly at weekends": (steady, (1.5, 4.0), (0.4, 0.9), (0.5, 3)),
}


def project(kind: str, seed: int, *, cycle_days: int = 30, known_before: int | None = None) -> Project:
    """A project of this kind. The same arguments, the same project."""
    source = random.Random(f"{kind}/{seed}")
    levels_of, weekend, spreads, runs = KINDS[kind]
    before = source.choice(KNOWN_BEFORE) if known_before is None else known_before
    first = FIRST + timedelta(days=source.randrange(28))
    level = math.exp(source.uniform(math.log(20), math.log(400)))
    levels = [level * one for one in levels_of(source, before + cycle_days, before)]
    size = level / source.uniform(*runs)
    minutes = days(source, levels, week(source, weekend), first, source.uniform(*spreads), size)
    return Project(kind, seed, first, tuple(minutes), before)
