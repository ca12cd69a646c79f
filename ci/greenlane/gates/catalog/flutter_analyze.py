"""Reads what `flutter analyze` and `dart analyze` left: as JSON, in the machine format, or as text.

Severities: error is high; warning and info are warnings, for the lint rules of Dart are infos.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from greenlane.gates.readers import dart_formats
from greenlane.gates.readers import files as reports
from greenlane.gates.readers.age import changed_since, too_old
from greenlane.gates.readers.merge import Part, merged
from greenlane.gates.readers.options import ReportOptions
from greenlane.gates.readers.places import Places
from greenlane.model.finding import Finding, Severity
from greenlane.model.gates import Context, Program, Tree
from greenlane.model.verdict import Answer

TITLE = "flutter analyze, dart analyze (reports)"
GATE = "lint"
PROGRAMS: tuple[Program, ...] = ()
SCOPE: Literal["file", "tree"] = "tree"
FRESH_S = 0.0

_SEVERITIES = {"error": Severity.HIGH, "warning": Severity.WARNING, "info": Severity.WARNING}


@dataclass(frozen=True)
class Options(ReportOptions):
    """Which reports of the Dart analyzer are read."""


OPTIONS = Options


def version(_context: Context) -> str:
    return "1"


def files(options: Options, tree: Tree) -> tuple[str, ...]:
    return reports.found(options.reports, tree.root)


def configuration(_options: Options, _tree: Tree) -> tuple[str, ...]:
    return ()


def examine(context: Context, files: Sequence[str]) -> Answer:
    parts, unknown = reports.each(context, files, lambda path, content: _read(context, path, content))
    return merged(parts, unknown)


def _read(context: Context, path: str, content: bytes) -> Part:
    analysis = dart_formats.parse(content)
    places = Places(context)
    findings = tuple(_finding(one, places) for one in analysis.diagnostics)
    age = (*too_old(context, path, None), *changed_since(context, path))
    return Part(findings, unknown=(*analysis.unknown, *places.unknown(), *age))


def _finding(one: dart_formats.Diagnostic, places: Places) -> Finding:
    path = places.path(one.path)
    where = "" if path else f" [in {one.path}:{one.line}]"
    return Finding(
        tool="flutter-analyze",
        rule=one.code or "unnamed",
        severity=_SEVERITIES[one.severity],
        message=one.message + where,
        path=path,
        line=one.line if path else None,
        column=one.column if path else None,
        fix=one.fix,
        docs=one.docs,
    )
