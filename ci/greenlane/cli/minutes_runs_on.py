"""`greenlane minutes runs-on`: where jobs should run now, from the minutes left and the runners there are."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.cli.minutes_place import client, known, place
from greenlane.cli.world import World
from greenlane.model.errors import ExitCode, GreenlaneError, OutsideError

if TYPE_CHECKING:
    from greenlane.edges.github_actions import Actions
    from greenlane.model.github import SeenRepository

DOCS = "docs/minutes-alerts.md#runners-of-your-own"


def run(arguments: argparse.Namespace, world: World) -> int:
    """Prints the labels as JSON, and writes them to the step's outputs as `runs-on` and `is-self-hosted`."""
    from greenlane.edges.github_actions import Actions
    from greenlane.minutes.fallback import Available, Refusal, decide, output, runs_on, wants_runner
    from greenlane.minutes.figures import plural
    from greenlane.minutes.ledger import open_ledger
    from greenlane.minutes.levels import standing
    from greenlane.minutes.month import Asked, month

    where = place(arguments, world)
    with open_ledger(where.ledger, read_only=True) as ledger:
        known(ledger, where)
        asked = Asked(where.account, where.repositories, where.settings, int(world.clock()))
        stands = standing(month(ledger, asked).reading)
    calls = 0
    if wants_runner(stands.level):
        source = Actions(client(world))
        seen = _seen(source, where.repositories[0], world)
        chosen = runs_on(source, where.repositories[0], stands, where.settings, seen)
        calls = source.calls
    else:
        chosen = decide(stands, where.settings, Available())
    if isinstance(chosen, Refusal):
        raise GreenlaneError(chosen.reason, fix=chosen.fix, docs=DOCS)
    world.note(f"{chosen.reason} ({plural(calls, 'call')} to GitHub)")
    world.say(output(chosen))
    if outputs := world.environment.get("GITHUB_OUTPUT"):
        with Path(outputs).open("a", encoding="utf-8") as handle:
            handle.write(f"runs-on={output(chosen)}\nis-self-hosted={str(chosen.is_self_hosted).lower()}\n")
    return ExitCode.OK


def _seen(source: Actions, repository: str, world: World) -> SeenRepository | None:
    """What is known of it; where that cannot be read, minutes decide alone."""
    try:
        return source.repository(repository)
    except OutsideError as err:
        world.note(f"{repository} could not be looked at, so it counts as private: {err.what}")
        return None
