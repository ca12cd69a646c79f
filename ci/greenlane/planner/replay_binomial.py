"""How sure a share is that was counted on a few: the exact bounds of Clopper and Pearson.

Example: 0 of 40 found late: with 95 % confidence at most 7.2 % of all are (one-sided).
It takes the counted ones as independent; failures of one branch often are not, so the truth is wider.
"""

from __future__ import annotations

import math

CONFIDENCE = 0.95
STEPS = 60


def at_most(hits: int, of: int, confidence: float = CONFIDENCE) -> float:
    """The one-sided upper bound of the share behind `hits` of `of`; 1 when nothing was counted."""
    if not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of} is no count")
    if hits == of:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        if _up_to(hits, of, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def _up_to(hits: int, of: int, share: float) -> float:
    """The chance of at most so many hits."""
    return math.fsum(math.comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(hits + 1))
