"""The shape of a week, shrunk towards a flat one by how little the history says."""

from __future__ import annotations

from collections.abc import Sequence

from greenlane.minutes.forecast_history import History, Tuning

WEEK = 7
WEEKEND = frozenset({5, 6})
MOST = 5.0
"""No weekend is taken for busier than this many workdays."""

Shape = tuple[float, ...]


def shape_of(history: History, weights: Sequence[float], noise: float, tuning: Tuning) -> Shape:
    """The factor of each weekday, 1.0 for a usual workday; only their ratios mean something.

    Two steps of empirical Bayes: the weekend against the workdays, then each weekday within its group. A
    factor found in n days of relative variance `noise` has the variance noise / n; with the variance it is
    expected to have, it keeps expected / (expected + noise / n) of its distance from 1. weights: how often
    each day counts, 1 on average.

    Worked example: noise 0.25, expected 0.5, and one weekend of 2 days beside 5 workdays at half their
    minutes: the variance is 0.25 * (1/2 + 1/5) = 0.175; of the distance 0.5 it keeps 0.5 / 0.675 = 74 %, and
    the factor is 0.63.
    It knows no holidays, and calls Saturday and Sunday the weekend everywhere; where it is on other days,
    the single weekdays learn it, in more weeks.
    """
    minutes, counts = [0.0] * WEEK, [0.0] * WEEK
    for much, weekday, weight in zip(history.minutes, history.weekdays, weights, strict=True):
        minutes[weekday] += weight * much
        counts[weekday] += weight
    rest = sum(minutes[day] for day in WEEKEND), sum(counts[day] for day in WEEKEND)
    work = sum(minutes) - rest[0], sum(counts) - rest[1]
    weekend = _weekend(work, rest, noise, tuning.group)
    return tuple(
        (weekend if day in WEEKEND else 1.0)
        * _within(minutes[day], counts[day], rest if day in WEEKEND else work, noise, tuning.single)
        for day in range(WEEK)
    )


def _weekend(work: tuple[float, float], rest: tuple[float, float], noise: float, expected: float) -> float:
    """The weekend's factor, from minutes and days of both groups."""
    if work[1] <= 0 or rest[1] <= 0 or work[0] + rest[0] <= 0:
        return 1.0
    seen = min(rest[0] / rest[1] * work[1] / work[0], MOST) if work[0] > 0 else MOST
    return 1 + (seen - 1) * expected / (expected + noise * (1 / work[1] + 1 / rest[1]))


def _within(much: float, count: float, group: tuple[float, float], noise: float, expected: float) -> float:
    """The factor of a weekday within its group, from its minutes and days and those of the group."""
    if count <= 0 or group[0] <= 0:
        return 1.0
    return 1 + (much / count * group[1] / group[0] - 1) * expected / (expected + noise / count)


def noise_of(history: History, tuning: Tuning) -> float:
    """The relative variance of a day, within workdays and within weekends; an assumed one at first."""
    squares, freedom = tuning.noise * tuning.noise_days, tuning.noise_days
    for rest in (False, True):
        days = [
            much
            for much, weekday in zip(history.minutes, history.weekdays, strict=True)
            if (weekday in WEEKEND) is rest
        ]
        if len(days) > 1 and sum(days) > 0:
            mean = sum(days) / len(days)
            squares += sum((one / mean - 1) ** 2 for one in days)
            freedom += len(days) - 1
    return squares / freedom
