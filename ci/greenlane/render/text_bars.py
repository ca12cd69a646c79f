"""Bars in cells: the table of the figures with a bar in each row, or below it where the screen is narrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from greenlane.model.document import Bars
from greenlane.render import chart_words
from greenlane.render.chart_scale import Scale, scale_of
from greenlane.render.columns import GAP, grid, wrapped
from greenlane.render.pen import Pen
from greenlane.render.text import clipped, flat
from greenlane.render.text_cells import WIDTHS, Cell, eighths, painted

PART = "░"
NARROW_CELLS = 80
MOST_CELLS = 30
CHARACTERS = 200


def bars_lines(bars: Bars, width: int, most: int, pen: Pen) -> Iterator[str]:
    """A row a bar, then what was left out and the key; nothing for no bars."""
    if not bars.bars:
        return
    yield from _beside(bars, width, most, pen) if width >= NARROW_CELLS else _below(bars, width, most, pen)
    if (left_out := len(bars.bars) - most) > 0:
        more = f"… and {left_out:,} more; the HTML and JSON reports have all"
        yield from (pen(line, "dim") for line in wrapped(more, width))
    if bars.part and bars.part_name:
        yield from (pen(line, "dim") for line in wrapped(f"{PART} {_short(bars.part_name)}", width))


def bar_cells(bars: Bars, at: int, scale: Scale, size: int) -> Iterator[Cell]:
    """One bar in so many cells, its part at its end."""
    whole = scale.share(bars.bars[at][1]) * size
    known = max(whole - scale.share(chart_words.nth(bars.part, at) or 0.0) * size, 0.0)
    for cell in range(size):
        sign = eighths(known - cell, WIDTHS)
        is_part = sign == " " and cell + 0.5 < whole
        yield (PART, "dim") if is_part else (sign, "cyan")


def bars_scale(bars: Bars) -> Scale:
    """From 0 to the largest."""
    return scale_of([value for _, value, _ in bars.bars])


def _beside(bars: Bars, width: int, most: int, pen: Pen) -> Iterator[str]:
    """Name, figures, bar, note."""
    table, scale = chart_words.table(bars), bars_scale(bars)
    size = min(width // 4, MOST_CELLS)
    rows = [[_short(cell) for cell in row] for row in table.rows[:most]]
    has_notes = any(row[-1] for row in rows)
    kept = len(table.head) - (not has_notes)
    head = [_short(cell) for cell in table.head[:kept]]
    made = grid(head, [row[:kept] for row in rows], table.align, width - size - len(GAP))
    yield from (pen(_joined(cells, " " * size, has_notes), "dim") for cells in made.head)
    for at, lines in enumerate(made.rows):
        drawn = painted(bar_cells(bars, at, scale, size), pen)
        for number, cells in enumerate(lines):
            yield _joined(cells, " " * size if number else drawn, has_notes)


def _joined(cells: Sequence[str], bar: str, has_notes: bool) -> str:
    """The bar stands before the notes."""
    at = len(cells) - has_notes
    return GAP.join([*cells[:at], bar, *cells[at:]])


def _below(bars: Bars, width: int, most: int, pen: Pen) -> Iterator[str]:
    """Name with its note, and figures; the bar on a line of its own."""
    table, scale = chart_words.table(bars), bars_scale(bars)
    rows = [
        [" · ".join(_short(one) for one in (row[0], row[-1]) if one), *row[1:-1]] for row in table.rows[:most]
    ]
    made = grid([_short(cell) for cell in table.head[:-1]], rows, table.align, width)
    yield from (pen(GAP.join(cells), "dim") for cells in made.head)
    for at, lines in enumerate(made.rows):
        yield from (GAP.join(cells) for cells in lines)
        yield painted(bar_cells(bars, at, scale, width), pen)


def _short(text: str) -> str:
    return clipped(flat(text), CHARACTERS)
