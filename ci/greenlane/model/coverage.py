"""What tests ran of a program: lines and branches by file, exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True)
class FileCoverage:
    """One file. lines: number from 1 -> how often it ran; only lines that could run are in it.

    branches: (line, name of the branch) -> how often it was taken; empty where branches were not measured.
    """

    path: str
    lines: Mapping[int, int]
    branches: Mapping[tuple[int, str], int] = field(default_factory=dict)

    @property
    def count(self) -> Count:
        """Lines and branches together, as coverage.py counts with branches on."""
        values = (*self.lines.values(), *self.branches.values())
        return Count(sum(1 for value in values if value), len(values))

    @property
    def missing(self) -> tuple[int, ...]:
        """The lines that never ran, ascending."""
        return tuple(sorted(line for line, hits in self.lines.items() if not hits))


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Threshold:
    """One limit and what it was held against.

    name: "total", "patch", "ratchet", or "component <name>"; wanted: percent; found: None when nothing
    could be covered there.
    """

    name: str
    wanted: Fraction
    found: Count

    @property
    def holds(self) -> bool:
        """Exactly the limit is enough; one line less is not. Nothing to cover holds."""
        return self.found.share is None or self.found.share * 100 >= self.wanted


@dataclass(frozen=True)
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
