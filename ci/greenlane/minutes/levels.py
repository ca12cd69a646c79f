"""How sparing to be with the minutes that are left.

    exhausted     nothing is left
    critical      only the reserve is left, or even with half of the usual work the month would not end well
    tight         with the usual work, the minutes would run out with a chance of more than one in ten
    comfortable   otherwise

- Exhausted goes by what is known to be used. What runs now is only expected to add something, so it can make
  a month critical, never exhausted: nobody is refused on a guess.
- Using more never makes a level more comfortable; a larger reserve neither.
- An unknown number of used minutes has no level, and nor has one of some days ago, unless that is all there
  were. Who has to decide then takes the worst that may run.

Half: selecting and deferring jobs saved that at best in what is published (docs/minutes-alerts.md#levels).
Example: 2,000 included, 1,400 used, 90 in reserve, 300 more expected, overrun 0.02: comfortable. With 800
more expected: tight, for half of 800 fits into the 510 that are free. With 1,100: critical.
It does not know what a job is worth; that is the planner's.
"""

from __future__ import annotations

from fractions import Fraction

from greenlane.minutes.figures import amount, chance
from greenlane.minutes.freshness import blind
from greenlane.model.budget import BudgetLevel, Reading, Standing
from greenlane.model.forecast import Forecast

RISK = 0.1
"""The chance of an overrun that is comfortable."""
SAVING = Fraction(1, 2)
"""What sparing can save at best."""
COMFORTABLE_SHARE = Fraction(1, 2)
CRITICAL_SHARE = Fraction(1, 10)
"""Of the included minutes, free ones: while no forecast can be made."""


def standing(reading: Reading) -> Standing:
    """The level of a reading, and why."""
    why = blind(reading)
    if reading.spent is not None and reading.spent >= reading.included:
        used = f"{amount(reading.spent)} of {reading.included:,} minutes are used"
        return Standing(BudgetLevel.EXHAUSTED, Fraction(0), used)
    if reading.spent is None or why:
        return Standing(None, None, f"it is unknown how many minutes are used: {why}")
    return _while_some_are_left(reading, reading.included - reading.spent)


def _while_some_are_left(reading: Reading, left: Fraction) -> Standing:
    running = _running(reading.forecast)
    free = left - running - reading.reserve
    if free <= 0:
        return Standing(BudgetLevel.CRITICAL, left, _only_kept(reading, left, running))
    if reading.forecast is None or reading.forecast.overrun is None:
        said = f"{amount(free)} of {reading.included:,} minutes are free, and there is no forecast"
        return Standing(_by_share(free, reading.included), left, said)
    return _by_forecast(free, left, reading.forecast, reading.forecast.overrun)


def _by_share(free: Fraction, included: int) -> BudgetLevel:
    """While nobody knows what is still to come."""
    if free >= COMFORTABLE_SHARE * included:
        return BudgetLevel.COMFORTABLE
    return BudgetLevel.TIGHT if free >= CRITICAL_SHARE * included else BudgetLevel.CRITICAL


def _by_forecast(free: Fraction, left: Fraction, forecast: Forecast, overrun: float) -> Standing:
    to_come = max(Fraction(0), Fraction(forecast.mid) - Fraction(forecast.spent) - _running(forecast))
    said = f"{amount(free)} minutes are free, {amount(to_come)} more are expected"
    if overrun <= RISK:
        return Standing(BudgetLevel.COMFORTABLE, left, f"{said}; the chance to run out is {chance(overrun)}")
    if free < to_come * (1 - SAVING):
        return Standing(BudgetLevel.CRITICAL, left, f"{said}: half of the usual work would not fit")
    return Standing(BudgetLevel.TIGHT, left, f"{said}; the chance to run out is {chance(overrun)}")


def _running(forecast: Forecast | None) -> Fraction:
    """What runs now is expected to add; nothing where no forecast says so."""
    return Fraction(forecast.in_flight) if forecast is not None else Fraction(0)


def _only_kept(reading: Reading, left: Fraction, running: Fraction) -> str:
    takes = f"what runs now is expected to take {amount(running)}" if running else ""
    keeps = f"{reading.reserve:,} are kept for a release and a hotfix" if reading.reserve else ""
    why = " and ".join(part for part in (takes, keeps) if part)
    return f"{amount(left)} of {reading.included:,} minutes are left: {why}"
