"""A meter in HTML: the quantity in large figures, then a bar with its limit, its marks and its end."""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.model.document import Meter
from greenlane.render import chart_words
from greenlane.render.chart_scale import meter_scale
from greenlane.render.html_frame import value
from greenlane.render.html_svg import Label, line, number, placed, shape
from greenlane.render.text import flat

FULL = 97.0
"""Percent of the width at which the scale ends."""
TOP, BOTTOM, MIDDLE = 26, 58, 42
DIAMOND = "M0-8L6 0 0 8-6 0z"


def meter_html(meter: Meter) -> str:
    """The reading and the picture."""
    share = chart_words.share(meter.value, meter.limit)
    css = "over" if meter.value > meter.limit else "within"
    reading = (
        f'<p class="reading"><b>{chart_words.figure(meter.value)}</b> <span>of '
        f"{chart_words.figure(meter.limit)} {value(flat(meter.unit))}</span>"
        f"{f' <i class={css}>{share}</i>' if share else ''}</p>"
    )
    ticks = any(meter.marks)
    css = "meter" if ticks else "meter low"
    picture = "".join((*_bars(meter), *_ends(meter), *_marks(meter)))
    return f'{reading}<svg class="{css}" aria-hidden="true">{picture}</svg>{_key(meter)}'


def _key(meter: Meter) -> str:
    """What the colours and the line mean; nothing where nothing is expected."""
    items = [_swatch("spent", "now", '<rect width="26" height="14"/>')]
    if meter.mid is not None:
        items.append(_swatch("ahead", "expected", '<rect width="26" height="14"/>'))
    if meter.low is not None and meter.high is not None:
        items.append(_swatch("span", "range of the end", '<path d="M1 2v10M1 7h24M25 2v10"/>'))
    return f'<ul class="key">{"".join(items)}</ul>' if len(items) > 1 else ""


def _swatch(css: str, name: str, drawn: str) -> str:
    return f'<li><svg class="swatch {css}" aria-hidden="true">{drawn}</svg>{name}</li>'


def _at(meter: Meter, quantity: float) -> float:
    return meter_scale(meter).share(quantity) * FULL


def _bars(meter: Meter) -> Iterator[str]:
    """The lane up to the limit, what is known, and what is expected in the middle; beyond it, in red."""
    limit, known = _at(meter, meter.limit), _at(meter, meter.value)
    expected = _at(meter, meter.mid) if meter.mid is not None else known
    yield _bar("lane", 0, limit)
    for css, begin, end in (("known", 0.0, known), ("expected", known, expected)):
        yield _bar(css, begin, min(end, limit))
        yield _bar(f"{css} over", max(begin, limit), end)


def _bar(css: str, begin: float, end: float) -> str:
    if end <= begin:
        return ""
    return (
        f'<rect class="{css}" x="{number(begin)}%" y="{TOP}" width="{number(end - begin)}%" '
        f'height="{BOTTOM - TOP}"/>'
    )


def _ends(meter: Meter) -> Iterator[str]:
    """Where it is expected to end: a line from low to high, a diamond in the middle."""
    if meter.low is not None and meter.high is not None:
        low, high = sorted((_at(meter, meter.low), _at(meter, meter.high)))
        yield line("range", f"{number(low)}%", f"{MIDDLE}", f"{number(high)}%", f"{MIDDLE}")
        for end in (low, high):
            yield line("range", f"{number(end)}%", f"{MIDDLE - 6}", f"{number(end)}%", f"{MIDDLE + 6}")
    if meter.mid is not None:
        yield shape("middle", _at(meter, meter.mid), f"{MIDDLE}", DIAMOND)


def _marks(meter: Meter) -> Iterator[str]:
    limit = _at(meter, meter.limit)
    yield line("limit", f"{number(limit)}%", f"{TOP - 6}", f"{number(limit)}%", f"{BOTTOM + 4}")
    yield Label(limit, f"limit {chart_words.short(meter.limit)}", "strong").svg(f"{TOP - 12}")
    marks = [Label(_at(meter, quantity), chart_words.named(name)) for name, quantity in meter.marks]
    for label in marks:
        yield line("tick", f"{number(label.at)}%", f"{BOTTOM}", f"{number(label.at)}%", f"{BOTTOM + 7}")
    yield from (label.svg(f"{BOTTOM + 21}") for label in placed(marks))
