"""`greenlane replay`: what policies would have cost on a recorded history, and what they would miss."""

from __future__ import annotations

import argparse
import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.model.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from greenlane.cli.world import World

SUMMARY = "play a recorded history through policies: minutes, wall time, failures found late or never"
DOCS = "docs/planner-replay.md"
LARGEST_BYTES = 512 * 1024 * 1024
LAWS = ("raw", "multiplier", "price")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("history", type=Path, metavar="FILE", help="jobs as CSV, also packed with gzip")
    parser.add_argument("--law", choices=LAWS, default="multiplier", help="how minutes count")
    parser.add_argument("--format", default="terminal", metavar="NAME", help="terminal, markdown, html, json")


def run(arguments: argparse.Namespace, world: World) -> int:
    """Learn on the first half by time, report on the second. Raises UsageError."""
    from greenlane.cli.plan_showing import show
    from greenlane.planner.replay import halves, replay
    from greenlane.planner.replay_history import from_rows
    from greenlane.planner.replay_report import document

    history = from_rows(_text(world.cwd / arguments.history))
    if len(history.changes) < 2:
        raise UsageError(
            f"{arguments.history} holds too few pushes to learn from one half: {len(history.changes)}",
            fix="take a longer history",
            docs=f"{DOCS}#history",
        )
    world.note(f"{len(history.changes):,} pushes; learning on the first half of them")
    rates = _rates(arguments.law, world.clock())
    try:
        table = replay(history, rates, split=halves(history))
    except ValueError as err:
        fix = "take a longer history"
        raise UsageError(f"{arguments.history}: {err}", fix=fix, docs=f"{DOCS}#history") from err
    show(document(table, arguments.law), arguments, world)
    return ExitCode.OK


def _rates(law: str, now: float) -> dict[str, float]:
    """What a minute of each runner takes under a law, today."""
    from greenlane.minutes.laws import law_at
    from greenlane.model.jobs import Machine
    from greenlane.planner.replay_history import LINUX, MACOS, WINDOWS

    weights = law_at(law, datetime.fromtimestamp(now, UTC).date()).weights
    machines = {LINUX: Machine.LINUX, WINDOWS: Machine.WINDOWS, MACOS: Machine.MACOS}
    return {label: float(weights[machine]) for label, machine in machines.items()}


def _text(path: Path) -> str:
    """The table, unpacked if need be. Raises UsageError for what is none."""
    try:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rb") as handle:
            data = handle.read(LARGEST_BYTES + 1)
        if len(data) > LARGEST_BYTES:
            raise UsageError(f"{path} is larger than {LARGEST_BYTES:,} bytes", docs=f"{DOCS}#history")
        return data.decode()
    except (OSError, EOFError, UnicodeDecodeError) as err:
        raise UsageError(
            f"{path} cannot be read as a table: {getattr(err, 'strerror', None) or err}",
            fix="name a CSV with the columns of the page, or one packed with gzip",
            docs=f"{DOCS}#history",
        ) from err
