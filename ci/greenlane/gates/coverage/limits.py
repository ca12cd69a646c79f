"""The limits of a project held against what was covered: no number is rounded before it is compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from greenlane.gates.globs import matcher
from greenlane.model.coverage import Count, Coverage, FileCoverage, Threshold
from greenlane.model.finding import Finding, Severity
from greenlane.model.gates import Unreadable

TOOL = "coverage"


@dataclass(frozen=True)
class Limits:
    """In percent. kept: scope -> what the ratchet holds; tolerance: how many points it gives."""

    total: Fraction | None
    patch: Fraction | None
    components: Mapping[str, Fraction]
    kept: Mapping[str, Count]
    tolerance: Fraction


def exact(limit: float, name: str) -> Fraction:
    """A percentage as it was written, so that 79.9 is 799/10. Raises Unreadable outside 0..100."""
    found = Fraction(repr(limit)) if limit == limit and abs(limit) != float("inf") else Fraction(-1)
    if not 0 <= found <= 100:
        raise Unreadable(f"{name}: {limit} is no percentage from 0 to 100")
    return found


def scopes(files: Iterable[FileCoverage], components: Mapping[str, tuple[str, ...]]) -> dict[str, Count]:
    """What is counted: "total", and "component <name>" for each component that is declared."""
    every = tuple(files)
    found = {"total": counted(every)}
    for name, globs in components.items():
        within = matcher(globs)
        found[f"component {name}"] = counted(one for one in every if within(one.path))
    return found


def counted(files: Iterable[FileCoverage]) -> Count:
    """All of them together."""
    return sum((one.count for one in files), Count(0, 0))


def patch_count(patch: Mapping[str, Mapping[int, int]]) -> Count:
    """Lines only: a branch is no line that somebody changed."""
    hits = [hit for lines in patch.values() for hit in lines.values()]
    return Count(sum(map(bool, hits)), len(hits))


def thresholds(found: Mapping[str, Count], patch: Count | None, limits: Limits) -> tuple[Threshold, ...]:
    """Every limit that applies. found: of `scopes`; patch: None where there is no base to compare with."""
    held: list[Threshold] = []
    if limits.total is not None:
        held.append(Threshold("total", limits.total, found["total"]))
    if limits.patch is not None and patch is not None:
        held.append(Threshold("patch", limits.patch, patch))
    for name, wanted in sorted(limits.components.items()):
        held.append(Threshold(f"component {name}", wanted, found[f"component {name}"]))
    for scope, kept in sorted(limits.kept.items()):
        if kept.share is not None and scope in found:
            wanted = max(Fraction(0), kept.share * 100 - limits.tolerance)
            held.append(Threshold(ratchet_name(scope), wanted, found[scope]))
    return tuple(held)


def ratchet_name(scope: str) -> str:
    """`ratchet` for the total, `ratchet <component>` for the others."""
    return "ratchet" if scope == "total" else f"ratchet {scope.removeprefix('component ')}"


def missed(coverage: Coverage, components: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    """One finding a limit that does not hold, at the file that costs most."""
    for held in coverage.thresholds:
        if held.holds:
            continue
        kind, _, component = held.name.partition(" ")
        if kind == "patch":
            costs = {path: _missing(lines) for path, lines in (coverage.patch or {}).items()}
        else:
            within = matcher(components[component]) if component else lambda _path: True
            costs = {
                one.path: one.count.total - one.count.covered for one in coverage.files if within(one.path)
            }
        path = max(sorted(costs), key=lambda one: costs[one])
        parts = "changed lines" if kind == "patch" else "lines and branches"
        yield Finding(
            tool=TOOL,
            rule=f"coverage-{kind}",
            severity=Severity.HIGH,
            message=f"{held.name}: {held}; {held.lacking:,} more {parts} would do. "
            f"Most is missing in {path}: {costs[path]:,}.",
            path=path,
            line=_first(coverage, path, kind),
            fix="add tests that run what is missing; the report of the gate shows the lines of each file",
        )


def _missing(lines: Mapping[int, int]) -> int:
    return sum(not hits for hits in lines.values())


def _first(coverage: Coverage, path: str, kind: str) -> int | None:
    """The first line there that nobody ran."""
    if kind == "patch":
        return min((n for n, hits in (coverage.patch or {})[path].items() if not hits), default=None)
    return next((one.missing[0] for one in coverage.files if one.path == path and one.missing), None)


def notes(patch: Mapping[str, Mapping[int, int]]) -> Iterator[Finding]:
    """One note a file with changed lines that no test ran."""
    for path, lines in sorted(patch.items()):
        never = sorted(number for number, hits in lines.items() if not hits)
        if never:
            yield Finding(
                tool=TOOL,
                rule="coverage-changed-lines",
                severity=Severity.NOTE,
                message=f"no test ran these changed lines: {spans(never)}",
                path=path,
                line=never[0],
            )


def spans(numbers: Iterable[int]) -> str:
    """`4-6, 9` for 4, 5, 6 and 9."""
    groups = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    ends = [[number for _, number in group] for _, group in groups]
    return ", ".join(f"{one[0]}-{one[-1]}" if len(one) > 1 else str(one[0]) for one in ends)
