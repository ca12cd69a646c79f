"""Charts in Markdown: a sentence, then the terminal's picture as a block of text, or a table with bars.

GitHub shows no picture of ours in a summary; block characters need none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from greenlane.model.document import Bars, Chart, Fan, Heat, Meter, Table
from greenlane.render import chart_words
from greenlane.render.fitting import Group, Part
from greenlane.render.github_text import cell, verbatim
from greenlane.render.markdown_table import table_groups
from greenlane.render.pen import Pen
from greenlane.render.text import clipped
from greenlane.render.text_bars import bar_cells, bars_scale
from greenlane.render.text_charts import picture_lines

WIDTH = 84
MOST_ROWS = 50
BAR_CELLS = 20
SECTION, FIGURES = 1, 11
"""Ranks: a picture goes with its section, the figures of every day are the first to be left out."""
TEXT_CHARACTERS = 1_000
NAME_CHARACTERS = 200


def chart_groups(chart: Chart) -> Iterator[Group]:
    """One chart."""
    yield Group([Part(f"#### {cell(clipped(chart.title, NAME_CHARACTERS))}\n\n", SECTION, "chart")])
    if said := chart_words.sentence(chart):
        yield Group([Part(f"{cell(clipped(said, TEXT_CHARACTERS))}\n\n", SECTION, "text")])
    match chart:
        case Meter() | Heat():
            yield from _picture(chart)
        case Fan():
            yield from _picture(chart)
            if chart.labels:
                before = "<details><summary>Every day</summary>\n\n"
                yield from table_groups(chart_words.table(chart), FIGURES, before, "\n</details>\n\n")
        case Bars():
            if chart.bars:
                yield from table_groups(_with_bars(chart))
        case _:
            assert_never(chart)


def _picture(chart: Chart) -> Iterator[Group]:
    lines = tuple(line.rstrip() for line in picture_lines(chart, WIDTH, MOST_ROWS, Pen()))
    if lines:
        yield Group([Part(f"{verbatim(lines)}\n\n", SECTION, "picture")])


def _with_bars(bars: Bars) -> Table:
    """The figures, with a bar before the note."""
    table, scale = chart_words.table(bars), bars_scale(bars)
    rows = []
    for at, row in enumerate(table.rows):
        drawn = "".join(sign for sign, _ in bar_cells(bars, at, scale, BAR_CELLS)).rstrip()
        rows.append((*row[:-1], drawn, row[-1]))
    return replace(table, head=(*table.head[:-1], "", ""), rows=tuple(rows), align=f"{table.align[:-1]}ll")
