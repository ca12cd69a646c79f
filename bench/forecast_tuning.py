"""How the forecast's numbers were chosen: synthetic months of even seeds, one number changed at a time.

    python bench/forecast_tuning.py [--seeds 30]

No real job is read here. Columns: mean error relative to the total, its ratio to a straight line's, how
often the total was in the 90 % and in the 80 % interval, and the interval score (width, plus 20 times what
was missed by, relative to the total: less is better). `month`: days 5, 10 and 20 of 30. `short`: day 5 of
14, with 0, 4 or 8 days before it.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from forecast_trials import Trial, trial
from synthetic_months import KINDS, project

from greenlane.minutes.forecast_history import Tuning

CHOICES: dict[str, tuple[float, ...]] = {
    "memory": (35, 182),
    "half_life": (5, 7, 14, 20),
    "cap": (1.5, 3.0, 1e9),
    "group": (0.2, 0.5, 2.0),
    "single": (0.003, 0.01, 0.1),
    "wander": (0.3, 0.5),
    "pull": (4.0, 16.0),
    "caution": (1.5, 3.0, 8.0),
}
DRAWS = 200


def month(seeds: int, tuning: Tuning) -> Iterator[Trial]:
    for kind in KINDS:
        for seed in range(0, 2 * seeds, 2):
            made = project(kind, seed)
            since = made.first + timedelta(days=made.cycle_at)
            yield from (trial(made.daily, since, 30, known, tuning=tuning) for known in (5, 10, 20))


def short(seeds: int, tuning: Tuning) -> Iterator[Trial]:
    for kind in KINDS:
        for seed in range(0, 2 * seeds, 2):
            for before in (0, 4, 8):
                made = project(kind, seed, cycle_days=14, known_before=before)
                yield trial(made.daily, made.first + timedelta(days=before), 14, 5, tuning=tuning)


def score(one: Trial) -> float:
    """The interval score of the 90 % interval."""
    low, high = one.made.low90, one.made.high90
    return (high - low + 20 * max(0.0, low - one.total) + 20 * max(0.0, one.total - high)) / one.total


def row(trials: list[Trial]) -> str:
    count = len(trials)
    ours = sum(one.error for one in trials) / count
    line = sum(abs(one.straight_line / one.total - 1) for one in trials) / count
    hits90 = sum(one.hit90 for one in trials) / count
    hits80 = sum(one.hit80 for one in trials) / count
    return (
        f"{ours:6.1%} {ours / line:5.2f} {hits90:5.0%} {hits80:4.0%} {sum(map(score, trials)) / count:5.2f}"
    )


def changed(tuning: Tuning, name: str, value: float) -> Tuning:
    if name == "memory":
        return replace(tuning, memory=int(value))
    fields = {one.name: getattr(tuning, one.name) for one in dataclasses.fields(tuning)}
    return Tuning(**{**fields, name: value})


def tell(name: str, seeds: int, tuning: Tuning) -> None:
    rows = [row([one for one in told(seeds, tuning) if one.total > 0]) for told in (month, short)]
    print(f"{name:<22} {rows[0]}   |   {rows[1]}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=30, help="projects of each kind")
    arguments = parser.parse_args()
    chosen = Tuning(draws=DRAWS)
    print(f"{'':<22} month: error ratio 90 % 80 % score | short")
    tell("as chosen", arguments.seeds, chosen)
    for name, values in CHOICES.items():
        for value in values:
            tell(f"{name} = {value:g}", arguments.seeds, changed(chosen, name, value))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
