"""How many examples a property is tried with that says a number of its own."""

from __future__ import annotations

from hypothesis import settings

ORDINARY = 100
"""What hypothesis tries when nothing is said."""


def examples(number: int) -> int:
    """For max_examples=: this many; under a profile of tests/conftest.py that has fewer, in proportion.

    There the examples are the same each time, and hundreds of them show no more than the day before.
    `steady` (35): 300 become 105. `few` (8): 300 become 24. Never fewer than 5.
    """
    return min(number, max(5, number * settings().max_examples // ORDINARY))
