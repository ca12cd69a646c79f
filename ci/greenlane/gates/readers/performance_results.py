"""Measured performance in our own small JSON (docs/performance-results.schema.json), read exactly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from greenlane.gates.readers import strict
from greenlane.gates.reading import text
from greenlane.model.gates import Unreadable
from greenlane.model.units import DURATION, SIZE, Unit

STATISTICS = ("min", "mean", "p50", "p90", "p95", "p99", "max")
MODES = ("release", "profile")
"""Builds whose figures mean something; a debug build's do not."""

_ASCENDING = ("min", "p50", "p90", "p95", "p99", "max")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_COMMIT = re.compile(r"[0-9a-f]{7,64}")


@dataclass(frozen=True)
class Measure:
    """One figure: amount in the base unit (seconds, bytes) of its dimension."""

    metric: str
    statistic: str
    amount: Decimal
    unit: Unit
    samples: int

    @property
    def name(self) -> str:
        """As a limit is written: `cold_start.p95`."""
        return f"{self.metric}.{self.statistic}"


@dataclass(frozen=True)
class Results:
    """One file: what was measured, on which device, of which commit's build."""

    commit: str
    device: str
    mode: str
    measures: tuple[Measure, ...]


def parse(content: bytes) -> Results:
    """Raises Unreadable for the first thing that is not as the schema says."""
    body = strict.table(strict.loads(content, Decimal), "the report")
    if body.get("schema") != 1 or isinstance(body.get("schema"), bool):
        raise Unreadable(f"`schema` is {text(body.get('schema'))[:20]!r}; this reader knows 1")
    commit = _word(body, "commit")
    if not _COMMIT.fullmatch(commit):
        raise Unreadable("`commit` is no hash in small letters")
    device = _word(strict.table(body.get("device"), "`device`"), "name")
    mode = _word(strict.table(body.get("build"), "`build`"), "mode")
    if mode not in MODES:
        raise Unreadable(f"the build is {mode[:40]!r}; only figures of {' or '.join(MODES)} builds count")
    metrics = strict.tables(body.get("metrics"), "`metrics`")
    measures = tuple(one for metric in metrics for one in _measures(metric))
    if not measures:
        raise Unreadable("it holds no measure")
    names = [one.name for one in measures]
    if len(set(names)) != len(names):
        raise Unreadable("it holds the same metric twice")
    return Results(commit, device, mode, measures)


def _measures(metric: Mapping[str, Any]) -> Iterator[Measure]:
    name = _word(metric, "name")
    if not _NAME.fullmatch(name):
        raise Unreadable(f"the metric {name[:40]!r} is no name of small letters, digits and _")
    unit, factor = _unit(name, _word(metric, "unit"))
    samples = metric.get("samples")
    if not isinstance(samples, int) or isinstance(samples, bool) or samples < 1:
        raise Unreadable(f"{name}: `samples` is no whole number from 1")
    values = strict.table(metric.get("values"), f"{name}: `values`")
    unknown = [key for key in values if key not in STATISTICS]
    if unknown:
        raise Unreadable(f"{name}: {unknown[0][:40]!r} is none of {', '.join(STATISTICS)}")
    amounts = {key: _amount(f"{name}.{key}", value) for key, value in values.items()}
    _ascending(name, amounts)
    for key, amount in amounts.items():
        yield Measure(name, key, amount * factor, unit, samples)


def _unit(name: str, word: str) -> tuple[Unit, Decimal]:
    for unit in (DURATION, SIZE):
        if word in unit.factors:
            return unit, unit.factors[word]
    known = ", ".join((*DURATION.factors, *SIZE.factors))
    raise Unreadable(f"{name}: {word[:20]!r} is no unit (known: {known})")


def _amount(name: str, value: Any) -> Decimal:
    """A number from 0. NaN and the infinities are no JSON and never come here."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Unreadable(f"{name} is no number")
    if abs(Decimal(value).adjusted()) > 18:
        raise Unreadable(f"{name} is beyond all measure")
    if value < 0:
        raise Unreadable(f"{name} is negative")
    return Decimal(value)


def _ascending(name: str, amounts: Mapping[str, Decimal]) -> None:
    """A p99 below the p50 was made up, or mixed up."""
    present = [key for key in _ASCENDING if key in amounts]
    for lower, upper in pairwise(present):
        if amounts[lower] > amounts[upper]:
            raise Unreadable(f"{name}: {lower} is above {upper}")
    for key in present:
        if key in ("min", "max") and "mean" in amounts:
            below = amounts[key] > amounts["mean"] if key == "min" else amounts[key] < amounts["mean"]
            if below:
                raise Unreadable(f"{name}: the mean is beyond the {key}")


def _word(body: Mapping[str, Any], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value.strip():
        raise Unreadable(f"`{key}` is missing or no text")
    return value.strip()


def of(results: Sequence[tuple[str, Results]], name: str, device: str) -> list[tuple[Results, Measure]]:
    """Every measure of that name, on that device ("" for any)."""
    return [
        (one, measure)
        for _, one in results
        for measure in one.measures
        if measure.name == name and device in ("", one.device)
    ]
