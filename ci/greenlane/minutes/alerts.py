"""What has to be said about a cycle now.

- Shares are compared as exact numbers: 1,000 of 2,000 has passed 50 %, 999.99 has not; 100 is above 95.
- Of the thresholds that are passed only the highest is said; 100 % is one, whether or not it is declared.
- What is unknown is said as such: no silence, and never 0. A ledger that was not brought up to date for two
  days counts as that too; what it holds is the least that is used, so its thresholds are said as well.
- While too few days are known for a forecast, that is said at level ok: nobody has to do anything about it.
- Keys: spent-50 (the percents passed), overrun, unknown, overrun-unknown.

Example: 1,812 of 2,000 used, thresholds 50, 75 and 90, overrun 0.97 with P = 0.5: spent-90 and overrun.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from greenlane.minutes.figures import amount, chance, percent
from greenlane.minutes.freshness import blind
from greenlane.model.budget import Reading
from greenlane.model.forecast import Alert, Forecast, Level
from greenlane.model.minutes import Alerts

ALL = 100
"""The percents at which nothing is left."""
WARNING_FROM = 75
"""The percents from which a threshold is more than a notice."""
ORDER = {Level.OVER: 0, Level.WARNING: 1, Level.NOTICE: 2, Level.OK: 3}


def alerts(reading: Reading, settings: Alerts) -> tuple[Alert, ...]:
    """All that stands now, the worst first."""
    found = [*_spent(reading, settings.at), *_overrun(reading, settings.overrun)]
    return tuple(sorted(found, key=lambda one: ORDER[one.level]))


def _spent(reading: Reading, at: Sequence[int]) -> Iterator[Alert]:
    """The highest threshold that is passed, or that nobody knows."""
    spent, included = reading.spent, reading.included
    if why := blind(reading):
        yield Alert("unknown", Level.WARNING, f"How many minutes are used is unknown: {why}.")
    if spent is None:
        return
    if included <= 0:
        if spent > 0:
            yield Alert(f"spent-{ALL}", Level.OVER, f"Minutes used: {amount(spent)}; none are included.")
        return
    passed = [one for one in {*at, ALL} if spent * 100 >= one * included]
    if passed:
        yield Alert(f"spent-{max(passed)}", _level(max(passed)), _used(reading, spent))


def _level(percents: int) -> Level:
    if percents >= ALL:
        return Level.OVER
    return Level.WARNING if percents >= WARNING_FROM else Level.NOTICE


def _used(reading: Reading, spent: Fraction) -> str:
    law = f", counted by {reading.law}" if reading.law else ""
    share = percent(spent, reading.included)
    least = "At least " if blind(reading) else ""
    return f"{least}{amount(spent)} of {reading.included:,} included minutes are used ({share}{law})."


def _overrun(reading: Reading, above: float) -> Iterator[Alert]:
    """Whether the month is expected to end above what is included. Said of a month that has not yet."""
    if reading.spent is not None and reading.spent >= reading.included:
        return
    forecast = reading.forecast
    if forecast is None:
        if reading.spent is not None:
            why = reading.why_no_forecast or "nobody made one"
            yield Alert("overrun-unknown", Level.NOTICE, f"There is no forecast for this cycle: {why}.")
    elif forecast.overrun is None:
        why = forecast.basis.rstrip(".") or "too few days are known"
        yield Alert("overrun-unknown", Level.OK, f"It is too early to say how this cycle ends: {why}.")
    elif not 0 <= forecast.overrun <= 1:
        wrong = f"The forecast's probability is none: {forecast.overrun}."
        yield Alert("overrun-unknown", Level.NOTICE, wrong)
    elif forecast.overrun > above:
        yield Alert("overrun", Level.WARNING, _expected(forecast, forecast.overrun))


def _expected(forecast: Forecast, overrun: float) -> str:
    reserve = f" with the reserve of {amount(forecast.reserve)}" if forecast.reserve else ""
    parts = [
        f"The chance that this cycle ends above {forecast.included:,} minutes{reserve} is {chance(overrun)}",
        f"{amount(forecast.mid)} are expected, {amount(forecast.low90)} to {amount(forecast.high90)}"
        " in nine of ten cases",
    ]
    if forecast.runs_out is not None:
        early = forecast.runs_out_early
        soonest = f", in the worst of twenty on {early.isoformat()}" if early else ""
        parts.append(f"the minutes run out on {forecast.runs_out.isoformat()}{soonest}")
    return "; ".join(parts) + "."
