"""What a plan is told by the ledger of minutes: how the month stands, what a minute takes, what jobs did."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from greenlane.cli.minutes_place import Place, place, this
from greenlane.model.errors import GreenlaneError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from greenlane.cli.world import World
    from greenlane.minutes.ledger.interface import Ledger
    from greenlane.minutes.month import Month
    from greenlane.model.plan import Declared, Past

MONTH = "the month: "
"""How the note begins that a plan carries along: the gate may have no ledger."""
DAYS = 30
"""So far back, jobs are looked at."""


def budget(arguments: argparse.Namespace, world: World, ledger: Path, declared: Declared) -> dict[str, Any]:
    """What `plan` takes: standing, reserve, rates, past and a note. A ledger that does not answer is told.

    Then nothing waits.
    """
    from greenlane.minutes.ledger import open_ledger
    from greenlane.minutes.levels import standing
    from greenlane.minutes.rates import rates
    from greenlane.minutes.report import verdict

    try:
        where, month = month_of(arguments, world, ledger)
        with open_ledger(ledger, read_only=True) as found:
            past = _past(found, declared, world)
            is_public = found.is_private(this(world) or "") is False
    except GreenlaneError as err:
        return {"notes": (f"the minutes left are unknown: {err.what}",)}
    labels = {label for labels in _runners(declared).values() for label in labels} | {arguments.here}
    return {
        "standing": standing(month.reading),
        "reserve": float(where.settings.reserve),
        "rates": rates(sorted(labels - {""}), month.law, where.settings.fallback, is_public=is_public),
        "past": past,
        "notes": (f"{MONTH}{verdict(month)}",),
    }


def month_of(arguments: argparse.Namespace, world: World, ledger: Path) -> tuple[Place, Month]:
    """Whose month, and how it stands. Raises GreenlaneError for a ledger that does not answer."""
    from greenlane.minutes.ledger import open_ledger
    from greenlane.minutes.month import Asked, month

    where = place(_asked(arguments, ledger), world)
    with open_ledger(ledger, read_only=True) as found:
        asked = Asked(where.account, where.repositories, where.settings, int(world.clock()))
        return where, month(found, asked)


def _past(ledger: Ledger, declared: Declared, world: World) -> Mapping[str, Past]:
    from datetime import timedelta

    from greenlane.minutes.pasts import pasts
    from greenlane.model.jobs import day_of

    repository = this(world)
    if repository is None:
        return {}
    today = day_of(int(world.clock()))
    jobs = ledger.jobs(today - timedelta(days=DAYS), today + timedelta(days=1), (repository,))
    return pasts(jobs, _runners(declared))


def _runners(declared: Declared) -> Mapping[str, Sequence[str]]:
    """Of each job, its label and those that it may move to."""
    return {job.name: (job.runner, *job.moves) for job in declared.jobs}


def _asked(arguments: argparse.Namespace, ledger: Path) -> argparse.Namespace:
    """As the verb `minutes` would be asked."""
    return argparse.Namespace(
        file=arguments.file, environment=arguments.environment, repository=[], ledger=ledger
    )
