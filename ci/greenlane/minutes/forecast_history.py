"""What a forecast knows: the days that are over, how far today is, and the days to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from greenlane.model.bill import Cycle

DAY_S = 86_400


@dataclass(frozen=True)
class Tuning:
    """The numbers that no history says. Chosen on synthetic months; docs/minutes-forecast.md#tuning.

    memory: days that are looked at. half_life: days after which a day counts half for the level. cap: times
    the usual above which a day is a burst. group, single: the variances that the factor of the weekend, and
    that of a weekday within its group, are expected to have. noise: a day's relative variance as assumed
    before `noise_days` are known. wander: the relative standard deviation by which the level of a long span
    leaves that of the days known; half of its square is reached after `pull` days. caution: widens the
    level's uncertainty by 1 + caution / days known. draws: of the bootstrap.
    """

    memory: int = 91
    half_life: float = 10.0
    cap: float = 2.0
    group: float = 1.0
    single: float = 0.03
    noise: float = 0.4
    noise_days: float = 3.0
    wander: float = 0.4
    pull: float = 8.0
    caution: float = 5.0
    draws: int = 1000


@dataclass(frozen=True)
class History:
    """Days that are over, oldest first, without a gap; and today.

    weekdays: 0 is Monday. elapsed: the part of today's usual minutes that should be there by now, 0..1.
    """

    minutes: tuple[float, ...]
    weekdays: tuple[int, ...]
    today: date
    so_far: float
    elapsed: float

    @property
    def tomorrow(self) -> date:
        return self.today + timedelta(days=1)


@dataclass(frozen=True)
class Horizon:
    """The days of a cycle that are not over. share: how much of the first one is still to come, 0..1."""

    days: tuple[date, ...]
    share: float

    @property
    def weekdays(self) -> tuple[int, ...]:
        return tuple(day.weekday() for day in self.days)


def known(
    daily: Mapping[date, float], now: int, memory: int, hours: Sequence[float] | None = None
) -> History:
    """The history as it stands at `now`; what is noted of later days is not looked at.

    The span known begins on the first day that is given; a day that is missing after it had no minutes.
    """
    today = datetime.fromtimestamp(now, UTC).date()
    past = [day for day in daily if day < today]
    length = min(memory, (today - min(past)).days) if past else 0
    days = [today - timedelta(days=back) for back in range(length, 0, -1)]
    return History(
        minutes=tuple(daily.get(day, 0.0) for day in days),
        weekdays=tuple(day.weekday() for day in days),
        today=today,
        so_far=daily.get(today, 0.0),
        elapsed=elapsed(now % DAY_S, hours),
    )


def horizon(cycle: Cycle, history: History) -> Horizon:
    """What is to come of a cycle; nothing when it is over, all of it when it has not begun."""
    since = max(cycle.since, history.today)
    days = tuple(since + timedelta(days=at) for at in range(max(0, (cycle.until - since).days)))
    return Horizon(days, 1 - history.elapsed if since == history.today else 1.0)


def elapsed(second: int, hours: Sequence[float] | None) -> float:
    """The part of a day's minutes that ends by this second; without hours, the day is taken as even."""
    if hours is None or sum(hours) <= 0:
        return second / DAY_S
    hour, rest = divmod(second, 3600)
    return min(1.0, (sum(hours[:hour]) + hours[hour] * rest / 3600) / sum(hours))
