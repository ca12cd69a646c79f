"""Holds measured performance against declared limits: cold start, navigation, memory, latency percentiles.

The measures come from a drive on a device or from a load test, in a JSON file that
docs/performance-results.schema.json describes. Severities: a limit that is exceeded is high. Exactly the
limit is within it. A limit that nothing was measured for is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from greenlane.gates.readers import files as reports
from greenlane.gates.readers.age import of_another_commit
from greenlane.gates.readers.performance_results import STATISTICS, Measure, Results, of, parse
from greenlane.model.finding import Finding, Severity
from greenlane.model.gates import Context, Program, Tree
from greenlane.model.units import DURATION, SIZE, Duration, Size, Unit
from greenlane.model.verdict import Answer

TITLE = "performance results"
GATE = "performance"
PROGRAMS: tuple[Program, ...] = ()
SCOPE: Literal["file", "tree"] = "tree"
FRESH_S = 0.0

_LIMIT = re.compile(rf"([a-z][a-z0-9_]*\.(?:{'|'.join(STATISTICS)}))(?:@(.+))?")


@dataclass(frozen=True)
class Options:
    """Which results are read, and what they must keep to."""

    reports: tuple[str, ...] = ()
    """Globs of the result files, from the root; ignored by git or not. Each must match a file."""

    times: Mapping[str, Duration] = field(default_factory=dict)
    """The longest times: `cold_start.p95: 3s`, or for one device `cold_start.p95@iPhone 12: 3s`."""

    sizes: Mapping[str, Size] = field(default_factory=dict)
    """The largest sizes: `memory_peak.max: 500MiB`, or for one device likewise."""


OPTIONS = Options


@dataclass(frozen=True)
class Limit:
    """One declared limit. amount: in the unit's base; device: "" for all that measured it."""

    written: str
    name: str
    device: str
    amount: Decimal
    unit: Unit


def version(_context: Context) -> str:
    return "1"


def files(options: Options, tree: Tree) -> tuple[str, ...]:
    return reports.found(options.reports, tree.root)


def configuration(_options: Options, _tree: Tree) -> tuple[str, ...]:
    return ()


def examine(context: Context, files: Sequence[str]) -> Answer:
    read, unknown = reports.each(context, files, lambda _path, content: parse(content))
    current: list[tuple[str, Results]] = []
    for path, results in read:
        other = of_another_commit(context, (results.commit,))
        unknown += [f"{path}: {line}" for line in other]
        current += [] if other else [(path, results)]
    limits = list(_limits(context.options, unknown))
    if not limits:
        unknown.append("no limit is declared: nothing is held against these measures")
    findings: list[Finding] = []
    held = 0
    for limit in limits:
        for results, measure in _measured(limit, current, unknown):
            held += 1
            findings += _exceeded(limit, results, measure)
    return Answer(tuple(findings), held, "measures", tuple(unknown), _facts(current))


def _limits(options: Options, unknown: list[str]) -> Iterator[Limit]:
    declared: tuple[tuple[Mapping[str, float], Unit], ...] = (
        (options.times, DURATION),
        (options.sizes, SIZE),
    )
    for amounts, unit in declared:
        for written, amount in amounts.items():
            found = _LIMIT.fullmatch(written)
            if found is None:
                unknown.append(f"{written!r} is no limit: expected metric.statistic, such as cold_start.p95")
                continue
            yield Limit(written, found[1], found[2] or "", Decimal(str(amount)), unit)


def _measured(
    limit: Limit, current: Sequence[tuple[str, Results]], unknown: list[str]
) -> Iterator[tuple[Results, Measure]]:
    """The measures that the limit is about. None, or one of another dimension, is unknown."""
    found = of(current, limit.name, limit.device)
    if not found:
        unknown.append(f"{limit.written} has a limit and was not measured")
    for results, measure in found:
        if measure.unit is limit.unit:
            yield results, measure
        else:
            unknown.append(f"{limit.written} is {limit.unit.noun}, and was measured as {measure.unit.noun}")


def _exceeded(limit: Limit, results: Results, measure: Measure) -> Iterator[Finding]:
    if measure.amount <= limit.amount:
        return
    found, most, over = (
        limit.unit.format(float(amount))
        for amount in (measure.amount, limit.amount, measure.amount - limit.amount)
    )
    yield Finding(
        tool="performance",
        rule=limit.written,
        severity=Severity.HIGH,
        message=f"{measure.name} is {found} on {results.device}: {over} above the limit of {most}"
        f" ({measure.samples} samples, {results.mode} build)",
    )


def _facts(current: Sequence[tuple[str, Results]]) -> dict[str, str]:
    """Every measure that was read, also without a limit."""
    return {
        f"{measure.name} on {results.device}": measure.unit.format(float(measure.amount))
        for _, results in current
        for measure in results.measures
    }
