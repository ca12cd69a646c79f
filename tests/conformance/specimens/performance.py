"""Performance results in our own JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.conformance.specimens.changes import REPORT_WAYS, edited, replaced
from tests.unit.gates.trial import Trial

REPORT = "build/performance.json"
OPTIONS = {
    "reports": [REPORT],
    "times": {"cold_start.p95": "3s", "navigation.mean@iPhone 12": "200ms"},
    "sizes": {"memory_peak.max": "500MiB"},
}
PROVED_BY_COMMIT = ("the report is years old", "the report is older than the program")
COMMIT = "c" * 40
"""Stands in the files until `prepare` knows the commit."""


def results(cold_start: float = 2900, commit: str = COMMIT) -> dict[str, Any]:
    """What a drive on a telephone found."""
    return {
        "schema": 1,
        "commit": commit,
        "device": {"name": "iPhone 12", "os": "iOS 26.1"},
        "build": {"mode": "profile", "version": "1.4.0+12"},
        "metrics": [
            {"name": "cold_start", "unit": "ms", "samples": 20, "values": {"p50": 2100, "p95": cold_start}},
            {"name": "navigation", "unit": "ms", "samples": 50, "values": {"mean": 150.5, "max": 310}},
            {"name": "memory_peak", "unit": "MiB", "samples": 3, "values": {"max": 420}},
        ],
    }


DIRTY = {"a.txt": "a\n", ".gitignore": "build/\n", REPORT: json.dumps(results(3001))}
RULE = "cold_start.p95"
CLEAN = {"a.txt": "a\n", ".gitignore": "build/\n", REPORT: json.dumps(results(3000))}


def prepare(root: Path) -> None:
    """Commit, and let the results be of that commit."""
    head = Trial(root).commit()
    replaced(REPORT, COMMIT, head)(root)


def _metric(index: int, **changes: Any) -> Any:
    return edited(REPORT, lambda body: body["metrics"][index].update(changes))


def _newer(root: Path) -> None:
    Trial(root).write({"b.txt": "b\n"}).commit()


BLIND = {
    **{name: way for name, way in REPORT_WAYS(REPORT).items() if name not in PROVED_BY_COMMIT},
    "of another commit": _newer,
    "of no commit": edited(REPORT, lambda body: body.pop("commit")),
    "of an abbreviated commit that says nothing": edited(REPORT, lambda body: body.update(commit="abc")),
    "another schema": edited(REPORT, lambda body: body.update(schema=2)),
    "a metric with a limit is missing": edited(REPORT, lambda body: body["metrics"].pop(0)),
    "another statistic": _metric(0, values={"p50": 2100}),
    "another device": edited(REPORT, lambda body: body["device"].update(name="Pixel 4")),
    "a debug build": edited(REPORT, lambda body: body["build"].update(mode="debug")),
    "a unit of another kind": _metric(0, unit="MiB"),
    "an unknown unit": _metric(2, unit="MB"),
    "no unit": _metric(0, unit=""),
    "NaN": replaced(REPORT, "3000", "NaN"),
    "infinite": replaced(REPORT, "3000", "-Infinity"),
    "negative": _metric(0, values={"p50": -5, "p95": -1}),
    "a text for a number": _metric(0, values={"p95": "2900"}),
    "true for a number": _metric(0, values={"p95": True}),
    "no sample": _metric(0, samples=0),
    "percentiles that contradict": _metric(0, values={"p50": 2800, "p95": 2100}),
    "no metric": edited(REPORT, lambda body: body.update(metrics=[])),
    "the same metric twice": edited(REPORT, lambda body: body["metrics"].append(body["metrics"][0])),
    "a name twice in an object": replaced(REPORT, '"p95": 3000', '"p95": 9000, "p95": 3000'),
}
