"""The minutes of a run and of its month, as one section of the page."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.cli.plan_budget import MONTH, month_of
from greenlane.model.document import Meter, Paragraph, Section, Table
from greenlane.model.plan import HERE
from greenlane.planner import saying
from greenlane.planner.report import billed
from greenlane.planner.words import listed, span

if TYPE_CHECKING:
    import argparse

    from greenlane.cli.world import World
    from greenlane.model.document import Block
    from greenlane.model.leg import JobResult
    from greenlane.model.plan import Group, Plan


def minutes(
    plan: Plan, results: Mapping[str, JobResult], arguments: argparse.Namespace, world: World
) -> Section:
    """This run, expected and measured; then the month, from the ledger or from the plan's own note."""
    return Section("Minutes", (*_run(plan, results, world), *_month(plan, arguments, world)))


def _run(plan: Plan, results: Mapping[str, JobResult], world: World) -> Iterator[Block]:
    apart = 2 if world.environment.get("NEEDS") else 1
    name = "the planning job and the gate" if apart == 2 else "the planning job"
    rows = [(name, saying.minutes(apart), "", saying.minutes(apart), "rounded up, as GitHub does")]
    rows += [_leg(group, results) for group in plan.groups]
    expected = billed(plan) + apart
    least = apart + sum(_least(group, results) for group in plan.groups)
    rows.append(("this run", saying.minutes(expected), "", f"at least {saying.minutes(least)}", ""))
    yield Table(("job", "expected", "commands took", "billed", "what it is"), tuple(rows), "lrrrl")
    yield Paragraph("Billed minutes of legs are counted from their commands alone: setting up comes on top.")


def _leg(group: Group, results: Mapping[str, JobResult]) -> tuple[str, str, str, str, str]:
    ran = [results[job].seconds for job in group.jobs if job in results]
    took = span(sum(ran)) if ran else "unknown"
    least = f"at least {saying.minutes(_least(group, results))}" if group.name != HERE else "with planning"
    return group.name, saying.minutes(group.minutes), took, least, f"{listed(group.jobs)} on {group.runner}"


def _least(group: Group, results: Mapping[str, JobResult]) -> int:
    """Whole minutes that a leg cannot be below. In the planning job, what goes beyond its first minute."""
    seconds = sum(results[job].seconds for job in group.jobs if job in results)
    whole = max(1, math.ceil(seconds / 60))
    return whole - 1 if group.name == HERE else whole


def _month(plan: Plan, arguments: argparse.Namespace, world: World) -> Iterator[Block]:
    ledger = _ledger(arguments, world)
    known = [note for note in plan.notes if note.startswith(MONTH)]
    if ledger is not None:
        yield from _standing(arguments, world, ledger)
    elif known:
        yield Paragraph(saying.sentence(known[0]))
    else:
        said = "no ledger of minutes is here (greenlane minutes sync)"
        yield Paragraph(f"How the month stands is unknown: {said}.")


def _ledger(arguments: argparse.Namespace, world: World) -> Path | None:
    """As for `greenlane plan`: where one is named and there."""
    named = getattr(arguments, "ledger", None) or world.environment.get("GREENLANE_LEDGER")
    path = world.cwd / named if named else None
    return path if path is not None and path.is_file() else None


def _standing(arguments: argparse.Namespace, world: World, ledger: Path) -> Iterator[Block]:
    from greenlane.minutes.report import verdict
    from greenlane.model.errors import GreenlaneError

    try:
        _, month = month_of(arguments, world, ledger)
    except GreenlaneError as err:
        yield Paragraph(f"How the month stands is unknown: {err.what}")
        return
    known = month.forecast.overrun is not None
    yield Paragraph(saying.sentence(f"{MONTH}{verdict(month)}"))
    yield Meter(
        title="Included minutes of the month",
        unit="minutes",
        value=float(month.used),
        limit=float(month.included),
        low=month.forecast.low80 if known else None,
        mid=month.forecast.mid if known else None,
        high=month.forecast.high80 if known else None,
    )
