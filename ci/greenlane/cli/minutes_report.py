"""`greenlane minutes report`, `forecast` and `explain`: the ledger, told to people and to programs."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.cli.minutes_place import DOCS, Place, known, place
from greenlane.cli.screen import check_form, screen
from greenlane.cli.world import World
from greenlane.model.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from greenlane.minutes.clone import Clone
    from greenlane.minutes.ledger.interface import Ledger
    from greenlane.minutes.month import Month
    from greenlane.model.document import Document
    from greenlane.model.explain import Explanation, Parts

EXPLAINED_DAYS = 30
TOLD = ("repository", "workflow", "job", "event", "branch", "actor", "conclusion")


def run(arguments: argparse.Namespace, world: World) -> int:
    from greenlane.minutes.ledger import open_ledger

    where = place(arguments, world)
    _check(arguments)
    if arguments.sync:
        from greenlane.cli.minutes_sync import said, sync

        for line in said(sync(where, world), where):
            world.note(line)
    with open_ledger(where.ledger, read_only=True) as ledger, ledger.one_moment():
        known(ledger, where)
        if arguments.action == "explain":
            return _explain(ledger, arguments, world, where)
        return _month(ledger, arguments, world, where)


def _check(arguments: argparse.Namespace) -> None:
    """What can be known to be wrong before anything is read. Raises UsageError."""
    check_form(arguments.format)
    if getattr(arguments, "days", 1) < 1:
        raise UsageError(f"--days {arguments.days}: no days", fix="a number from 1", docs=DOCS)


def _month(ledger: Ledger, arguments: argparse.Namespace, world: World, where: Place) -> int:
    from greenlane.minutes.month import Asked, month
    from greenlane.minutes.report import forecast_report, month_report

    now = int(world.clock())
    found = month(ledger, Asked(where.account, where.repositories, where.settings, now, page=arguments.page))
    if arguments.action == "forecast":
        document = forecast_report(found)
    else:
        document = month_report(found, *_explanation(ledger, where, found, world, EXPLAINED_DAYS))
    _show(document, arguments, world)
    if getattr(arguments, "alert", False):
        from greenlane.cli.minutes_alert import alert

        alert(found, where, world)
    return document.outcome.exit_code if arguments.check else ExitCode.OK


def _explain(ledger: Ledger, arguments: argparse.Namespace, world: World, where: Place) -> int:
    from greenlane.minutes.month import Asked, month
    from greenlane.minutes.report import explain_report

    now = int(world.clock())
    found = month(ledger, Asked(where.account, where.repositories, where.settings, now))
    explained = _explanation(ledger, where, found, world, arguments.days)
    _show(explain_report(found, *explained), arguments, world)
    return ExitCode.OK


def _explanation(
    ledger: Ledger, where: Place, month: Month, world: World, days: int
) -> tuple[Explanation, list[Parts]]:
    """Of the last days that the ledger knows; and by what they can be told apart."""
    from greenlane.minutes.explain import explain
    from greenlane.minutes.explain.parts import went_to
    from greenlane.minutes.ledger.interface import Dimension

    until = datetime.fromtimestamp(month.now, UTC).date() + timedelta(days=1)
    first = ledger.first_day(where.repositories) or until
    since = max(first, until - timedelta(days=days))
    jobs = ledger.jobs(since, until, where.repositories)
    clone = _clone(where, world, since)
    found = explain(
        jobs,
        law=month.law,
        days=float((until - since).days),
        files=clone.workflow_texts() if clone else None,
        changed=clone.changed if clone else None,
    )
    by = [one for one in Dimension if one.value in TOLD]
    if len(where.repositories) == 1:
        by.remove(Dimension.REPOSITORY)
    span = (since, until)
    repositories = where.repositories
    parts = [went_to(ledger, (one,), *span, law=month.law, repositories=repositories, lines=12) for one in by]
    return found, parts


def _clone(where: Place, world: World, since: date) -> Clone | None:
    """The clone that we are in, when it is one of these repositories."""
    from greenlane.cli.minutes_place import this
    from greenlane.minutes.clone import Clone

    here = this(world)
    if here is None or here.lower() not in {one.lower() for one in where.repositories}:
        return None
    return Clone.find(here, world.cwd, world.environment, since)


def _show(made: Document, arguments: argparse.Namespace, world: World) -> None:
    """Into the folder, the job's summary, and on the screen."""
    from greenlane.edges.files import write_aside
    from greenlane.render import formats, render

    if arguments.report is not None:
        folder = world.cwd / arguments.report
        folder.mkdir(parents=True, exist_ok=True)
        for one in formats():
            if one.name not in ("sarif", "github"):
                write_aside(folder / one.file, render(made, one.name), flush=False)
    if getattr(arguments, "github_step_summary", False):
        _summarise(render(made, "markdown"), world)
        world.say(made.verdict)
    elif arguments.format == "terminal":
        world.say(screen(made, world).rstrip("\n"))
    else:
        world.say(render(made, arguments.format).rstrip("\n"))


def _summarise(text: str, world: World) -> None:
    """Append to the job's summary. Raises UsageError outside of a job."""
    summary = world.environment.get("GITHUB_STEP_SUMMARY")
    if not summary:
        raise UsageError(
            "GITHUB_STEP_SUMMARY is not set: this is no step of a job",
            fix="leave out --github-step-summary, or use --format markdown",
            docs=DOCS,
        )
    with Path(summary).open("a", encoding="utf-8") as handle:
        handle.write(text)
