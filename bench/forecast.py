"""The forecast against a straight line and against last week repeated, all in one run.

    python bench/forecast.py JOBS.csv.gz [--seeds 60]

JOBS: real jobs of one project over 22 days (Unix seconds `executing` and `final`). A window is 14 days; the
forecast of its total is made when 5 of its days are over, from them and from what came before the window.
The windows overlap, so their errors rise and fall together: the binomial interval beside the hits takes them
for independent and is too narrow. What tuning saw and what is reported here: docs/minutes-forecast.md.

Then synthetic months, odd seeds only (tuning used even ones): one forecast of each project, so that those
are independent.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import math
import os
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from forecast_trials import Trial, trial
from synthetic_months import KINDS, project

WINDOW, KNOWN = 14, 5
DAY_S = 86_400


@dataclass(frozen=True)
class Cut:
    """Real minutes by day. about: where its days begin."""

    about: str
    daily: dict[date, float]


def cuts(path: Path) -> tuple[Cut, Cut]:
    """Whole UTC days, without the first and the last, which the recording cuts off; and days of 24 hours
    from the first job's start on, of which the last lacks an hour or two."""
    with gzip.open(path, "rt", newline="") as file:
        times = [(int(row["executing"]), int(row["final"])) for row in csv.DictReader(file)]
    began = min(min(start, end) for start, end in times if end >= start)
    return (
        Cut("whole UTC days", inner(booked(times, 0))),
        Cut("24 hours from the first job on", booked(times, began % DAY_S)),
    )


def booked(times: Iterable[tuple[int, int]], offset: int) -> dict[date, float]:
    """Billed minutes, each job rounded up, by the day on which it ended."""
    found: dict[date, float] = defaultdict(float)
    for start, end in times:
        found[datetime.fromtimestamp(end - offset, UTC).date()] += math.ceil(max(0, end - start) / 60)
    return dict(found)


def inner(daily: dict[date, float]) -> dict[date, float]:
    """Without the first and the last day."""
    return {day: much for day, much in daily.items() if min(daily) < day < max(daily)}


def windows(daily: dict[date, float]) -> list[date]:
    """The first days of all windows that fit."""
    since, until = min(daily), max(daily) + timedelta(days=1)
    return [since + timedelta(days=at) for at in range((until - since).days - WINDOW + 1)]


def chance(hits: int, count: int, rate: float) -> float:
    """The probability of at most so many hits."""
    return sum(math.comb(count, k) * rate**k * (1 - rate) ** (count - k) for k in range(hits + 1))


def binomial(hits: int, count: int) -> tuple[float, float]:
    """The exact (Clopper-Pearson) 95 % interval of a rate."""

    def solved(rises_with: int, wanted: float) -> float:
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if chance(rises_with, count, middle) > wanted else (low, middle)
        return low

    lower = 0.0 if hits == 0 else solved(hits - 1, 0.975)
    return lower, 1.0 if hits == count else solved(hits, 0.025)


def coverage(name: str, hits: int, count: int) -> str:
    """Hits of N with their interval."""
    low, high = binomial(hits, count)
    return f"{name}: {hits} of {count} ({hits / count:.0%}; binomial 95 %: {low:.0%}-{high:.0%})"


def summary(name: str, trials: list[Trial]) -> None:
    """Errors relative to each total, their ratios, and both coverages."""
    count = len(trials)
    ours = sum(one.error for one in trials) / count
    line = sum(abs(one.straight_line / one.total - 1) for one in trials) / count
    week = sum(abs(one.last_week / one.total - 1) for one in trials) / count
    print(f"{name}: {count} forecasts")
    print(f"  mean error {ours:.1%}; straight line {line:.1%}; last week repeated {week:.1%}")
    print(f"  {ours / line:.2f} x the straight line's, {ours / week:.2f} x last week's")
    print("  " + coverage("90 %", sum(one.hit90 for one in trials), count))
    print("  " + coverage("80 %", sum(one.hit80 for one in trials), count))
    width = sum((one.made.high90 - one.made.low90) / one.total for one in trials) / count
    print(f"  the 90 % interval is {width:.0%} of the total wide, in the mean")


def hindsight(daily: dict[date, float], since: date) -> float:
    """The total if the mean of each weekday over all days, later ones too, were known beforehand.

    Not a forecast: it says what the best shape of the week could do while the level of the known days is all
    that is known of the level.
    """
    weekday = {
        number: mean([much for day, much in daily.items() if day.weekday() == number]) for number in range(7)
    }
    days = [since + timedelta(days=at) for at in range(WINDOW)]
    usual = [weekday[day.weekday()] for day in days]
    seen = sum(daily.get(day, 0.0) for day in days[:KNOWN])
    return seen * sum(usual) / sum(usual[:KNOWN])


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def real(cut: Cut) -> None:
    """Every window of one cut, then its summaries."""
    first = windows(cut.daily)
    days = len(cut.daily)
    print(f"\nReal: {cut.about}, {min(cut.daily)} to {max(cut.daily)}: {days} days, {len(first)} windows")
    print("  from        total     mid    low90 -  high90   line    week")
    trials = [trial(cut.daily, since, WINDOW, KNOWN) for since in first]
    for since, one in zip(first, trials, strict=True):
        made = one.made
        print(
            f"  {since:%a %m-%d} {one.total:9.0f} {made.mid:8.0f} {made.low90:8.0f} -{made.high90:8.0f}"
            f" {one.straight_line:8.0f} {one.last_week:8.0f}  {'in' if one.hit90 else 'OUT'}"
        )
    summary("day 5, with what came before the window", trials)
    told = mean(
        [abs(hindsight(cut.daily, since) / one.total - 1) for since, one in zip(first, trials, strict=True)]
    )
    print(f"  hindsight, no forecast: with the true weekday means of all days known, {told:.1%}")
    alone = [trial(cut.daily, since, WINDOW, KNOWN, alone=True) for since in first]
    summary("day 5, the window's own days alone", alone)
    later = [trial(cut.daily, since, WINDOW, known) for since in first for known in range(KNOWN, 11)]
    summary("days 5 to 10, with what came before the window", later)


def synthetic(seeds: int) -> None:
    """Each kind, then all; the day of each forecast goes round with the seeds."""
    print("\nSynthetic months of 30 days, NOT measured; one forecast a project, on day 5, 10 or 20")
    everything = []
    for kind in KINDS:
        found = []
        for seed in range(1, 2 * seeds, 2):
            made = project(kind, seed)
            since = made.first + timedelta(days=made.cycle_at)
            one = trial(made.daily, since, 30, (5, 10, 20)[seed // 2 % 3])
            if one.total > 0:
                found.append(one)
        summary(kind, found)
        everything += found
    summary("all kinds", everything)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("jobs", type=Path)
    parser.add_argument("--seeds", type=int, default=60, help="projects of each kind")
    arguments = parser.parse_args()
    began = time.perf_counter()
    for cut in cuts(arguments.jobs):
        real(cut)
    synthetic(arguments.seeds)
    print(f"\n{time.perf_counter() - began:.1f} s, load {os.getloadavg()[0]:.1f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
