"""What a chart says in words and figures: its sentence, and the table that stands behind its picture.

Every form takes them from here, so that a picture never says more than its words. Lists of a chart that are
too short end in "unknown"; unknown is `?`, and zero is 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TypeVar, assert_never

from greenlane.model.document import Bars, Chart, Fan, Heat, Meter, Table
from greenlane.render.columns import chopped, width_of
from greenlane.render.text import flat

UNKNOWN = "?"
NAME_CELLS = 24
NOTHING = "Nothing to show."
EXACT_BELOW = 10
WRITTEN_OUT_BELOW = 1e15
MOST_PERCENT = 1_000_000
One = TypeVar("One")


def figure(value: float | None) -> str:
    """`1,240`, `3.4` below ten, `<0.1` for what is little and not nothing, `?` for what is unknown."""
    if value is None:
        return UNKNOWN
    if abs(value) >= WRITTEN_OUT_BELOW:
        return f"{value:.2e}"
    if 0 < value < 0.05:
        return "<0.1"
    rounded = round(value, 1)
    if abs(rounded) >= EXACT_BELOW or rounded == round(rounded):
        return f"{round(value):,}"
    return f"{rounded:.1f}"


def short(value: float | None) -> str:
    """At most five characters where that can be: `412`, `1,240`, `12k`, `3.4M`."""
    if value is None or abs(value) < 10_000 or abs(value) >= WRITTEN_OUT_BELOW:
        return figure(value)
    sign, scaled, letter = math.copysign(1, value), abs(value) / 1_000, "k"
    for following in "MGT":
        if round(scaled) < 1_000:
            break
        scaled, letter = scaled / 1_000, following
    return f"{figure(sign * scaled)}{letter}"


def share(value: float, limit: float) -> str:
    """`62 %`, rounded down: what reads as 75 % has come to it. "" where there is no limit to share."""
    if limit <= 0:
        return ""
    whole = math.floor(Fraction(value) * 100 / Fraction(limit))
    return f"{whole:,} %" if abs(whole) < MOST_PERCENT else f"more than {MOST_PERCENT:,} %"


def named(text: str) -> str:
    """A name in a picture: on one line, and not too long; the words beside the picture have it in full."""
    line = flat(text)
    if width_of(line) <= NAME_CELLS:
        return line
    return f"{chopped(line, NAME_CELLS - 1)[0].rstrip()}…"


def nth(values: Sequence[One], at: int) -> One | None:
    """The value at an index; None where there is none."""
    return values[at] if 0 <= at < len(values) else None


def sentence(chart: Chart) -> str:
    """What the picture shows, for who reads instead of looking."""
    match chart:
        case Meter():
            return _meter(chart)
        case Fan():
            return _fan(chart)
        case Heat():
            return _heat(chart)
        case Bars():
            return NOTHING if not chart.bars else ""
        case _:
            assert_never(chart)


def _meter(meter: Meter) -> str:
    said = f"{figure(meter.value)} of {figure(meter.limit)} {meter.unit}"
    notes = [share(meter.value, meter.limit)]
    if meter.value > meter.limit:
        notes.append(f"{figure(meter.value - meter.limit)} over")
    about = ", ".join(note for note in notes if note)
    parts = (f"{said} ({about})." if about else f"{said}.", expected(meter))
    return " ".join(part for part in parts if part)


def expected(meter: Meter) -> str:
    """Where a meter is expected to end; "" when that is not known."""
    is_between = meter.low is not None and meter.high is not None
    between = f"between {figure(meter.low)} and {figure(meter.high)}" if is_between else ""
    middle = figure(meter.mid) if meter.mid is not None else ""
    parts = [part for part in (middle, between) if part]
    return f"Expected at the end: {', '.join(parts)}." if parts else ""


def today(fan: Fan) -> int | None:
    """The index of the last day that is known."""
    known = [at for at in range(len(fan.labels)) if nth(fan.known, at) is not None]
    return known[-1] if known else None


def crossing(fan: Fan) -> int | None:
    """The index of the first day whose total, known or in the middle, is above the limit."""
    last = today(fan)
    for at in range(len(fan.labels)):
        total = nth(fan.known, at) if last is not None and at <= last else nth(fan.mid, at)
        if total is not None and total > fan.limit:
            return at
    return None


def _fan(fan: Fan) -> str:
    return " ".join(_of_fan(fan)) if fan.labels else NOTHING


def _of_fan(fan: Fan) -> Iterator[str]:
    last, end = today(fan), len(fan.labels) - 1
    if last is not None:
        yield f"{figure(fan.known[last])} {fan.unit} by {fan.labels[last]}."
    if last != end or _is_open(fan, end):
        ranges = [f"{name}: {_range(lows, highs, end)}" for name, lows, highs in fan.bands]
        yield f"At the end, {fan.labels[end]}: {'; '.join([figure(nth(fan.mid, end)), *ranges])}."
    yield _passing(fan, crossing(fan), -1 if last is None else last)


def _passing(fan: Fan, over: int | None, last: int) -> str:
    """Whether the limit is passed: what is known, or expected in the middle; the ranges may say more."""
    limit = f"the limit of {figure(fan.limit)}"
    if over is None:
        return f"The middle course stays within {limit}."
    day = fan.labels[over]
    return f"It passed {limit} on {day}." if over <= last else f"The middle course passes {limit} on {day}."


def _is_open(fan: Fan, day: int) -> bool:
    """Whether a day that is known may still grow: today."""
    ends = [nth(fan.mid, day), *(nth(highs, day) for _, _, highs in fan.bands)]
    known = nth(fan.known, day)
    return known is not None and any(end is not None and end > known for end in ends)


def _range(lows: Sequence[float], highs: Sequence[float], at: int) -> str:
    low, high = nth(lows, at), nth(highs, at)
    return UNKNOWN if low is None or high is None else f"{figure(low)} to {figure(high)}"


def cell(heat: Heat, row: int, column: int) -> float | None:
    """What is known of a cell."""
    return nth(nth(heat.cells, row) or (), column)


def _heat(heat: Heat) -> str:
    places = [(row, column) for row in range(len(heat.rows)) for column in range(len(heat.columns))]
    known = [(found, place) for place in places if (found := cell(heat, *place)) is not None]
    if not known:
        return NOTHING if not places else "Nothing is known yet."
    most, (row, column) = max(known, key=lambda one: one[0])
    unknown = len(places) - len(known)
    lacking = f" {unknown:,} of {len(places):,} are unknown." if unknown else ""
    where = f", {heat.rows[row]} {heat.columns[column]}" if most > 0 else ""
    return f"The most: {figure(most)} {heat.unit}{where}.{lacking}"


def table(chart: Chart) -> Table:
    """All figures of a chart."""
    match chart:
        case Meter():
            return Table(("", chart.unit), tuple(_meter_rows(chart)), "lr")
        case Fan():
            return _fan_table(chart)
        case Heat():
            rows = tuple(
                (name, *(figure(cell(chart, at, column)) for column in range(len(chart.columns))))
                for at, name in enumerate(chart.rows)
            )
            return Table(("", *chart.columns), rows, "l" + "r" * len(chart.columns))
        case Bars():
            return _bars_table(chart)
        case _:
            assert_never(chart)


def _meter_rows(meter: Meter) -> Iterator[tuple[str, str]]:
    yield "now", figure(meter.value)
    yield from ((name, figure(value)) for name, value in meter.marks)
    yield "limit", figure(meter.limit)
    ends = (("low", meter.low), ("middle", meter.mid), ("high", meter.high))
    yield from ((f"expected, {name}", figure(value)) for name, value in ends if value is not None)


def _fan_table(fan: Fan) -> Table:
    head = ("day", "known", "middle", *(name for name, _, _ in fan.bands))
    rows = tuple((label, *_fan_row(fan, at)) for at, label in enumerate(fan.labels))
    return Table(head, rows, "l" + "r" * (len(head) - 1))


def _fan_row(fan: Fan, at: int) -> Iterator[str]:
    """What is known of a day, and what is expected; a day that is over expects nothing."""
    last = today(fan)
    yield figure(nth(fan.known, at)) if last is not None and at <= last else ""
    is_over = last is not None and (at < last or (at == last and not _is_open(fan, at)))
    yield "" if is_over else figure(nth(fan.mid, at))
    yield from ("" if is_over else _range(lows, highs, at) for _, lows, highs in fan.bands)


def _bars_table(bars: Bars) -> Table:
    part_head = (bars.part_name,) if bars.part else ()
    rows = tuple(
        (name, figure(value), *((figure(nth(bars.part, at)),) if bars.part else ()), note)
        for at, (name, value, note) in enumerate(bars.bars)
    )
    return Table(("", bars.unit, *part_head, ""), rows, f"lr{'r' * len(part_head)}l")
