"""Rows of cells: bars with eighths of a cell, paint by runs, names at their places."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from greenlane.render.columns import width_of
from greenlane.render.pen import Pen

LEVELS = " ▁▂▃▄▅▆▇█"
WIDTHS = " ▏▎▍▌▋▊▉█"
Cell = tuple[str, str]
"""A character and the style that the pen knows, "" for none."""


def painted(cells: Iterable[Cell], pen: Pen) -> str:
    """Cells as a line; each run of one style is painted once."""
    runs = (
        (style, "".join(character for character, _ in run))
        for style, run in groupby(cells, key=lambda one: one[1])
    )
    return "".join(pen(text, style) if style else text for style, text in runs)


def eighths(part: float, signs: str) -> str:
    """How full one cell is: 0 to 1."""
    return signs[min(max(round(part * 8), 0), 8)]


def names_at(places: Iterable[tuple[float, str]], width: int) -> str:
    """Names with their middle at a cell, as many as fit beside each other; the first ones go first."""
    cells: list[str | None] = [None] * width
    for at, text in places:
        size = width_of(text)
        start = min(max(round(at - size / 2), 0), width - size)
        around = cells[max(start - 1, 0) : start + size + 1]
        if start >= 0 and size and all(one is None for one in around):
            cells[start : start + size] = [text, *([""] * (size - 1))]
    return "".join(" " if one is None else one for one in cells).rstrip()
