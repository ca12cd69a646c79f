"""What was seen in folders of earlier commits, as plain values and back: what a plan keeps for the next one.

It is true for ever, for an id says all of a folder. Where it is kept, only the user may write: what it says
is believed. Losing it costs a longer look.
"""

from __future__ import annotations

from greenlane.model.light import TYPE_CHECKING
from greenlane.planner.sightings import RULES, Seen, Sighting

if TYPE_CHECKING:
    from typing import Any

MOST = 100_000
"""Folders remembered; those seen first go first."""


def plain(seen: Seen) -> tuple[object, ...]:
    """It in plain values, the rules that it was seen by among them."""
    kept = list(seen.items())[-MOST:]
    return RULES, {one: tuple([tuple(each) for each in found]) for one, found in kept}


def restored(kept: Any) -> dict[str, tuple[Sighting, ...]]:
    """It again; nothing of what `plain` did not make, or made by other rules."""
    match kept:
        case (bytes(rules), dict(rows)) if rules == RULES:
            seen: dict[str, tuple[Sighting, ...]] = rows
            leading = [one for one, found in rows.items() if found]
            try:
                seen.update({one: tuple([Sighting(*each) for each in rows[one]]) for one in leading})
            except TypeError:
                return {}
            return seen
    return {}
