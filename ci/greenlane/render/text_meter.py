"""A meter in one row of cells: what is there, what is expected, how far it may go, and the limit."""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.model.document import Meter
from greenlane.render import chart_words
from greenlane.render.chart_scale import meter_scale
from greenlane.render.columns import wrapped
from greenlane.render.pen import Pen
from greenlane.render.text_cells import WIDTHS, Cell, eighths, names_at, painted

LIMIT, EXPECTED, POSSIBLE, FREE, TICK = "┃", "▒", "░", "·", "╵"


def meter_lines(meter: Meter, width: int, pen: Pen) -> Iterator[str]:
    """The bar, the names of its marks, the key."""
    places = [(_at(meter, value, width), chart_words.named(name)) for name, value in meter.marks]
    limit = _at(meter, meter.limit, width)
    yield painted(_bar(meter, width), pen)
    if places:
        yield pen(_ticks(round(at) for at, _ in places), "dim")
    yield pen(names_at([(limit, f"limit {chart_words.short(meter.limit)}"), *places], width), "dim")
    yield from (pen(line, "dim") for line in wrapped(_key(meter), width))


def _at(meter: Meter, value: float | None, width: int) -> float:
    """The cell at which a value ends; one is left for the limit behind all others."""
    return meter_scale(meter).share(value or 0.0) * (width - 1)


def _bar(meter: Meter, width: int) -> Iterator[Cell]:
    limit = round(_at(meter, meter.limit, width))
    known = _at(meter, meter.value, width)
    middle = _at(meter, meter.mid, width) if meter.mid is not None else known
    high = _at(meter, meter.high, width) if meter.high is not None else middle
    for at in range(width):
        sign, style = _cell(at, known, middle, high)
        if at == limit:
            yield LIMIT, "bold"
        elif sign == " " and at < limit:
            yield FREE, "dim"
        else:
            yield sign, "red" if at > limit and sign != " " else style


def _cell(at: int, known: float, middle: float, high: float) -> Cell:
    if at + 1 <= known or (at < known and eighths(known - at, WIDTHS) != " "):
        return eighths(known - at, WIDTHS), "cyan"
    if at + 0.5 < middle:
        return EXPECTED, "cyan"
    return (POSSIBLE, "dim") if at + 0.5 < high else (" ", "")


def _ticks(places: Iterator[int]) -> str:
    marked = set(places)
    return "".join(TICK if at in marked else " " for at in range(max(marked) + 1))


def _key(meter: Meter) -> str:
    parts = [
        "█ now",
        f"{EXPECTED} expected" if meter.mid is not None else "",
        f"{POSSIBLE} to the end of its range" if meter.high is not None else "",
        f"{LIMIT} limit",
    ]
    return ", ".join(part for part in parts if part)
