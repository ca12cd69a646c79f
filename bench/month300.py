"""The 300-minute month: a made-up project played through the real planner, path filters and everything.

    python bench/month300.py [--months 20] [--first 1] [--scale 1]

Every month is played under each counting law that is not ruled out: without iOS builds, with them on a Mac of
one's own, and on hosted ones. Months have odd seeds here; the project was made up with a look at even ones
(`--first 2`). scale: how long its jobs take beside what bench/month_project.py says.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.month_choosers import Filters, Planner
from bench.month_play import Chooser, Told, played
from bench.month_project import LINUX, MACOS, OWN_MAC, START, USUAL_S, month

from greenlane.minutes.laws import laws_at
from greenlane.model.jobs import Machine
from greenlane.model.plan import Event

BAR_MINUTES = 300.0
Rates = dict[str, float]


def planner(seed: int, ios: str, rates: Rates, *, sparing: bool) -> Planner:
    """With what its jobs did in the month before, which is played too and counts for nothing."""
    before = Planner(-seed, ios, rates, sparing, included=1e6)
    played(month(-seed, ios=bool(ios)), before)
    return Planner(seed, ios, rates, sparing, past=before.past)


WAYS: dict[str, Callable[[int, str, Rates], Chooser]] = {
    "greenlane": lambda seed, ios, rates: planner(seed, ios, rates, sparing=False),
    "sparing": lambda seed, ios, rates: planner(seed, ios, rates, sparing=True),
    "path filters": lambda seed, ios, rates: Filters(seed, ios, rates),
    "and patient": lambda seed, ios, rates: Filters(seed, ios, rates, patient=True),
    "everything": lambda seed, ios, rates: Filters(seed, ios, rates, blind=True),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--months", type=int, default=20)
    parser.add_argument("--first", type=int, default=1, help="the first seed; then every second one")
    parser.add_argument("--scale", type=float, default=1.0)
    asked = parser.parse_args()
    USUAL_S.update({job: seconds * asked.scale for job, seconds in USUAL_S.items()})
    seeds = range(asked.first, asked.first + 2 * asked.months, 2)
    for runner in ("", OWN_MAC, MACOS):
        for name, rates in laws():
            print(f"\niOS on {runner or 'no runner'}, law {name}")
            print(HEAD)
            for way, chooser in WAYS.items():
                months = [
                    played(month(seed, ios=bool(runner)), chooser(seed, runner, rates)) for seed in seeds
                ]
                print(line(way, months))
                if way in {"greenlane", "sparing"}:
                    print(*parts(months, rates, runner), sep="\n")


def laws() -> Iterator[tuple[str, Rates]]:
    """What a minute takes under each law."""
    for law in laws_at(datetime.fromtimestamp(START, UTC).date()):
        machines = {LINUX: Machine.LINUX, "ubuntu-slim": Machine.LINUX_SLIM, MACOS: Machine.MACOS}
        yield law.name, {label: float(law.weights[one]) for label, one in machines.items()} | {OWN_MAC: 0.0}


HEAD = (
    f"{'':14}{'minutes: median, most':>24}{'within 300':>12}{'verdict: median':>17}{'95 %':>8}"
    f"{'seeded':>8}{'late':>6}{'escaped':>9}{'releases':>10}{'refused':>9}{'untested':>10}{'ios':>6}"
)


def line(way: str, months: Sequence[Told]) -> str:
    """One way over all months."""
    totals = [one.total for one in months]
    walls = sorted(wall for one in months for wall in one.walls_s)
    fit = f"{sum(total <= BAR_MINUTES for total in totals)}/{len(months)}"
    return (
        f"{way:14}{statistics.median(totals):>16.0f},{max(totals):>7.0f}{fit:>12}"
        f"{statistics.median(walls):>15.0f} s{walls[int(0.95 * len(walls))]:>6.0f} s"
        f"{_sum(months, 'seeded'):>8}{_sum(months, 'late'):>6}{_sum(months, 'escaped'):>9}"
        f"{_sum(months, 'shipped'):>10}{_sum(months, 'refused'):>9}{_sum(months, 'untested'):>10}"
        f"{sum(one.runs.get('ios', 0) for one in months) / len(months):>6.1f}"
    )


def parts(months: Sequence[Told], rates: Rates, runner: str) -> Iterator[str]:
    """Where the planner's minutes go, and how many hosted iOS builds would fit beside the rest."""
    for event in (Event.PULL_REQUEST, Event.SCHEDULE, Event.RELEASE):
        minutes = statistics.mean(one.minutes.get(event, 0.0) for one in months)
        counts = statistics.mean(one.counts.get(event, 0) for one in months)
        yield f"    {event}: {minutes:.0f} minutes for {counts:.1f}"
    if not runner:
        build = -(-USUAL_S["ios"] // 60) * rates[MACOS]
        left = [max(0.0, BAR_MINUTES - one.total) for one in months]
        fits = sorted(int(minutes // build) for minutes in left)
        middle = statistics.median(fits)
        yield f"    an iOS build on {MACOS} takes {build:.0f}: {middle:g} would fit, {fits[0]} to {fits[-1]}"


def _sum(months: Sequence[Told], name: str) -> int:
    return sum(getattr(one, name) for one in months)


if __name__ == "__main__":
    main()
