"""The totals of a cycle at the end of each of its days, known and to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate

from greenlane.minutes.forecast_draws import Future
from greenlane.minutes.forecast_history import History, Horizon
from greenlane.model.bill import Cycle
from greenlane.model.forecast import FanDay

QUANTILES = (0.05, 0.1, 0.5, 0.9, 0.95)


def totals(drawn: Iterable[Future], *, spent: float, in_flight: float) -> list[Future]:
    """The cycle's total at the end of every day to come, for each draw.

    What runs now ends today, and is among what a usual rest of today would bring: that rest is never less.
    """
    return [list(accumulate([max(future[0], in_flight), *future[1:]], initial=spent))[1:] for future in drawn]


def fan_of(
    cycle: Cycle, past: Mapping[date, float], history: History, ahead: Horizon, paths: Sequence[Future]
) -> tuple[FanDay, ...]:
    """Every day of the cycle: those that are over with what was spent, the others with their quantiles."""
    found, spent = [], 0.0
    for after in range(cycle.days):
        day = cycle.since + timedelta(days=after)
        spent += past.get(day, 0.0)
        if day not in ahead.days:
            found.append(FanDay(day, spent, *[spent] * len(QUANTILES)))
            continue
        ordered = sorted(path[(day - ahead.days[0]).days] for path in paths)
        has_begun = day == history.today and history.elapsed > 0
        found.append(
            FanDay(day, spent if has_begun else None, *(quantile(ordered, one) for one in QUANTILES))
        )
    return tuple(found)


def quantile(ordered: Sequence[float], part: float) -> float:
    """The value below which this part of them lies, between two of them in proportion.

    Written so that rounding cannot turn the order of two quantiles, or of two days, around.
    """
    place = part * (len(ordered) - 1)
    low = ordered[int(place)]
    high = ordered[min(int(place) + 1, len(ordered) - 1)]
    share = place - int(place)
    return max(low, min(high, (1 - share) * low + share * high))


def spent_of(past: Mapping[date, float]) -> float:
    """What these days took, added up from day to day as the fan does it: to the last bit the same."""
    return [0.0, *accumulate(past[day] for day in sorted(past))][-1]
