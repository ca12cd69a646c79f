"""Reports of the Dart analyzer."""

from __future__ import annotations

import json
from typing import Any

from tests.conformance.specimens.changes import REPORT_WAYS, edited, written

REPORT = "build/analyze.txt"
SOURCES = {"lib/main.dart": "void main() {}\n"}
OPTIONS = {"reports": [REPORT]}


def diagnostic(path: str = "lib/main.dart", severity: str = "ERROR") -> dict[str, Any]:
    """As `dart analyze --format=json` has it."""
    start = {"offset": 0, "line": 1, "column": 1}
    return {
        "code": "undefined_identifier",
        "severity": severity,
        "type": "COMPILE_TIME_ERROR",
        "location": {"file": path, "range": {"start": start, "end": start}},
        "problemMessage": "Undefined name 'x'.",
    }


DIRTY = {**SOURCES, REPORT: json.dumps({"version": 1, "diagnostics": [diagnostic()]})}
RULE = "undefined_identifier"
CLEAN = {**SOURCES, REPORT: '{"version":1,"diagnostics":[]}\n'}
MACHINE = "INFO|LINT|AVOID_PRINT|lib/main.dart|1|1|5|Don't print.\n"
BLIND = {
    **REPORT_WAYS(REPORT),
    "another version": edited(REPORT, lambda body: body.update(version=2)),
    "no list": edited(REPORT, lambda body: body.pop("diagnostics")),
    "of another project": edited(
        REPORT, lambda body: body["diagnostics"].append(diagnostic("lib/b.dart", "INFO"))
    ),
    "outside of the project": edited(
        REPORT, lambda body: body["diagnostics"].append(diagnostic("/etc/passwd", "INFO"))
    ),
    "a severity of its own": edited(
        REPORT, lambda body: body["diagnostics"].append(diagnostic(severity="LOUD"))
    ),
    "machine format without an end": written(REPORT, MACHINE),
    "machine format cut in a line": written(REPORT, MACHINE + "INFO|LINT|AVOID_PRI"),
    "machine format, and it crashed": written(REPORT, MACHINE + "exit 4\n"),
    "machine format, errors gone": written(REPORT, MACHINE + "exit 3\n"),
    "nothing but an exit code that tells of errors": written(REPORT, "exit 3\n"),
    "text without an end": written(
        REPORT, "Analyzing app...\n  info • Don't • lib/main.dart:1:1 • avoid_print\n"
    ),
    "text with another count": written(
        REPORT, "  info • Don't • lib/main.dart:1:1 • avoid_print\n\n2 issues found. (ran in 1.0s)\n"
    ),
    "text, and the server failed": written(
        REPORT, "No issues found!\nServer error(s) occurred. (ran in 1.0s)\n"
    ),
    "pub failed before": written(REPORT, "Resolving dependencies...\nBecause app depends on x, failed.\n"),
}
