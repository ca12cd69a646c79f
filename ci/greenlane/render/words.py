"""The words and figures that all renderers share, so that two reports never say it differently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from greenlane.model.coverage import Count, Coverage, FileCoverage, Threshold
from greenlane.model.document import Findings
from greenlane.model.finding import Finding, Severity
from greenlane.model.verdict import Outcome, Spared

MARKS = {Outcome.PASS: "✓", Outcome.FAIL: "✗", Outcome.UNKNOWN: "?", Outcome.NOT_RUN: "○"}
"""A sign of its own for each: colour is never needed."""

KEPT = {"counted": "", "known": "known from the baseline", "ignored": "ignored"}


def marked(outcome: Outcome) -> str:
    """The sign and the word."""
    return f"{MARKS[outcome]} {outcome.value}"


def plural(count: int, noun: str) -> str:
    """`1 finding`, `2,000 findings`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def by_severity(severities: Iterable[Severity]) -> str:
    """`2 high, 31 warning`, the worst first; "" for none."""
    counts = Counter(severities)
    return ", ".join(f"{counts[severity]:,} {severity.value}" for severity in Severity if counts[severity])


def percent(count: Count, against: Fraction | None = None) -> str:
    """The share in percent, rounded down, with as many digits as it takes to differ from the limit.

    Two digits as a rule; 79.996 of a wanted 80 is `79.996 %`, and 79.9999 has four. Nothing to cover: `-`.
    """
    if count.share is None:
        return "-"
    share = count.share * 100
    apart = abs(share - against) if against is not None else 0
    digits = 2
    while apart and apart * 10**digits < 1:
        digits += 1
    return f"{_rounded_down(share, digits)} %"


def limit(threshold: Threshold) -> str:
    """A limit in percent, exactly: `80 %`, `79.996 %`."""
    whole = threshold.wanted
    return f"{_rounded_down(whole, 12).rstrip('0').rstrip('.')} %"


def found(threshold: Threshold) -> str:
    """`79.996 % of 80 % wanted (79,996 of 100,000)`."""
    count = threshold.found
    if count.share is None:
        return f"nothing to cover, {limit(threshold)} wanted"
    counts = f"{count.covered:,} of {count.total:,}"
    return f"{percent(count, threshold.wanted)} of {limit(threshold)} wanted ({counts})"


def held(threshold: Threshold) -> Outcome:
    """Whether the limit holds, as an outcome."""
    return Outcome.PASS if threshold.holds else Outcome.FAIL


@dataclass(frozen=True)
class Gap:
    """Lines that never ran, one after the other among those that could: `first`..`last` of the file.

    at: how many lines that could run stand before it; size: how many are in it.
    """

    first: int
    last: int
    at: int
    size: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


def gaps(file: FileCoverage) -> list[Gap]:
    """The lines that never ran as ranges; blank lines and comments between them do not part a range."""
    found: list[Gap] = []
    for at, line in enumerate(sorted(file.lines)):
        if file.lines[line]:
            continue
        last = found[-1] if found else None
        if last is not None and last.at + last.size == at:
            found[-1] = Gap(last.first, line, last.at, last.size + 1)
        else:
            found.append(Gap(line, line, at, 1))
    return found


def branches_missing(file: FileCoverage) -> int:
    """How many branches were never taken."""
    return sum(1 for hits in file.branches.values() if not hits)


def never_ran(file: FileCoverage) -> str:
    """`3-5, 19, 2 branches`: what of a file no test ran."""
    branches = branches_missing(file)
    return ", ".join(
        [*(str(gap) for gap in gaps(file)), *([f"{branches} branch{'es' * (branches > 1)}"] * bool(branches))]
    )


def least_covered(coverage: Coverage) -> list[FileCoverage]:
    """The files by what they lack, the most first, then by path."""
    return sorted(coverage.files, key=lambda file: (file.count.covered - file.count.total, file.path))


def lacking(coverage: Coverage) -> list[FileCoverage]:
    """The files that are not covered in full."""
    return [file for file in least_covered(coverage) if file.count.covered < file.count.total]


def patch_lacking(coverage: Coverage) -> list[FileCoverage]:
    """The changed lines of each file, of the files in which some of them never ran."""
    changed = (FileCoverage(path, lines) for path, lines in sorted((coverage.patch or {}).items()))
    return [file for file in changed if file.missing]


@dataclass(frozen=True)
class Shown:
    """One finding as a renderer meets it: with its component, and why it does not count, if it does not."""

    finding: Finding
    component: str = ""
    reason: str = ""
    until: str = ""


def shown(block: Findings) -> list[Shown]:
    """All findings of a block, the worst first."""
    counted = [Spared(finding, "") for finding in block.findings]
    found = [
        Shown(one.finding, block.components[at] if at < len(block.components) else "", one.reason, one.until)
        for at, one in enumerate((*counted, *block.kept))
    ]
    return sorted(found, key=lambda one: one.finding.order)


def why_kept(one: Shown) -> str:
    """`accepted by the team (until 2027-03-01)`; "" for one that counts."""
    return f"{one.reason} (until {one.until})" if one.until else one.reason


def source(finding: Finding) -> str:
    """Who says it: `ruff S608`."""
    return f"{finding.tool} {finding.rule}".strip()


def _rounded_down(value: Fraction, digits: int) -> str:
    scaled = int(value * 10**digits)
    return f"{scaled // 10**digits}.{scaled % 10**digits:0{digits}d}"
