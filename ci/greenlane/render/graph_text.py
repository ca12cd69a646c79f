"""Texts of a drawn graph: how wide they are at most, and cut to what fits. No font is asked.

Widths are those of the widest font that is in use (DejaVu Sans): nothing runs out of its box in others.
"""

from __future__ import annotations

from functools import lru_cache

from greenlane.render.columns import width_of
from greenlane.render.text import flat, name

NARROW = frozenset("fijlrtI.,:;'|!()[]/ ")
WIDE = frozenset("mwMW@%—…&")


def width(text: str, size_px: float, *, bold: bool = False) -> float:
    """In pixels, generously."""
    return sum(map(_letter, text)) * size_px * (1.12 if bold else 1.0)


@lru_cache(maxsize=1024)
def _letter(one: str) -> float:
    """In parts of the font's size."""
    if one in NARROW:
        return 0.42
    if one in WIDE:
        return 1.0
    if one.isascii():
        return 0.78 if one.isupper() else 0.65
    return 0.55 * max(1, width_of(one)) + 0.2


def fitted(text: str, most_px: float, size_px: float, *, bold: bool = False, is_name: bool = False) -> str:
    """On one line and no wider than that, cut with an ellipsis."""
    line = name(text) if is_name else flat(text)
    room = most_px / (size_px * (1.12 if bold else 1.0))
    used, kept = 0.0, 0
    for one in line:
        used += _letter(one)
        if used > room:
            return f"{line[:kept].rstrip()}…"
        kept += used + _letter("…") <= room
    return line


def wrapped(text: str, most_px: float, size_px: float, most: int = 100) -> list[str]:
    """In at most so many lines no wider than that, broken at spaces; what does not fit is cut."""
    lines = [""]
    words = flat(text).split(" ")
    for at, word in enumerate(words):
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or width(longer, size_px) <= most_px:
            lines[-1] = fitted(longer, most_px, size_px)
        elif len(lines) == most:
            lines[-1] = fitted(" ".join([lines[-1], *words[at:]]), most_px, size_px)
            break
        else:
            lines.append(fitted(word, most_px, size_px))
    return lines
