"""One forecast held against what came, and against its peers: a straight line and last week repeated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from greenlane.minutes.forecast import forecast
from greenlane.minutes.forecast_history import Tuning
from greenlane.model.bill import Cycle
from greenlane.model.forecast import Forecast


@dataclass(frozen=True)
class Trial:
    """What was forecast, what came, and what the peers would have said."""

    made: Forecast
    total: float
    straight_line: float
    last_week: float

    @property
    def error(self) -> float:
        """Relative to the total."""
        return abs(self.made.mid / self.total - 1)

    @property
    def hit80(self) -> bool:
        return self.made.low80 <= self.total <= self.made.high80

    @property
    def hit90(self) -> bool:
        return self.made.low90 <= self.total <= self.made.high90


def trial(
    daily: Mapping[date, float],
    since: date,
    days: int,
    known: int,
    *,
    alone: bool = False,
    tuning: Tuning | None = None,
) -> Trial:
    """A forecast at the midnight after `known` days of the cycle. alone: from these days only."""
    cycle = Cycle(since, since + timedelta(days=days))
    today = since + timedelta(days=known)
    begins = since if alone else min(daily)
    seen = {day: much for day, much in daily.items() if begins <= day < today}
    seen.setdefault(begins, 0.0)
    now = int(datetime.combine(today, time(), UTC).timestamp())
    made = forecast(seen, cycle=cycle, now=now, included=0, law="raw", tuning=tuning)
    return Trial(
        made=made,
        total=sum(much for day, much in daily.items() if since <= day < cycle.until),
        straight_line=made.spent / known * days,
        last_week=made.spent + last_week(seen, begins, today, days - known),
    )


def last_week(seen: Mapping[date, float], begins: date, today: date, ahead: int) -> float:
    """The last seven days again and again; a weekday that is not among them is a mean one."""
    mean = sum(seen.values()) / (today - begins).days
    total = 0.0
    for at in range(ahead):
        day = today - timedelta(days=7 - at % 7)
        total += seen.get(day, 0.0) if day >= begins else mean
    return total
