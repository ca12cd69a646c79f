"""Where things stand on a chart: the ends and ticks of its axes, the shades of a heat map.

Quantities are finite. What is negative stands at 0: a chart begins there.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from greenlane.model.document import Fan, Heat, Meter
from greenlane.render.chart_words import cell, crossing, nth, today

SHADES = 5


@dataclass(frozen=True)
class Scale:
    """From 0 to `top`, which is above 0."""

    top: float

    def share(self, value: float) -> float:
        """0 to 1."""
        return min(max(value / self.top, 0.0), 1.0)

    def ticks(self, most: int = 5) -> list[float]:
        """Round values above 0, evenly apart: 1, 2 or 5 times a power of ten."""
        step = 10.0 ** math.floor(math.log10(self.top))
        apart = [step * one for one in (0.1, 0.2, 0.5, 1.0, 2.0) if step * one > 0]
        chosen = next((one for one in apart if self.top / one < most + 1), None)
        if chosen is None:
            return []
        return [chosen * at for at in range(1, math.floor(self.top / chosen) + 1)]


def scale_of(values: Sequence[float | None]) -> Scale:
    """A scale that holds all of them."""
    top = max((value for value in values if value is not None), default=0.0)
    return Scale(top if top > 0 else 1.0)


def meter_scale(meter: Meter) -> Scale:
    """Everything that a meter names."""
    marks = [value for _, value in meter.marks]
    return scale_of([meter.value, meter.limit, meter.low, meter.mid, meter.high, *marks])


def fan_scale(fan: Fan) -> Scale:
    """Everything that a fan draws on its days."""
    days = len(fan.labels)
    ranges = [one for _, lows, highs in fan.bands for one in (*lows[:days], *highs[:days])]
    return scale_of([fan.limit, *fan.known[:days], *fan.mid[:days], *ranges])


@dataclass(frozen=True)
class Point:
    """A moment of a fan and its total. day: 0 at the beginning, 1 at the end of the first day."""

    day: float
    total: float


def known_line(fan: Fan) -> list[Point]:
    """From nothing at the beginning over every day that is known."""
    days = ((at, nth(fan.known, at)) for at in range(len(fan.labels)))
    line = [Point(at + 1, total) for at, total in days if total is not None]
    return [Point(0, 0.0), *line] if line else []


def onwards(fan: Fan, values: Sequence[float]) -> list[Point]:
    """What is expected, from where the known line ends; today's own end first, for today is not over."""
    last = today(fan)
    start = Point(0, 0.0) if last is None else Point(last + 1, fan.known[last] or 0.0)
    days = range(last or 0, min(len(fan.labels), len(values)))
    return [start, *(Point(at + 1, values[at]) for at in days)]


def crossing_point(fan: Fan) -> Point | None:
    """Where the known line or its middle course passes the limit, between two days."""
    over = crossing(fan)
    if over is None:
        return None
    line = {point.day: point.total for point in (*onwards(fan, fan.mid), *known_line(fan))}
    before, after = line.get(over, 0.0), line[over + 1]
    rise = after - before
    part = (fan.limit - before) / rise if 0 < rise < math.inf else 1.0
    return Point(over + min(max(part, 0.0), 1.0), fan.limit)


@dataclass(frozen=True)
class Shading:
    """Shades 1 to SHADES for what is above 0. ends: the largest quantity of each; empty when all is 0."""

    ends: tuple[float, ...]

    def shade(self, value: float) -> int:
        """0 for nothing."""
        return min(bisect_left(self.ends, value) + 1, len(self.ends)) if value > 0 else 0


def shading(heat: Heat) -> Shading:
    """The shades of a heat map, by its largest cell; their steps widen, so that small cells differ too."""
    places = [(row, column) for row in range(len(heat.rows)) for column in range(len(heat.columns))]
    most = max((cell(heat, *place) or 0.0 for place in places), default=0.0)
    if most <= 0:
        return Shading(())
    ends = (_rounded_up(most * (shade / SHADES) ** 2, most) for shade in range(1, SHADES))
    return Shading((*(min(end, most) for end in ends), most))


def _rounded_up(value: float, most: float) -> float:
    """To two digits, and to a whole number where the largest is ten or more."""
    if not 10 <= most < 1e15:
        return value
    unit = 10 ** max(math.floor(math.log10(max(value, 1))) - 1, 0)
    return float(math.ceil(value / unit) * unit)
