"""Futures drawn from the past: a bootstrap of the level, of the week's shape and of single days."""

from __future__ import annotations

import math
import random

from greenlane.minutes.forecast_history import History, Horizon, Tuning
from greenlane.minutes.forecast_level import Look, level_of, look_at
from greenlane.minutes.forecast_shape import WEEK, WEEKEND, shape_of

Future = list[float]
"""Minutes of every day of a horizon."""

ALIGNED = 28
"""From this many days on, a weekday to come is drawn from the same weekday of the past."""
ENOUGH = 4


def futures(history: History, ahead: Horizon, tuning: Tuning, seed: int) -> list[Future]:
    """What may come, `tuning.draws` times. The same arguments, the same futures.

    Each draw weighs the days known anew (exponential weights, which leave no weekday out), finds shape and
    level from them, lets the level wander, and takes every day to come from a day of the past like it.
    """
    look = look_at(history, tuning)
    pools = _pools(history, look)
    source = random.Random(seed)
    weekdays = ahead.weekdays
    wander = tuning.wander * math.sqrt(len(weekdays) / (len(weekdays) + tuning.pull))
    drawn = []
    for _ in range(tuning.draws):
        level, shape = _drawn_level(history, look, tuning, source)
        level *= math.exp(wander * source.gauss(0, 1))
        future = [level * shape[weekday] * source.choice(pools[weekday]) for weekday in weekdays]
        future[0] *= ahead.share
        drawn.append(future)
    return drawn


def _drawn_level(
    history: History, look: Look, tuning: Tuning, source: random.Random
) -> tuple[float, tuple[float, ...]]:
    """One level and one shape that the days known would allow, few days a wider choice of levels."""
    weights = [source.expovariate(1.0) for _ in history.minutes]
    mean = sum(weights) / len(weights)
    weights = [one / mean for one in weights]
    shape = shape_of(history, weights, look.noise, tuning)
    level = level_of(history, shape, look.recent, look.calm, look.excess, weights)
    if level <= 0 or look.level <= 0:
        return level, shape
    return look.level * (level / look.level) ** (1 + tuning.caution / look.days_known), shape


def _pools(history: History, look: Look) -> list[list[float]]:
    """For each weekday, the ratios that it may be drawn from."""
    pools = []
    for weekday in range(WEEK):
        alike = [
            ratio
            for ratio, day in zip(look.ratios, history.weekdays, strict=True)
            if day == weekday or (len(look.ratios) < ALIGNED and (day in WEEKEND) is (weekday in WEEKEND))
        ]
        pools.append(alike if len(alike) >= ENOUGH else list(look.ratios))
    return pools
