"""Charts in cells of a terminal: a title, what is to be seen in a sentence, the picture, the key to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from greenlane.model.document import Bars, Chart, Fan, Heat, Meter
from greenlane.render import chart_words
from greenlane.render.columns import wrapped
from greenlane.render.pen import Pen
from greenlane.render.text import clipped, flat, name
from greenlane.render.text_bars import bars_lines
from greenlane.render.text_fan import fan_lines
from greenlane.render.text_heat import heat_lines
from greenlane.render.text_meter import meter_lines

TITLE_CHARACTERS, TEXT_CHARACTERS = 200, 2_000


def chart_lines(chart: Chart, width: int, most: int, pen: Pen) -> Iterator[str]:
    """One chart in lines of at most `width` cells, where that can be. most: rows of it that are shown."""
    yield from (pen(line, "bold") for line in wrapped(clipped(name(chart.title), TITLE_CHARACTERS), width))
    if said := chart_words.sentence(chart):
        yield from wrapped(clipped(flat(said), TEXT_CHARACTERS), width)
    yield from picture_lines(chart, width, most, pen)


def picture_lines(chart: Chart, width: int, most: int, pen: Pen) -> Iterator[str]:
    """The picture and its key alone."""
    match chart:
        case Meter():
            yield from meter_lines(chart, width, pen)
        case Fan():
            yield from fan_lines(chart, width, pen)
        case Heat():
            yield from heat_lines(chart, width, most, pen)
        case Bars():
            yield from bars_lines(chart, width, most, pen)
        case _:
            assert_never(chart)
