"""A table in HTML; the script makes its heads into buttons that sort."""

from __future__ import annotations

from collections.abc import Sequence

from greenlane.model.document import Table
from greenlane.model.verdict import Outcome
from greenlane.render.html_frame import sign, value
from greenlane.render.text import is_address

SIDES = {"l": "left", "r": "right"}


def table_html(table: Table, label: str) -> str:
    """The table; rows that are too short end in empty cells."""
    columns = max((len(row) for row in (table.head, *table.rows)), default=0)
    sides = [SIDES[side] for side in table.align.ljust(columns, "l")]
    cells = zip(_full(table.head, columns), sides, strict=False)
    head = "".join(f'<th scope="col" class="{side}">{value(cell)}</th>' for cell, side in cells)
    outcomes = [*table.outcomes, *[None] * (len(table.rows) - len(table.outcomes))]
    links = [*table.links, *[""] * (len(table.rows) - len(table.links))]
    rows = "".join(
        f"<tr>{_cells(_full(row, columns), sides, outcome, link)}</tr>"
        for row, outcome, link in zip(table.rows, outcomes, links, strict=False)
    )
    return scrolled(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>", label)


def scrolled(table: str, label: str) -> str:
    """A table that is wider than the screen scrolls by itself, by keyboard too."""
    return f'<div class="wide" role="region" aria-label="{value(label)}" tabindex="0">{table}</div>'


def _full(row: Sequence[str], columns: int) -> list[str]:
    return [*row, *[""] * (columns - len(row))]


def _cells(row: Sequence[str], sides: Sequence[str], outcome: Outcome | None, link: str) -> str:
    """The first cell carries the row's link, its outcome's sign, and the word for who does not see it."""
    mark = f'{sign(outcome)}<span class="unseen">{outcome.value}: </span>' if outcome else ""
    return "".join(
        f'<td class="{side}">{value(cell) if at else mark + _linked(cell, link)}</td>'
        for at, (cell, side) in enumerate(zip(row, sides, strict=False))
    )


def _linked(cell: str, link: str) -> str:
    is_link = is_address(link) and cell.strip()
    return f'<a href="{value(link)}" rel="noreferrer">{value(cell)}</a>' if is_link else value(cell)
