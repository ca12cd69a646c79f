"""How the forecast did on cycles that are over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from greenlane.minutes.forecast import forecast
from greenlane.minutes.forecast_few import FEW
from greenlane.minutes.forecast_history import Tuning
from greenlane.model.bill import Cycle
from greenlane.model.forecast import Forecast, TrackRecord

CYCLES = 4
DRAWS = 200
AFTER = (5, 10, 20)
"""Days of a cycle that are over when its forecast is made again."""


@dataclass(frozen=True)
class Trial:
    """A forecast made again, beside what came and what a straight line would have said."""

    made: Forecast
    total: float
    straight_line: float


def track_record(
    daily: Mapping[date, float], cycles: Sequence[Cycle], *, seed: int = 0, after: Sequence[int] = AFTER
) -> TrackRecord | None:
    """Make the forecasts of these cycles again and hold them against what came; None when none can be made.

    daily: as for `forecast`. cycles: only whole ones that are over, the last four of them count. Each
    forecast sees nothing of what came after it. Several forecasts of one cycle rise and fall together: their
    number says less than that of the cycles. They were made with the tuning of today.
    """
    found = list(trials(daily, cycles, seed=seed, after=after))
    total = sum(one.total for one in found)
    if total <= 0:
        return None
    return TrackRecord(
        windows=len(found),
        hits80=sum(one.made.low80 <= one.total <= one.made.high80 for one in found),
        hits90=sum(one.made.low90 <= one.total <= one.made.high90 for one in found),
        error=sum(abs(one.made.mid - one.total) for one in found) / total,
        straight_line_error=sum(abs(one.straight_line - one.total) for one in found) / total,
    )


def trials(
    daily: Mapping[date, float], cycles: Sequence[Cycle], *, seed: int = 0, after: Sequence[int] = AFTER
) -> Iterator[Trial]:
    """Every forecast that can be made again; none for a cycle that began before the days known."""
    tuning = replace(Tuning(), draws=DRAWS)
    first = min(daily, default=date.max)
    whole = [cycle for cycle in cycles if first <= cycle.since]
    for cycle in sorted(whole, key=lambda one: one.since)[-CYCLES:]:
        total = sum(much for day, much in daily.items() if cycle.since <= day < cycle.until)
        for days in after:
            if FEW <= days < cycle.days:
                yield _trial(daily, cycle, days, total, seed, tuning)


def _trial(
    daily: Mapping[date, float], cycle: Cycle, days: int, total: float, seed: int, tuning: Tuning
) -> Trial:
    today = cycle.since + timedelta(days=days)
    now = int(datetime.combine(today, time(), UTC).timestamp())
    seen = {day: much for day, much in daily.items() if day < today}
    made = forecast(seen, cycle=cycle, now=now, included=0, law="", seed=seed, tuning=tuning)
    return Trial(made, total, made.spent / days * cycle.days)
