"""A table in HTML; the script makes its heads into buttons that sort."""

from __future__ import annotations

from collections.abc import Sequence

from greenlane.model.document import Table
from greenlane.model.verdict import Outcome
from greenlane.render.html_frame import sign, value

SIDES = {"l": "left", "r": "right"}


def table_html(table: Table, label: str) -> str:
    """The table; rows that are too short end in empty cells."""
    columns = max((len(row) for row in (table.head, *table.rows)), default=0)
    sides = [SIDES[side] for side in table.align.ljust(columns, "l")]
    cells = zip(_full(table.head, columns), sides, strict=False)
    head = "".join(f'<th scope="col" class="{side}">{value(cell)}</th>' for cell, side in cells)
    outcomes = [*table.outcomes, *[None] * (len(table.rows) - len(table.outcomes))]
    rows = "".join(
        f"<tr>{_cells(_full(row, columns), sides, outcome)}</tr>"
        for row, outcome in zip(table.rows, outcomes, strict=False)
    )
    return scrolled(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>", label)


def scrolled(table: str, label: str) -> str:
    """A table that is wider than the screen scrolls by itself, by keyboard too."""
    return f'<div class="wide" role="region" aria-label="{value(label)}" tabindex="0">{table}</div>'


def _full(row: Sequence[str], columns: int) -> list[str]:
    return [*row, *[""] * (columns - len(row))]


def _cells(row: Sequence[str], sides: Sequence[str], outcome: Outcome | None) -> str:
    """The first cell carries the sign of the row's outcome, and the word for who does not see it."""
    mark = f'{sign(outcome)}<span class="unseen">{outcome.value}: </span>' if outcome else ""
    return "".join(
        f'<td class="{side}">{"" if at else mark}{value(cell)}</td>'
        for at, (cell, side) in enumerate(zip(row, sides, strict=False))
    )
