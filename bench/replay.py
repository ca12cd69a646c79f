"""Policies played over recorded jobs: learned on the first half by time, reported on the second.

    python bench/replay.py JOBS.csv.gz [--law raw multiplier price]

JOBS.csv.gz: rows as in planner/replay_history.py. Every law is learned and reported on its own: an owner
knows the law that holds. Takes half a minute a law.
"""

from __future__ import annotations

import argparse
import gzip
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from greenlane.minutes.laws import LAW_NAMES, law_at
from greenlane.model.jobs import Machine
from greenlane.planner.replay import halves, replay
from greenlane.planner.replay_history import LINUX, MACOS, WINDOWS, from_rows
from greenlane.planner.replay_report import document
from greenlane.render.terminal import Screen, terminal

WIDTH = 160
MACHINES = {LINUX: Machine.LINUX, WINDOWS: Machine.WINDOWS, MACOS: Machine.MACOS}


def rates(law: str) -> dict[str, float]:
    """What a minute of each label takes under a law, today."""
    weights = law_at(law, datetime.now(UTC).date()).weights
    return {label: float(weights[machine]) for label, machine in MACHINES.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--law", nargs="+", choices=LAW_NAMES, default=LAW_NAMES)
    asked = parser.parse_args()
    with gzip.open(asked.path, "rt", newline="") as file:
        history = from_rows(file.read())
    for law in asked.law:
        table = replay(history, rates(law), split=halves(history))
        print(terminal(document(table, law), Screen(width=WIDTH)))


if __name__ == "__main__":
    main()
