"""Days of minutes to forecast from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from greenlane.model.bill import Cycle

NOVEMBER = Cycle(date(2026, 11, 1), date(2026, 12, 1))


def at(day: date, hour: int = 0) -> int:
    """Unix seconds of an hour of a UTC day."""
    return int(datetime(day.year, day.month, day.day, hour, tzinfo=UTC).timestamp())


def until(last: date, minutes: Sequence[float]) -> dict[date, float]:
    """These minutes on the days that end with this one, oldest first."""
    return {last - timedelta(days=back): much for back, much in enumerate(reversed(minutes))}


def weekly(last: date, days: int, workday: float, weekend: float) -> dict[date, float]:
    """So many days, the same on every workday and on every day of a weekend."""
    found = until(last, [workday] * days)
    return {day: weekend if day.weekday() > 4 else much for day, much in found.items()}
