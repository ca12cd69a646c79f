"""How the month stands, for a plan: from the ledger of minutes."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from greenlane.cli.minutes_place import Place, place
from greenlane.model.errors import GreenlaneError

if TYPE_CHECKING:
    from pathlib import Path

    from greenlane.cli.world import World
    from greenlane.minutes.month import Month

MONTH = "the month: "
"""How the note begins that a plan carries along: the gate may have no ledger."""


def budget(arguments: argparse.Namespace, world: World, ledger: Path) -> dict[str, Any]:
    """What `plan` takes: standing, reserve and a note. A ledger that does not answer is told; nothing waits
    then.
    """
    from greenlane.minutes.levels import standing
    from greenlane.minutes.report import verdict

    try:
        where, month = month_of(arguments, world, ledger)
    except GreenlaneError as err:
        return {"notes": (f"the minutes left are unknown: {err.what}",)}
    return {
        "standing": standing(month.reading),
        "reserve": float(where.settings.reserve),
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


def _asked(arguments: argparse.Namespace, ledger: Path) -> argparse.Namespace:
    """As the verb `minutes` would be asked."""
    return argparse.Namespace(
        file=arguments.file, environment=arguments.environment, repository=[], ledger=ledger
    )
