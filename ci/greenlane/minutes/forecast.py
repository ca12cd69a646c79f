"""Where a cycle's billed minutes will end, between what, and when the quota is used up.

Properties: the same arguments give the same forecast. What is spent is never taken back: no quantile lies
below it. Quantiles keep their order on every day. Minutes in other units (all times k) give the same forecast
times k. Days after `now` are not looked at, so a forecast can be made again as it would have been.

How: the level of recent days, bursts apart, times a weekday shape that is shrunk towards a flat one while
history is short; around it a bootstrap of level, shape and single days (docs/minutes-forecast.md#how).

Worked example: on the 11th at 00:00, 500 minutes spent, a history of 70 on every workday and 25 on Saturdays
and Sundays: 20 days are to come, 14 workdays and 6 others, so the middle is close to 500 + 14 * 70 + 6 * 25 =
1,630.

What it does not do: know holidays, a release that is planned (that is the reserve), or what a change to the
workflows will do before it shows in the minutes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from greenlane.minutes.forecast_draws import Future, futures
from greenlane.minutes.forecast_fan import fan_of, spent_of, totals
from greenlane.minutes.forecast_few import FEW, guesses
from greenlane.minutes.forecast_history import History, Horizon, Tuning, horizon, known
from greenlane.model.bill import Cycle
from greenlane.model.forecast import FanDay, Forecast


def forecast(
    daily: Mapping[date, float],
    *,
    cycle: Cycle,
    now: int,
    included: int,
    law: str,
    in_flight: float = 0.0,
    reserve: float = 0.0,
    seed: int = 0,
    hours: Sequence[float] | None = None,
    tuning: Tuning | None = None,
) -> Forecast:
    """Forecast the minutes of a cycle under one law.

    daily: weighed minutes by UTC day, all that is known; a missing day after the first counts as none, days
    before the first are unknown. now: when the minutes were read (Unix seconds), not when they are shown.
    in_flight: what runs now is expected to add; it is part of the rest of today. reserve: counts for
    `overrun` alone. hours: minutes by UTC hour, 24 values, to tell how much of today is to come; without
    them a day is even. Raises ValueError for a cycle without days.
    Source of the method and of how it did: docs/minutes-forecast.md.
    """
    if cycle.days < 1:
        raise ValueError(f"a cycle needs a day: {cycle.since} to {cycle.until}")
    tuning = tuning or Tuning()
    history = known(daily, now, tuning.memory, hours)
    ahead = horizon(cycle, history)
    past = {
        day: much for day, much in daily.items() if cycle.since <= day < min(cycle.until, history.tomorrow)
    }
    spent = spent_of(past)
    running = in_flight if history.today in ahead.days else 0.0
    drawn = _futures(history, ahead, tuning, seed, included / cycle.days)
    paths = totals(drawn, spent=spent, in_flight=running)
    overrun = _overrun(spent, reserve, included, paths, len(history.minutes))
    basis = _basis(daily, cycle, history, ahead)
    fan = fan_of(cycle, past, history, ahead, paths)
    return _told(cycle, now, included, law, spent, running, reserve, overrun, fan, basis)


def _told(
    cycle: Cycle,
    now: int,
    included: int,
    law: str,
    spent: float,
    in_flight: float,
    reserve: float,
    overrun: float | None,
    fan: tuple[FanDay, ...],
    basis: str,
) -> Forecast:
    """The forecast, with what its fan says of the end and of the days on which the quota runs out."""
    return Forecast(
        cycle=cycle,
        made_at=now,
        included=included,
        law=law,
        spent=spent,
        in_flight=in_flight,
        reserve=reserve,
        mid=fan[-1].mid,
        low80=fan[-1].low80,
        high80=fan[-1].high80,
        low90=fan[-1].low90,
        high90=fan[-1].high90,
        overrun=overrun,
        runs_out=next((day.day for day in fan if day.mid >= included), None),
        runs_out_early=next((day.day for day in fan if day.high90 >= included), None),
        fan=fan,
        basis=basis,
    )


def _futures(history: History, ahead: Horizon, tuning: Tuning, seed: int, even: float) -> list[Future]:
    if not ahead.days:
        return []
    if len(history.minutes) < FEW:
        return guesses(history, ahead, tuning.draws, even)
    return futures(history, ahead, tuning, seed)


def _overrun(
    spent: float, reserve: float, included: int, paths: list[Future], days_known: int
) -> float | None:
    """The probability of passing the quota; certain only when it has happened or the cycle is over."""
    if spent + reserve > included:
        return 1.0
    if not paths:
        return 0.0
    if days_known < FEW:
        return None
    over = sum(path[-1] + reserve > included for path in paths)
    return (over + 0.5) / (len(paths) + 1)


def _basis(daily: Mapping[date, float], cycle: Cycle, history: History, ahead: Horizon) -> str:
    """What the forecast rests on, in words."""
    if not ahead.days:
        return "the cycle is over: this is what was counted"
    days = len(history.minutes)
    first = min((day for day in daily if day <= history.today), default=history.today)
    lacking = (min(first, cycle.until) - cycle.since).days
    unknown = f"; the cycle's first {lacking} days are not known and not in it" if lacking > 0 else ""
    if days < FEW:
        return f"a guess from {days} whole days: wide on purpose, and no probability is given{unknown}"
    shape = "weekdays told apart" if days >= 4 * FEW else "weekdays hardly told apart yet"
    return f"{days} whole days, {shape}{unknown}"
