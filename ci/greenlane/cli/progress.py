"""How a start is shown: a live table for a person, a line a step for a log."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from greenlane.cli.world import World
from greenlane.model.status import Event, State

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

Show = Callable[[Event], None]

SHOWN_IN_LOGS = {State.STARTING, State.READY, State.RESTARTING, State.FAILED, State.WAITING}
MARKS = {State.READY: "✓", State.FAILED: "✗", State.WAITING: "·"}


@contextlib.contextmanager
def shown(world: World) -> Iterator[Show]:
    """Yields the function to call with each step."""
    if world.is_terminal:
        with _table(world) as show:
            yield show
    else:
        yield lambda event: _line(world, event)


def _line(world: World, event: Event) -> None:
    if not event.service:
        world.note(f"greenlane: {event.note}")
    elif event.state in SHOWN_IN_LOGS:
        note = f" ({event.note})" if event.note else ""
        world.note(f"{event.at_s:7.2f} s  {event.service:<12} {event.state}{note}")


@contextlib.contextmanager
def _table(world: World) -> Iterator[Show]:
    """The table appears with the first step of a service: its thread must not be there before the
    supervisor is forked.
    """
    rows: dict[str, Event] = {}
    with contextlib.ExitStack() as until_the_end:
        lives: list[Live] = []

        def show(event: Event) -> None:
            if not event.service:
                world.note(event.note)
                return
            if not lives:
                lives.append(until_the_end.enter_context(_live(world)))
            rows[event.service] = event
            lives[0].update(_rendered(rows))

        yield show


def _live(world: World) -> Live:
    from rich.console import Console
    from rich.live import Live

    return Live(console=Console(file=world.err), refresh_per_second=20, transient=True)


def _rendered(rows: dict[str, Event]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table("", "service", "state", "at", "", box=None, header_style="dim")
    for event in rows.values():
        style = {State.READY: "green", State.FAILED: "bold red"}.get(event.state, "yellow")
        table.add_row(
            Text(MARKS.get(event.state, "…"), style),
            Text(event.service),
            Text(event.state, style),
            f"{event.at_s:.2f} s",
            Text(event.note, "dim"),
        )
    return table
