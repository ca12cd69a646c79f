"""ESLint's JSON."""

from __future__ import annotations

import json
from typing import Any

from tests.conformance.specimens.changes import REPORT_WAYS, edited, written

REPORT = "build/eslint.json"
SOURCES = {"src/a.ts": "export const a = 1;\n"}
OPTIONS = {"reports": [REPORT], "sources": ["src/**/*.ts"]}


def entry(
    *messages: dict[str, Any], path: str = "src/a.ts", errors: int = 0, warnings: int = 0
) -> dict[str, Any]:
    """One file."""
    return {
        "filePath": path,
        "messages": list(messages),
        "suppressedMessages": [],
        "errorCount": errors,
        "fatalErrorCount": sum(1 for one in messages if one.get("fatal")),
        "warningCount": warnings,
    }


def message(rule: str | None = "no-undef", severity: int = 2, **more: Any) -> dict[str, Any]:
    return {
        "ruleId": rule,
        "severity": severity,
        "message": "'x' is not defined.",
        "line": 1,
        "column": 2,
        **more,
    }


IGNORED = {"ruleId": None, "severity": 1, "fatal": False, "message": "File ignored by default."}
DIRTY = {**SOURCES, REPORT: json.dumps([entry(message(), errors=1)])}
RULE = "no-undef"
CLEAN = {**SOURCES, REPORT: json.dumps([entry()])}
BLIND = {
    **REPORT_WAYS(REPORT),
    "no file was linted": written(REPORT, "[]"),
    "a file could not be parsed": written(REPORT, json.dumps([entry(message(None, fatal=True), errors=1)])),
    "a file was ignored": written(REPORT, json.dumps([entry(IGNORED, warnings=1)])),
    "the counts tell of errors that are not there": edited(REPORT, lambda body: body[0].update(errorCount=3)),
    "the counts are missing": edited(REPORT, lambda body: body[0].pop("warningCount")),
    "no messages": edited(REPORT, lambda body: body[0].pop("messages")),
    "of another project": edited(REPORT, lambda body: body[0].update(filePath="src/b.ts")),
    "outside of the project": edited(REPORT, lambda body: body[0].update(filePath="/srv/app/src/a.ts")),
    "a file is in no report": written("src/b.ts", "export const b = x;\n"),
}
