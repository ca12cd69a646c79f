"""Where a report of the planner goes: the screen, and the job's summary."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.cli.screen import check_form, screen

if TYPE_CHECKING:
    from greenlane.cli.world import World
    from greenlane.model.document import Document


def show(made: Document, arguments: argparse.Namespace, world: World) -> None:
    """In the form that was asked for; in a step of a workflow also in its summary. Raises UsageError."""
    from greenlane.render import render

    check_form(arguments.format)
    summary = world.environment.get("GITHUB_STEP_SUMMARY")
    # A plan that is written down is held against its results, and the gate's page shows both.
    if summary and not getattr(arguments, "output", None):
        try:
            with Path(summary).open("a", encoding="utf-8") as handle:
                handle.write(render(made, "markdown"))
        except OSError as err:
            world.note(f"the job's summary could not be written to {summary}: {err.strerror}")
    is_terminal = arguments.format == "terminal"
    shown = screen(made, world) if is_terminal else render(made, arguments.format)
    world.say(shown.rstrip("\n"))
