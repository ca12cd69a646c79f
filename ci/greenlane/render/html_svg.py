"""Pieces of pictures that are as wide as the page: places are percents, letters keep their size.

The page's policy forbids style attributes: looks come from classes, places from attributes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from greenlane.render.html_frame import value

CHARACTER_PX = 7.5
"""About as wide as a letter of a picture's text, generously."""
NARROW_PX, WIDE_PX = 250, 700
"""Widths of pictures on a phone and on a screen: what must fit, and what is shown where there is room."""


def number(one: float) -> str:
    """A number for an attribute, without needless digits."""
    text = f"{one:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@dataclass(frozen=True)
class Label:
    """A text at a place. at: percent of the width. css: further classes."""

    at: float
    text: str
    css: str = ""

    def svg(self, y: str, dy: int = 0) -> str:
        """y: with its unit. Near an edge it leans inwards."""
        side = "start" if self.at < 8 else "end" if self.at > 90 else ""
        css = " ".join(part for part in (self.css, side) if part)
        shift = f' dy="{dy}"' if dy else ""
        return (
            f'<text x="{number(self.at)}%" y="{y}"{shift}{f" class={quoted(css)}" if css else ""}>'
            f"{value(self.text)}</text>"
        )


def quoted(text: str) -> str:
    """Our own classes as an attribute's value."""
    return f'"{text}"'


def placed(wanted: Sequence[Label]) -> list[Label]:
    """Those that fit beside each other, the first ones first.

    What only fits on a wide page gets the class `roomy`; what fits nowhere is left out.
    """
    always: list[Label] = []
    roomy: list[Label] = []
    for label in wanted:
        if _is_free(label, always, NARROW_PX) and _is_free(label, [*always, *roomy], WIDE_PX):
            always.append(label)
        elif _is_free(label, [*always, *roomy], WIDE_PX):
            roomy.append(Label(label.at, label.text, f"{label.css} roomy".strip()))
    return [*always, *roomy]


def _is_free(label: Label, taken: Iterable[Label], width_px: int) -> bool:
    left, right = _span(label, width_px)
    return all(right < begin or end < left for begin, end in (_span(other, width_px) for other in taken))


def _span(label: Label, width_px: int) -> tuple[float, float]:
    """From where to where it goes, in pixels of a picture so wide."""
    middle, width = label.at / 100 * width_px, (len(label.text) + 1) * CHARACTER_PX
    if label.at < 8:
        return middle, middle + width
    if label.at > 90:
        return middle - width, middle
    return middle - width / 2, middle + width / 2


def line(css: str, x1: str, y1: str, x2: str, y2: str) -> str:
    """A straight line; each place with its unit."""
    return f'<line class="{css}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'


def shape(css: str, x: float, y: str, path: str) -> str:
    """A small shape that keeps its size, around a place. x: percent; y: with its unit."""
    return f'<svg class="shape" x="{number(x)}%" y="{y}"><path class="{css}" d="{path}"/></svg>'
