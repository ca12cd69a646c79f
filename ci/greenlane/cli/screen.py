"""A report on the screen: which form was asked for, and as wide as the terminal."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from greenlane.model.errors import UsageError

if TYPE_CHECKING:
    from greenlane.cli.world import World
    from greenlane.model.document import Document


def check_form(name: str) -> None:
    """Raises UsageError for a form that there is none of."""
    from greenlane.render import formats

    named = [one.name for one in formats()]
    if name not in named:
        fix = f"one of {', '.join(named)}"
        raise UsageError(f"'{name}' is no format", fix=fix, docs="docs/reports.md")


def screen(made: Document, world: World) -> str:
    """As wide as the terminal, with colours if it has any; else plain."""
    from greenlane.render.terminal import Screen, terminal

    if not world.out.isatty():
        return terminal(made)
    is_coloured = "NO_COLOR" not in world.environment
    return terminal(made, Screen(width=shutil.get_terminal_size().columns, colour=is_coloured))
