"""What tests ran of a program: lines and branches by file, exact."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from greenlane.model.frozen import field, frozen


@frozen
class FileCoverage:
    """One file. lines: number from 1 -> how often it ran; only lines that could run are in it.

    branches: (line, name of the branch) -> how often it was taken; empty where branches were not measured.
    is_reported: False for a file that no report holds; its lines are those that could run by our rule.
    """

    path: str
    lines: Mapping[int, int]
    branches: Mapping[tuple[int, str], int] = field(default_factory=dict)
    is_reported: bool = True

    @property
    def count(self) -> Count:
        """Lines and branches together, as coverage.py counts with branches on."""
        values = (*self.lines.values(), *self.branches.values())
        return Count(sum(1 for value in values if value), len(values))

    @property
    def missing(self) -> tuple[int, ...]:
        """The lines that never ran, ascending."""
        return tuple(sorted(line for line, hits in self.lines.items() if not hits))


@frozen
class Count:
    """How many of how many: never a rounded number."""

    covered: int
    total: int

    @property
    def share(self) -> Fraction | None:
        """From 0 to 1; None when there was nothing to cover."""
        return Fraction(self.covered, self.total) if self.total else None

    def __add__(self, other: Count) -> Count:
        return Count(self.covered + other.covered, self.total + other.total)

    def __str__(self) -> str:
        """`79.996 % (19,999 of 25,000)`, rounded down."""
        if self.share is None:
            return "nothing to cover"
        return f"{percent(self.share * 100)} ({self.covered:,} of {self.total:,})"


def percent(value: Fraction, digits: int = 3) -> str:
    """`79.996 %`: rounded down, never up, without zeros at the end. value: from 0 to 100."""
    whole, rest = divmod(math.floor(value * 10**digits), 10**digits)
    return f"{whole}.{rest:0{digits}d}".rstrip("0").rstrip(".") + " %"


def digits_apart(value: Fraction, limit: Fraction) -> int:
    """How many digits tell a value that is too low from its limit; three at least."""
    digits = 3
    while value < limit and math.floor(value * 10**digits) >= math.floor(limit * 10**digits):
        digits += 1
    return digits


@frozen
class Threshold:
    """One limit and what it was held against.

    name: "total", "patch", "component <name>", "ratchet" (of the total) or "ratchet <component>".
    wanted: percent. found: its share is None when nothing could be covered there.
    """

    name: str
    wanted: Fraction
    found: Count

    @property
    def holds(self) -> bool:
        """Exactly the limit is enough; one line less is not. Nothing to cover holds."""
        return self.found.share is None or self.found.share * 100 >= self.wanted

    def __str__(self) -> str:
        """`79.996 % (19,999 of 25,000), wanted 80 %`, with digits enough to see which is lower."""
        if self.found.share is None:
            return f"nothing to cover, wanted {percent(self.wanted)}"
        found = self.found.share * 100
        digits = digits_apart(found, self.wanted)
        counted = f"{self.found.covered:,} of {self.found.total:,}"
        return f"{percent(found, digits)} ({counted}), wanted {percent(self.wanted, digits)}"

    @property
    def lacking(self) -> int:
        """How many more must be covered for the limit to hold."""
        needed = math.ceil(self.wanted * self.found.total / 100)
        return max(0, needed - self.found.covered)


@frozen
class Coverage:
    """All files of all languages and shards, and the limits. files: by path, ascending.

    patch: path -> changed lines that could run, each with its hits; None: there is no base to compare with.
    """

    files: tuple[FileCoverage, ...]
    thresholds: tuple[Threshold, ...] = ()
    patch: Mapping[str, Mapping[int, int]] | None = None

    @property
    def count(self) -> Count:
        """Of all files."""
        return sum((one.count for one in self.files), Count(0, 0))
