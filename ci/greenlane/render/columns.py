"""Text in columns of a terminal: widths as a terminal counts them, wrapping, tables.

Wide characters take two cells and joined emoji two together. Latin text never loads what measures those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

GAP = "  "
NARROWEST = 6
WORD = re.compile(r"\S+")
PLAIN = re.compile(r"[\x00-\u02ff\u2500-\u259f✓✗○…→]*")


def width_of(text: str) -> int:
    """How many cells a line takes."""
    if text.isascii() or PLAIN.fullmatch(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, broken at spaces, and inside a word that is too long.

    Its own line feeds are kept. There is always one line.
    """
    room = max(width, 2)
    return [line for paragraph in text.expandtabs(4).split("\n") for line in _filled(paragraph, room)]


def chopped(text: str, width: int) -> Sequence[str]:
    """One line as it is, spaces and all, cut where it must be."""
    return _pieces(text.expandtabs(4), max(width, 2))


def padded(text: str, width: int, align: str = "l") -> str:
    """Spaces up to `width` cells, after the text, or before it where align is r."""
    spaces = " " * (width - width_of(text))
    return spaces + text if align == "r" else text + spaces


def _filled(paragraph: str, width: int) -> list[str]:
    lines, line, used = [], "", 0
    for word in WORD.findall(paragraph):
        for piece in _pieces(word, width):
            size = width_of(piece)
            if line and used + 1 + size > width:
                lines.append(line)
                line, used = "", 0
            line, used = (f"{line} {piece}", used + 1 + size) if line else (piece, size)
    return [*lines, line]


def _pieces(word: str, width: int) -> Sequence[str]:
    """The word, cut where it must be; never inside a character that is made of several."""
    if width_of(word) <= width:
        return (word,)
    if word.isascii() or PLAIN.fullmatch(word):
        return [word[at : at + width] for at in range(0, len(word), width)]
    from rich.cells import chop_cells

    return chop_cells(word, width)


@dataclass(frozen=True)
class Grid:
    """A table made ready: each row is a list of lines, each line a list of cells of the columns' widths."""

    head: list[list[str]]
    rows: list[list[list[str]]]


def grid(head: Sequence[str], rows: Sequence[Sequence[str]], align: str, width: int) -> Grid:
    """A table that fits into `width` cells where that can be; a long cell goes on below itself."""
    count = max((len(row) for row in (head, *rows)), default=0)
    full = [[*row, *[""] * (count - len(row))] for row in (head, *rows)]
    wanted = [
        max((width_of(part) for row in full for part in row[at].split("\n")), default=0)
        for at in range(count)
    ]
    widths = _fitted([min(one, width) for one in wanted], width)
    sides = align.ljust(count, "l")
    made = [list(_lines(row, widths, sides)) for row in full]
    return Grid(made[0], made[1:])


def _fitted(widths: list[int], width: int) -> list[int]:
    """The widest columns give way first, down to NARROWEST."""
    room = width - len(GAP) * (len(widths) - 1)
    while sum(widths) > room and max(widths) > NARROWEST:
        widest = widths.index(max(widths))
        second = max([*widths[:widest], *widths[widest + 1 :], NARROWEST])
        give = max(1, min(sum(widths) - room, widths[widest] - second))
        widths = [*widths[:widest], widths[widest] - give, *widths[widest + 1 :]]
    return widths


def _lines(row: Sequence[str], widths: Sequence[int], sides: str) -> Iterator[list[str]]:
    cells = [wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    for at in range(max((len(lines) for lines in cells), default=0)):
        yield [
            padded(lines[at] if at < len(lines) else "", width, side)
            for lines, width, side in zip(cells, widths, sides, strict=False)
        ]
