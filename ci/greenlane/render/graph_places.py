"""Where a graph's nodes stand, in pixels: columns from left to right, each node near its neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from greenlane.render.graph_layers import Layers, Place

GAP, PASSING_GAP = 16.0, 10.0
ROUNDS, STRAIGHTENING = 16, 6
"""How often the columns are gone through, and how many of the last times edges are drawn straight."""
STIFF = 6.0
"""How much more a passing edge insists on its height than a node does."""


@dataclass(frozen=True)
class Size:
    """Of a node's box."""

    width: float
    height: float


@dataclass(frozen=True)
class Places:
    """x: the left of each column; width: of its widest box. y: the middle of each place. height: of all."""

    x: tuple[float, ...]
    widths: tuple[float, ...]
    y: Mapping[Place, float]
    height: float

    @property
    def width(self) -> float:
        """From the left of the first column to the right of the last."""
        return self.x[-1] + self.widths[-1] if self.x else 0.0


def places(found: Layers, sizes: Mapping[str, Size], gaps: Sequence[float]) -> Places:
    """gaps: behind each column, in pixels."""
    widths = tuple(
        max((sizes[one.id].width for one in column if one.edge < 0), default=0.0) for column in found.columns
    )
    x = [0.0]
    for width, gap in zip(widths, gaps, strict=False):
        x.append(x[-1] + width + gap)
    y = _close(_heights(found, sizes), sizes)
    bottom = max((middle + _half(place, sizes) for place, middle in y.items()), default=0.0)
    return Places(tuple(x[: len(widths)]), widths, y, bottom)


def _close(y: Mapping[Place, float], sizes: Mapping[str, Size]) -> dict[Place, float]:
    """The heights from 0 on, without stripes in which nothing stands in any column."""
    shifted: dict[Place, float] = {}
    bottom = shift = 0.0
    for place in sorted(y, key=lambda one: (y[one] - _half(one, sizes), one.id, one.edge)):
        begin, half = y[place] - _half(place, sizes), _half(place, sizes)
        free = begin - shift - bottom if shifted else begin
        shift += max(0.0, free - GAP) if shifted else free
        shifted[place] = y[place] - shift
        bottom = max(bottom, shifted[place] + half)
    return shifted


def _half(place: Place, sizes: Mapping[str, Size]) -> float:
    return sizes[place.id].height / 2 if place.edge < 0 else 0.0


def _heights(found: Layers, sizes: Mapping[str, Size]) -> dict[Place, float]:
    left: dict[Place, list[Place]] = {}
    right: dict[Place, list[Place]] = {}
    for way in found.ways:
        for one, other in pairwise(way):
            right.setdefault(one, []).append(other)
            left.setdefault(other, []).append(one)
    y: dict[Place, float] = {}
    for column in found.columns:
        y.update(_apart(column, [0.0] * len(column), sizes))
    for turn in range(ROUNDS):
        is_last = turn >= ROUNDS - STRAIGHTENING
        sides = [left, right] if is_last else [right if turn % 2 else left]
        level = _levels(found, y) if is_last else {}
        order = reversed(found.columns) if turn % 2 else found.columns
        for column in order:
            wanted = [
                level.get(place, _mean([y[one] for side in sides for one in side.get(place, ())], y[place]))
                for place in column
            ]
            y.update(_apart(column, wanted, sizes))
    return y


def _levels(found: Layers, y: Mapping[Place, float]) -> dict[Place, float]:
    """For each edge that passes several columns, one height for all of them."""
    level = {}
    for way in found.ways:
        if len(way) > 3:
            mean = _mean([y[place] for place in way[1:-1]], 0.0)
            level.update(dict.fromkeys(way[1:-1], mean))
    return level


def _mean(heights: Sequence[float], otherwise: float) -> float:
    return sum(heights) / len(heights) if heights else otherwise


def _apart(column: Sequence[Place], wanted: Sequence[float], sizes: Mapping[str, Size]) -> dict[Place, float]:
    """The heights nearest to the wanted ones, by weighted squares, at which nothing touches, in this order.

    Neighbours that would come too close are pooled and share the mean of what they want.
    """
    offsets = [0.0]
    for one, other in pairwise(column):
        gap = GAP if one.edge < 0 or other.edge < 0 else PASSING_GAP
        offsets.append(offsets[-1] + _half(one, sizes) + gap + _half(other, sizes))
    pools: list[tuple[float, float, int]] = []
    for place, want, offset in zip(column, wanted, offsets, strict=False):
        weight, count = (STIFF if place.edge >= 0 else 1.0), 1
        total = (want - offset) * weight
        while pools and pools[-1][0] / pools[-1][1] > total / weight:
            before, heavy, many = pools.pop()
            total, weight, count = total + before, weight + heavy, count + many
        pools.append((total, weight, count))
    means = [total / weight for total, weight, count in pools for _ in range(count)]
    return {place: mean + offset for place, mean, offset in zip(column, means, offsets, strict=False)}
