"""`greenlane minutes export`: the ledger's rows for other programs, as CSV or as one JSON object a line."""

from __future__ import annotations

import argparse
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from greenlane.cli.minutes_place import Place, place
from greenlane.cli.world import World
from greenlane.model.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from greenlane.minutes.ledger.interface import Ledger


def run(arguments: argparse.Namespace, world: World) -> int:
    from greenlane.minutes.ledger import open_ledger

    where = place(arguments, world)
    with open_ledger(where.ledger, read_only=True) as ledger:
        since, until = _span(arguments, ledger, where, world.clock())
        lines = _lines(ledger, arguments, where, since, until)
        if arguments.output is None:
            for line in lines:
                world.out.write(line)
            return ExitCode.OK
        count = _write(world.cwd / arguments.output, lines)
        world.note(f"{count:,} lines written to {arguments.output}")
    return ExitCode.OK


def _span(arguments: argparse.Namespace, ledger: Ledger, where: Place, now: float) -> tuple[date, date]:
    """The days asked for; by default all that are known. Raises UsageError."""
    today = datetime.fromtimestamp(now, UTC).date()
    since = arguments.since or ledger.first_day(where.repositories) or today
    until = arguments.until or today + timedelta(days=1)
    if since >= until:
        raise UsageError(
            f"no day lies from {since} up to {until}",
            fix="--until names the day after the last one",
            docs="docs/minutes.md#export",
        )
    return since, until


def _lines(
    ledger: Ledger, arguments: argparse.Namespace, where: Place, since: date, until: date
) -> Iterator[str]:
    from greenlane.minutes import export

    repositories = where.repositories
    endless = ledger.open_jobs(repositories) if arguments.until is None else ()
    asked: dict[str, tuple[Any, Iterable[Any]]] = {
        "jobs": (export.JOBS, chain(ledger.jobs(since, until, repositories), endless)),
        "days": (export.DAYS, ledger.booked(since, until, repositories)),
        "bill": (export.BILL, ledger.usage(where.account, since, until)),
    }
    sheet, items = asked[arguments.what]
    lines = export.csv_lines if arguments.format == "csv" else export.json_lines
    return lines(sheet, items)


def _write(path: Path, lines: Iterable[str]) -> int:
    """All of them, or no file; line by line, for there may be millions."""
    with _aside(path) as aside, aside.open("w", encoding="utf-8", newline="") as handle:
        count = 0
        for line in lines:
            handle.write(line)
            count += 1
    return count


@contextmanager
def _aside(path: Path) -> Iterator[Path]:
    """A file beside, which takes the place of `path` when the block ends well."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        yield aside
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
