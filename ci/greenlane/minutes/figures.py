"""Figures as a person reads them. Nothing looks reached that is not: they are rounded down, but
in tables."""

from __future__ import annotations

from fractions import Fraction


def amount(value: Fraction | float) -> str:
    """Minutes: `1,512`, or `1,999.9` for 1999.99; below one tenth of a minute, `0`."""
    tenths = Fraction(value) * 10 // 1
    whole, rest = divmod(tenths, 10)
    return f"{whole:,}.{rest}" if rest else f"{whole:,}"


def whole(value: Fraction | float) -> str:
    """To the nearest minute, for tables: `1,512`."""
    return f"{round(value):,}"


def percent(part: Fraction, whole: int) -> str:
    """A share: `75 %`, or `74.9 %` for 74.96. whole: above 0."""
    return f"{amount(part * 100 / whole)} %"


def chance(probability: float) -> str:
    """A probability: `83 %`, and never quite nothing or certain."""
    if probability < 0.01:
        return "less than 1 %"
    return "more than 99 %" if probability > 0.99 else f"{probability * 100:.0f} %"


def plural(count: int, word: str) -> str:
    """`1 runner`, `3 runners`."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"
