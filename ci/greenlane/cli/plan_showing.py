"""Where a report of the planner goes: the screen, and the job's summary."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.model.errors import UsageError

if TYPE_CHECKING:
    from greenlane.cli.world import World
    from greenlane.model.document import Document


def show(made: Document, arguments: argparse.Namespace, world: World) -> None:
    """In the form that was asked for; in a step of a workflow also in its summary. Raises UsageError."""
    from greenlane.render import formats, render

    named = [one.name for one in formats()]
    if arguments.format not in named:
        fix = f"one of {', '.join(named)}"
        raise UsageError(f"'{arguments.format}' is no format", fix=fix, docs="docs/reports.md")
    if summary := world.environment.get("GITHUB_STEP_SUMMARY"):
        try:
            with Path(summary).open("a", encoding="utf-8") as handle:
                handle.write(render(made, "markdown"))
        except OSError as err:
            world.note(f"the job's summary could not be written to {summary}: {err.strerror}")
    if arguments.format != "terminal":
        world.say(render(made, arguments.format).rstrip("\n"))
        return
    from greenlane.render.terminal import Screen, terminal

    is_terminal = world.out.isatty()
    width = shutil.get_terminal_size().columns if is_terminal else 100
    is_coloured = is_terminal and "NO_COLOR" not in world.environment
    world.say(terminal(made, Screen(width=width, colour=is_coloured)).rstrip("\n"))
