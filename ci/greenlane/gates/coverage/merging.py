"""Several reports of one file, put together.

Properties
- Hits are added; a branch was taken as often as all reports together say.
- A line that any report counts is counted, also where another report of that file does not know it: what
  could run somewhere could have been covered, so the reports' differences never hide a line that did not run.
- Commutative and associative; the count of a file merged with itself is its own; other files are untouched.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from greenlane.model.coverage import FileCoverage

Key = TypeVar("Key", bound=Hashable)


def merged(one: FileCoverage, other: FileCoverage) -> FileCoverage:
    """The same file from two reports."""
    return FileCoverage(
        one.path,
        _added(one.lines, other.lines),
        _added(one.branches, other.branches),
        one.is_reported or other.is_reported,
    )


def _added(one: Mapping[Key, int], other: Mapping[Key, int]) -> dict[Key, int]:
    found = dict(one)
    for key, hits in other.items():
        found[key] = found.get(key, 0) + hits
    return found


def united(files: Iterable[FileCoverage]) -> tuple[FileCoverage, ...]:
    """Every file once, by path, ascending."""
    found: dict[str, FileCoverage] = {}
    for one in files:
        known = found.get(one.path)
        found[one.path] = merged(known, one) if known else one
    return tuple(found[path] for path in sorted(found))


def disagreeing(files: Iterable[FileCoverage]) -> list[str]:
    """Paths that reports give different lines or branches for, ascending: told, for it is worth knowing."""
    found: dict[str, tuple[frozenset[int], frozenset[tuple[int, str]]]] = {}
    differing: set[str] = set()
    for one in files:
        could_run = (frozenset(one.lines), frozenset(one.branches))
        if found.setdefault(one.path, could_run) != could_run:
            differing.add(one.path)
    return sorted(differing)
