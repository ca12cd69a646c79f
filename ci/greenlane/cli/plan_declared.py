"""The declaration of a call, as far as a plan needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from greenlane.config.locate import find
from greenlane.model.plan import Declared
from greenlane.planner.keys import Prepared, prepared

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from greenlane.cli.world import World


def declared(arguments: argparse.Namespace, world: World) -> tuple[Path, Prepared]:
    """The file and what it declares. Raises UsageError, DeclarationError."""
    path = world.cwd / arguments.file if arguments.file else find(world.cwd, world.environment)
    return path, prepared(_loaded(arguments, world))


def _loaded(arguments: argparse.Namespace, world: World) -> Declared:
    from greenlane.cli import project

    found = project.load(arguments, world)
    return Declared(found.components, found.jobs, found.planner)
