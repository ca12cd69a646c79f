"""A table in Markdown, row by row, so that a summary that is full can leave rows out and count them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from greenlane.model.document import Table
from greenlane.render.fitting import Group, Part
from greenlane.render.github_text import address_of, cell
from greenlane.render.text import clipped, is_address

MARKS = {"pass": "✅", "fail": "❌", "unknown": "❔", "not-run": "⚪"}
ROWS = 10
"""The rank of rows, as markdown.py has ranks."""
CELL_CHARACTERS = 400


def table_groups(table: Table, rank: int = ROWS, before: str = "", after: str = "\n") -> Iterator[Group]:
    """The table; nothing where it has no column. before, after: what stands around it, if it is there."""
    columns = max((len(row) for row in (table.head, *table.rows)), default=0)
    if not columns:
        return
    marks = [f"{MARKS[one.value]} " if one else "" for one in table.outcomes]
    rows = [
        Part(_row(row, columns, _nth(marks, at), _nth(table.links, at)), rank, "row")
        for at, row in enumerate(table.rows)
    ]
    head = before + _head(table.head, table.align, columns)
    yield Group(rows or [Part("", rank, "row")], head, after, lambda left: told(left, "rows"))


def told(left_out: Sequence[str], noun: str) -> str:
    """What a full summary says of what it leaves out."""
    return f"… and {len(left_out):,} more {noun}, left out: this summary is full.\n\n"


def _head(head: Sequence[str], align: str, columns: int) -> str:
    sides = align.ljust(columns, "l")
    rule = "|".join(" ---: " if side == "r" else " --- " for side in sides[:columns])
    return f"{_row(head, columns)}|{rule}|\n"


def _nth(texts: Sequence[str], at: int) -> str:
    return texts[at] if at < len(texts) else ""


def _row(cells: Sequence[str], columns: int, mark: str = "", link: str = "") -> str:
    """link: where the first cell leads, if that is an address."""
    full = [cell(clipped(one, CELL_CHARACTERS)) for one in [*cells, *[""] * (columns - len(cells))]]
    if is_address(link) and full[0]:
        full[0] = f"[{full[0]}]({address_of(link)})"
    return f"| {mark}{' | '.join(full)} |\n"
