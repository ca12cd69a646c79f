"""SARIF logs of other scanners."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conformance.specimens.changes import REPORT_WAYS, edited

RESULT: dict[str, Any] = {
    "ruleId": "R1",
    "level": "error",
    "message": {"text": "a <script> in a message"},
    "locations": [
        {"physicalLocation": {"artifactLocation": {"uri": "src/a%20b.py"}, "region": {"startLine": 1}}}
    ],
}


def log(*results: dict[str, Any], **run: Any) -> str:
    """A log with one run."""
    body = {"tool": {"driver": {"name": "Scanner", "rules": [{"id": "R1"}]}}, "results": list(results), **run}
    return json.dumps({"version": "2.1.0", "runs": [body]}, indent=1)


REPORT = "build/scan.sarif"
SOURCES = {"src/a b.py": "x = 1\n"}
OPTIONS = {"reports": ["build/*.sarif"]}
DIRTY = {**SOURCES, REPORT: log(RESULT)}
RULE = "Scanner/R1"
CLEAN = {**SOURCES, REPORT: log(invocations=[{"executionSuccessful": True}])}


def _run(**changes: Any) -> Callable[[Path], None]:
    return edited(REPORT, lambda body: body["runs"][0].update(changes))


def _at(uri: str, **more: Any) -> dict[str, Any]:
    place = {"physicalLocation": {"artifactLocation": {"uri": uri, **more}}}
    return {**RESULT, "level": "note", "locations": [place]}


BLIND = {
    **REPORT_WAYS(REPORT),
    "no run": edited(REPORT, lambda body: body.update(runs=[])),
    "another version": edited(REPORT, lambda body: body.update(version="1.0.0")),
    "no results at all": edited(REPORT, lambda body: body["runs"][0].pop("results")),
    "results of another shape": _run(results={"count": 0}),
    "no tool": _run(tool={}),
    "the tool did not end well": _run(invocations=[{"executionSuccessful": False}]),
    "the tool does not say how it ended": _run(invocations=[{}]),
    "the tool tells of an error": _run(
        invocations=[
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [{"level": "error", "message": {"text": "cannot parse a.py"}}],
            }
        ]
    ),
    "results in another file": _run(externalPropertyFileReferences={"results": [{"guid": "0"}]}),
    "of another project": _run(results=[_at("lib/not_here.py")]),
    "outside of the project": _run(results=[_at("file:///etc/passwd")]),
    "outside by escapes": _run(results=[_at("src/%2e%2e/%2e%2e/secret.py")]),
    "on the web": _run(results=[_at("https://example.org/a.py")]),
    "analysed files of another project": _run(
        artifacts=[{"location": {"uri": "other/main.c"}, "roles": ["analysisTarget"]}]
    ),
    "of another commit": _run(
        versionControlProvenance=[{"repositoryUri": "https://example.org/r", "revisionId": "0" * 40}]
    ),
    "of last year": _run(invocations=[{"executionSuccessful": True, "endTimeUtc": "2025-11-20T00:00:00Z"}]),
    "suppressed elsewhere without a reason": _run(
        results=[{**RESULT, "suppressions": [{"kind": "external"}]}]
    ),
    "a result that nobody judged": _run(results=[{**RESULT, "kind": "open", "level": "none"}]),
}
