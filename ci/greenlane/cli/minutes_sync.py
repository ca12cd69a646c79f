"""`greenlane minutes sync`: read what is new at GitHub into the ledger, and say what it took."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from greenlane.cli.minutes_place import Place, client, place
from greenlane.cli.world import World
from greenlane.model.errors import ExitCode

if TYPE_CHECKING:
    from greenlane.model.sync import Progress, Synced

CYCLES = 2
"""How many whole cycles before this one a first sync reads: a forecast can then be tried on them."""
EACH = 100
"""In a log, one line for so many steps."""


def run(arguments: argparse.Namespace, world: World) -> int:
    where = place(arguments, world)
    done = sync(where, world, since=arguments.since, sweep=arguments.sweep)
    for line in said(done, where):
        world.say(line)
    return ExitCode.OK if done.is_whole else ExitCode.OUTSIDE


def sync(where: Place, world: World, *, since: date | None = None, sweep: bool = False) -> Synced:
    """Read what is new; one process at a time. Raises OutsideError, UsageError."""
    from greenlane.edges.github_actions import Actions
    from greenlane.minutes.answers import Answers
    from greenlane.minutes.ledger import open_ledger
    from greenlane.minutes.lock import one_writer
    from greenlane.minutes.month import Asked, keep_record
    from greenlane.minutes.recounted import counted_by_these_rules
    from greenlane.minutes.sync import sync as read

    now = int(world.clock())
    first = since or _first(now, where.settings.cycle_day)

    def waiting() -> None:
        world.note("another sync holds the ledger; waiting for it")

    with (
        one_writer(where.ledger, waiting=waiting),
        open_ledger(where.ledger) as ledger,
        _Shown(world) as shown,
    ):
        if changed := counted_by_these_rules(ledger):
            world.note(f"{changed:,} jobs of the ledger count otherwise by the rules of this version")
        answers = Answers(ledger)
        done = read(
            ledger,
            Actions(client(world, tags=answers)),
            repositories=where.repositories,
            account=where.account,
            since=first,
            now=now,
            sweep=sweep,
            answers=answers,
            told=shown.told,
        )
        keep_record(ledger, Asked(where.account, where.repositories, where.settings, now))
        return done


def _first(now: int, cycle_day: int) -> date:
    """The first day of the second cycle before this one."""
    from greenlane.minutes.laws import cycle_of

    cycle = cycle_of(datetime.fromtimestamp(now, UTC).date(), cycle_day)
    for _ in range(CYCLES):
        cycle = cycle_of(cycle.since - timedelta(days=1), cycle_day)
    return cycle.since


def said(done: Synced, where: Place) -> list[str]:
    """What it did, what it cost, and what is still unknown."""
    lines = [
        f"{', '.join(where.repositories)}: {done.runs:,} runs listed, the jobs of {done.read:,} read "
        f"({done.jobs:,} jobs), {done.calls:,} call{'s' if done.calls != 1 else ''} to GitHub"
    ]
    if done.gone:
        lines.append(f"{done.gone:,} runs are gone at GitHub; what they took stays counted")
    for cut in done.truncations:
        lines.append(
            f"{cut.repository}: GitHub listed {cut.listed:,} of {_many(cut.total)} runs of "
            f"{_time(cut.window.since)} to {_time(cut.window.until)}; the others are unknown"
        )
    lines += [f"{one.repository}: {one.what} unknown: {one.why}" for one in done.unread]
    lines += [f"  fix: {fix}" for fix in dict.fromkeys(one.fix for one in done.unread) if fix]
    if done.unread:
        lines.append("  see: docs/minutes.md#token")
    if done.stopped is not None:
        lines += ["stopped before the end; the next sync goes on there:", *done.stopped.lines()]
    if done.left:
        lines.append(f"the jobs of {done.left:,} runs are still to be read")
    return lines


class _Shown:
    """A line that changes for a person, a line now and then for a log."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.doing = ""
        self.is_open = False

    def __enter__(self) -> _Shown:
        return self

    def __exit__(self, *_: object) -> None:
        if self.is_open:
            print("\r\x1b[K", end="", file=self.world.err, flush=True)

    def told(self, progress: Progress) -> None:
        """One step."""
        of = f" of {progress.of:,}" if progress.of is not None else ""
        line = f"{progress.repository}: {progress.doing} {progress.done:,}{of}"
        if self.world.is_terminal:
            print(f"\r\x1b[K{line}"[:200], end="", file=self.world.err, flush=True)
            self.is_open = True
        elif progress.doing != self.doing or (progress.done and progress.done % EACH == 0):
            self.world.note(line)
        self.doing = progress.doing


def _many(total: int | None) -> str:
    return "an unknown number" if total is None else f"{total:,}"


def _time(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M}"
