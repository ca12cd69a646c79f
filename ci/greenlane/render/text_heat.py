"""A heat map in cells: each its figure and a shade. Columns that do not fit go on below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from greenlane.model.document import Heat
from greenlane.render import chart_words
from greenlane.render.chart_scale import SHADES, Shading, shading
from greenlane.render.columns import padded, width_of, wrapped
from greenlane.render.pen import Pen
from greenlane.render.words import plural

SIGNS = " ·░▒▓█"
STYLES = ("dim", "", "", "cyan", "cyan", "bold")


def heat_lines(heat: Heat, width: int, most: int, pen: Pen) -> Iterator[str]:
    """Blocks of columns with all rows, then the key; nothing where there is no cell."""
    if not heat.rows or not heat.columns:
        return
    shades = shading(heat)
    rows = range(min(len(heat.rows), most))
    names = [chart_words.named(heat.rows[row]) for row in rows]
    lead = max(width_of(name) for name in names)
    sizes = [_size(heat, column, rows) for column in range(len(heat.columns))]
    for columns in _blocks(sizes, width - lead):
        if columns.start:
            yield ""
        head = (padded(chart_words.named(heat.columns[at]), sizes[at] - 1, "r") + " " for at in columns)
        yield pen(f"{' ' * lead} {' '.join(head)}", "dim")
        for row, name in zip(rows, names, strict=True):
            cells = (_cell(chart_words.cell(heat, row, at), sizes[at], shades, pen) for at in columns)
            yield f"{padded(name, lead)} {' '.join(cells)}"
    if left_out := len(heat.rows) - len(rows):
        more = f"… and {plural(left_out, 'more row')}; the HTML and JSON reports have all"
        yield from (pen(line, "dim") for line in wrapped(more, width))
    yield from (pen(line, "dim") for line in wrapped(_key(heat, shades), width))


def _size(heat: Heat, column: int, rows: range) -> int:
    """Cells of a column: its widest figure or its name, and one for the shade."""
    figures = (chart_words.short(chart_words.cell(heat, row, column)) for row in rows)
    return max(width_of(chart_words.named(heat.columns[column])), *(len(one) for one in figures)) + 1


def _blocks(sizes: Sequence[int], room: int) -> Iterator[range]:
    """Columns side by side, about as many in each block."""
    most = max(room // (max(sizes) + 1), 1)
    count = -(-len(sizes) // most)
    each = -(-len(sizes) // count)
    for begin in range(0, len(sizes), each):
        yield range(begin, min(begin + each, len(sizes)))


def _cell(found: float | None, size: int, shades: Shading, pen: Pen) -> str:
    if found is None:
        return padded(chart_words.UNKNOWN, size - 1, "r") + " "
    shade = shades.shade(found)
    text = padded(chart_words.short(found), size - 1, "r") + SIGNS[shade]
    return pen(text, STYLES[shade]) if STYLES[shade] else text


def _key(heat: Heat, shades: Shading) -> str:
    parts = [
        f"{SIGNS[shade]} to {chart_words.short(shades.ends[shade - 1])}"
        for shade in range(1, SHADES + 1)
        if shades.ends
    ]
    if parts:
        parts[-1] += f" {chart_words.named(heat.unit)}"
    return ", ".join([*parts, *([f"{chart_words.UNKNOWN} unknown"] if _lacks(heat) else [])])


def _lacks(heat: Heat) -> bool:
    return any(
        chart_words.cell(heat, row, column) is None
        for row in range(len(heat.rows))
        for column in range(len(heat.columns))
    )
