"""How the month stands, for a plan: from the ledger of minutes."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from greenlane.cli.minutes_place import place
from greenlane.model.errors import GreenlaneError

if TYPE_CHECKING:
    from pathlib import Path

    from greenlane.cli.world import World


def budget(arguments: argparse.Namespace, world: World, ledger: Path) -> dict[str, Any]:
    """What `plan` takes: standing and reserve. A ledger that does not answer is told; nothing waits then."""
    from greenlane.minutes.ledger import open_ledger
    from greenlane.minutes.levels import standing
    from greenlane.minutes.month import Asked, month

    try:
        where = place(_asked(arguments, ledger), world)
        with open_ledger(ledger, read_only=True) as found:
            asked = Asked(where.account, where.repositories, where.settings, int(world.clock()))
            reading = month(found, asked).reading
    except GreenlaneError as err:
        return {"notes": (f"the minutes left are unknown: {err.what}",)}
    return {"standing": standing(reading), "reserve": float(where.settings.reserve)}


def _asked(arguments: argparse.Namespace, ledger: Path) -> argparse.Namespace:
    """As the verb `minutes` would be asked."""
    return argparse.Namespace(
        file=arguments.file, environment=arguments.environment, repository=[], ledger=ledger
    )
