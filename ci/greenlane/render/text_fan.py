"""A fan in eight rows of cells: what is known as bars, what is expected as shades, the limit as a line."""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.model.document import Fan
from greenlane.render import chart_words
from greenlane.render.chart_scale import Scale, fan_scale
from greenlane.render.chart_words import nth, today
from greenlane.render.columns import padded, wrapped
from greenlane.render.pen import Pen
from greenlane.render.text_cells import LEVELS, Cell, eighths, names_at, painted

ROWS = 8
CELLS_A_DAY, FEW_DAYS = 3, 30
LIMIT, SURE, POSSIBLE, MIDDLE = "┄", "▒", "░", "━"


def fan_lines(fan: Fan, width: int, pen: Pen) -> Iterator[str]:
    """The rows from the top, the names of days, the key; nothing for no days."""
    if not fan.labels:
        return
    scale = fan_scale(fan)
    limit = chart_words.short(fan.limit)
    room = max(width - len(limit) - 1, 1)
    days = _days(len(fan.labels), room)
    at_limit = min(int(scale.share(fan.limit) * ROWS), ROWS - 1)
    for row in reversed(range(ROWS)):
        lead = limit if row == at_limit else "0" if row == 0 else ""
        cells = [_cell(fan, scale, day, row) for day in days]
        lined = [(LIMIT, "bold") if row == at_limit and one[0] == " " else one for one in cells]
        yield pen(padded(lead, len(limit), "r"), "dim") + " " + painted(lined, pen)
    yield " " * (len(limit) + 1) + pen(_names(fan, days), "dim")
    yield from (pen(line, "dim") for line in wrapped(_key(fan), width))


def _days(count: int, room: int) -> list[int]:
    """The day that each cell of a row shows: a day has several cells, or a cell stands for several days."""
    if count > room:
        return [(at + 1) * count // room - 1 for at in range(room)]
    cells = min(max(CELLS_A_DAY, FEW_DAYS // count), room // count)
    return [day for day in range(count) for _ in range(cells)]


def _cell(fan: Fan, scale: Scale, day: int, row: int) -> Cell:
    """One cell, by the height of its row."""
    style = "red" if row + 0.5 > scale.share(fan.limit) * ROWS else "cyan"
    known, last = nth(fan.known, day), today(fan)
    if last is not None and day <= last:
        return eighths(scale.share(known or 0.0) * ROWS - row, LEVELS), style
    low, middle, high = (None if one is None else scale.share(one) * ROWS for one in _expected(fan, day))
    if middle is not None and row == min(int(middle), ROWS - 1):
        return MIDDLE, style
    if low is not None and row + 0.5 < low:
        return SURE, style
    return (POSSIBLE, style) if high is not None and row + 0.5 < high else (" ", "")


def _expected(fan: Fan, day: int) -> tuple[float | None, float | None, float | None]:
    """The middle of a day, in its widest range."""
    middle = nth(fan.mid, day)
    if not fan.bands:
        return middle, middle, middle
    _, lows, highs = fan.bands[0]
    return nth(lows, day), middle, nth(highs, day)


def _names(fan: Fan, days: list[int]) -> str:
    """Those of today, of both ends, and of others where there is room."""
    last, end = today(fan), len(fan.labels) - 1
    order = dict.fromkeys([*([] if last is None else [last]), end, 0, *range(0, end, max(end // 6, 1))])
    cells = [(days.index(day), day) for day in order if day in days]
    return names_at([(at + 1, chart_words.named(fan.labels[day])) for at, day in cells], len(days))


def _key(fan: Fan) -> str:
    widest = chart_words.named(fan.bands[0][0]) if fan.bands else ""
    parts = [
        "█ known" if today(fan) is not None else "",
        f"{MIDDLE} middle course",
        f"{POSSIBLE} {widest}, {SURE} below it" if widest else "",
        f"{LIMIT} limit",
    ]
    return ", ".join(part for part in parts if part)
