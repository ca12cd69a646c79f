"""A fan in HTML: what is known as a solid line, what is expected as a dashed one in its ranges.

What passes the limit is drawn in red, above the limit's line. The script adds a slider over the picture
that reads the figures of a day from the table behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from greenlane.model.document import Fan
from greenlane.render import chart_words
from greenlane.render.chart_scale import Point, crossing_point, fan_scale, known_line, onwards
from greenlane.render.html_frame import value
from greenlane.render.html_svg import Label, line, number, placed, shape

RIGHT, TOP, BOTTOM = 98.0, 9.0, 89.0
"""Percents: where the last day, the scale's end and 0 stand. charts.js knows the first of them."""
NEAR = 7.0
DOT = "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z"


class Plot:
    """Where the points of one fan stand, in percent."""

    def __init__(self, fan: Fan) -> None:
        self.fan = fan
        self.scale = fan_scale(fan)

    def x(self, day: float) -> float:
        return day / max(len(self.fan.labels), 1) * RIGHT

    def y(self, total: float) -> float:
        return BOTTOM - self.scale.share(total) * (BOTTOM - TOP)

    def path(self, points: Sequence[Point]) -> str:
        """A line through points, for a square of 100."""
        return "".join(
            f"{'L' if at else 'M'}{number(self.x(point.day))} {number(self.y(point.total))}"
            for at, point in enumerate(points)
        )


def fan_html(fan: Fan) -> str:
    """The key and the picture; nothing for no days."""
    if not fan.labels:
        return ""
    plot = Plot(fan)
    inside = "".join((*_grid(plot), *_course(plot), *_limit(plot), *_days(plot), *_points(plot)))
    return (
        f'<ul class="key">{_key(fan)}</ul><div class="plot">'
        f'<svg class="fan" role="img" aria-label="{value(chart_words.named(fan.title)) or "a fan"}">'
        f"<desc>{value(chart_words.sentence(fan))}</desc>{inside}"
        '<line class="cursor" y1="9%" y2="89%"/></svg></div>'
    )


def _key(fan: Fan) -> str:
    kinds = [("known", "known"), ("middle", "middle course")]
    ranges = [(f"range-{min(at, 1)}", chart_words.named(name)) for at, (name, _, _) in enumerate(fan.bands)]
    return "".join(
        f'<li><svg class="swatch {css}" aria-hidden="true"><rect width="26" height="14"/>'
        f'<path d="M0 7h26"/></svg>{value(name)}</li>'
        for css, name in (*kinds, *ranges)
    )


def _grid(plot: Plot) -> Iterator[str]:
    """Lines at round values, their figures above them; none so near to the limit that they would touch."""
    yield line("ground", "0", f"{number(BOTTOM)}%", "100%", f"{number(BOTTOM)}%")
    for tick in plot.scale.ticks():
        if abs(plot.y(tick) - plot.y(plot.fan.limit)) >= NEAR:
            y = f"{number(plot.y(tick))}%"
            yield line("grid", "0", y, "100%", y)
            yield Label(0, chart_words.short(tick)).svg(y, -5)


def _course(plot: Plot) -> Iterator[str]:
    """The ranges and the lines, once below the limit and once above it."""
    fan = plot.fan
    pieces = []
    for _, lows, highs in fan.bands:
        there, back = onwards(fan, highs), onwards(fan, lows)
        pieces.append(f'<path class="band" d="{plot.path([*there, *reversed(back)])}z"/>')
    pieces.append(f'<path class="middle" d="{plot.path(onwards(fan, fan.mid))}"/>')
    pieces.append(f'<path class="known" d="{plot.path(known_line(fan))}"/>')
    drawn = "".join(pieces)
    limit = plot.y(fan.limit) if fan.limit > 0 else BOTTOM
    yield _clipped("under", limit, 100, drawn)
    yield _clipped("over", 0, limit, drawn)


def _clipped(css: str, begin: float, end: float, drawn: str) -> str:
    """What of a picture stands between two heights."""
    height = number(end - begin)
    return (
        f'<svg class="{css}" y="{number(begin)}%" width="100%" height="{height}%" '
        f'viewBox="0 {number(begin)} 100 {height}" preserveAspectRatio="none">{drawn}</svg>'
    )


def _limit(plot: Plot) -> Iterator[str]:
    """Its line, and the day on which it is passed."""
    fan, passed = plot.fan, crossing_point(plot.fan)
    y = f"{number(plot.y(fan.limit))}%"
    is_early = passed is not None and plot.x(passed.day) < 50
    yield line("limit", "0", y, "100%", y)
    name = f"limit {chart_words.short(fan.limit)}"
    yield Label(100 if is_early else 0, name, "strong").svg(y, -6)
    if passed is not None and fan.limit > 0:
        x, at = plot.x(passed.day), chart_words.crossing(fan)
        day = chart_words.named(fan.labels[at]) if at is not None else ""
        yield shape("crossing", x, y, DOT)
        side, dx = ("start", 5) if is_early else ("end", -5)
        yield f'<text class="strong {side}" x="{number(x)}%" y="{y}" dx="{dx}" dy="-9">{value(day)}</text>'


def _days(plot: Plot) -> Iterator[str]:
    """The names of days that fit: today's first, then the ends, then others evenly between."""
    labels = plot.fan.labels
    last = chart_words.today(plot.fan)
    end = len(labels) - 1
    step = max(len(labels) // 6, 1)
    order = dict.fromkeys([*([] if last is None else [last]), end, 0, *range(0, end, step)])
    wanted = [
        Label(plot.x(at + 1), chart_words.named(labels[at]), "strong" if at == last else "") for at in order
    ]
    if last is not None:
        x = f"{number(plot.x(last + 1))}%"
        yield line("today", x, f"{number(TOP)}%", x, f"{number(BOTTOM)}%")
    yield from (label.svg("97%") for label in placed(wanted))


def _points(plot: Plot) -> Iterator[str]:
    fan = plot.fan
    known, end = known_line(fan), onwards(fan, fan.mid)
    for _, lows, highs in fan.bands[:1] if chart_words.today(fan) == len(fan.labels) - 1 else ():
        low, high = onwards(fan, lows)[-1], onwards(fan, highs)[-1]
        x = f"{number(plot.x(high.day))}%"
        yield line("rest", x, f"{number(plot.y(low.total))}%", x, f"{number(plot.y(high.total))}%")
    if known:
        yield _dot(plot, "dot", known[-1])
    if len(end) > 1 and end[-1] != (known or end)[-1]:
        yield _dot(plot, "dot open", end[-1])


def _dot(plot: Plot, css: str, point: Point) -> str:
    over = " passed" if point.total > plot.fan.limit else ""
    return shape(f"{css}{over}", plot.x(point.day), f"{number(plot.y(point.total))}%", DOT)
