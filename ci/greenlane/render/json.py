"""A document as JSON: everything that is in it, in a stable order, versioned. docs/report.schema.json.

json_reading.read makes the same document of it again. Text is ASCII with escapes, so that a path that was
not UTF-8 survives. Two halves of a surrogate pair side by side come back as the character they mean.
"""

from __future__ import annotations

import json as standard
from typing import Any, assert_never

from greenlane.model.coverage import Count, Coverage, FileCoverage, Threshold
from greenlane.model.document import (
    Bars,
    Block,
    Covered,
    Document,
    Fan,
    Findings,
    Heat,
    Lines,
    Meter,
    Paragraph,
    Section,
    Table,
)
from greenlane.model.finding import Finding, Severity
from greenlane.render.json_charts import chart

VERSION = 1
"""Raised when a reader of the old form would misread the new one; a new field alone does not raise it."""


LISTED = {
    "actions",
    "subject",
    "tools",
    "sections",
    "blocks",
    "findings",
    "kept",
    "rows",
    "thresholds",
    "files",
    "bands",
    "cells",
    "bars",
}
"""Lists of which each item has a line of its own, so that two reports can be compared line by line."""


def json(document: Document) -> str:
    """The document, a line a finding, with a line end."""
    return _laid_out(as_values(document), 0) + "\n"


def _laid_out(value: Any, depth: int, is_listed: bool = False) -> str:
    """As standard.dumps, with line ends where a mapping holds such a list, and in the list itself."""
    if isinstance(value, dict) and LISTED & value.keys():
        parts = [
            f"{standard.dumps(key)}: {_laid_out(one, depth + 1, key in LISTED)}" for key, one in value.items()
        ]
    elif is_listed and value:
        parts = [_laid_out(one, depth + 1) for one in value]
    else:
        return standard.dumps(value)
    start, end = "{}" if isinstance(value, dict) else "[]"
    line = "\n" + " " * depth
    return f"{start}{line} {f',{line} '.join(parts)}{line}{end}"


def as_values(document: Document) -> dict[str, Any]:
    """The document as JSON's own kinds of values. counts: of the findings that count, for convenience."""
    found = [one.severity for one in document.findings()]
    return {
        "schema": VERSION,
        "title": document.title,
        "outcome": document.outcome.value,
        "verdict": document.verdict,
        "made_at": document.made_at,
        "counts": {severity.value: found.count(severity) for severity in Severity},
        "actions": list(document.actions),
        "subject": [list(pair) for pair in document.subject],
        "tools": [
            {"name": one.name, "version": one.version, "outcome": one.outcome.value} for one in document.tools
        ],
        "sections": [_section(one) for one in document.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "outcome": section.outcome.value if section.outcome else None,
        "blocks": [_block(one) for one in section.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"block": "paragraph", "text": block.text}
        case Lines():
            return {"block": "lines", "lines": list(block.lines)}
        case Table():
            return {
                "block": "table",
                "head": list(block.head),
                "align": block.align,
                "rows": [list(row) for row in block.rows],
                "outcomes": [one.value if one else None for one in block.outcomes],
                **({"links": list(block.links)} if block.links else {}),
            }
        case Findings():
            return {
                "block": "findings",
                "kind": block.kind,
                "findings": [finding(one) for one in block.findings],
                "kept": [
                    {"reason": one.reason, "until": one.until, "finding": finding(one.finding)}
                    for one in block.kept
                ],
                "components": list(block.components),
            }
        case Covered():
            return {"block": "coverage", **_coverage(block.coverage)}
        case Meter() | Fan() | Heat() | Bars():
            return chart(block)
        case _:
            assert_never(block)


def finding(one: Finding) -> dict[str, Any]:
    """One finding, under the names that it has in greenlane."""
    return {
        "tool": one.tool,
        "rule": one.rule,
        "severity": one.severity.value,
        "message": one.message,
        "path": one.path,
        "line": one.line,
        "column": one.column,
        "end_line": one.end_line,
        "fix": one.fix,
        "docs": one.docs,
        "trace": list(one.trace),
        "commit": one.commit,
        "fingerprint": one.fingerprint,
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    """Lines and branches as lists: JSON's own keys can only be text."""
    patch = coverage.patch
    return {
        "count": _count(coverage.count),
        "thresholds": [_threshold(one) for one in coverage.thresholds],
        "patch": None if patch is None else {path: _hits(patch[path]) for path in sorted(patch)},
        "files": [_file(one) for one in coverage.files],
    }


def _threshold(one: Threshold) -> dict[str, Any]:
    """wanted: percent, exact: "80" or "159/2"."""
    return {"name": one.name, "wanted": str(one.wanted), "holds": one.holds, "found": _count(one.found)}


def _file(one: FileCoverage) -> dict[str, Any]:
    return {
        "path": one.path,
        "count": _count(one.count),
        "lines": _hits(one.lines),
        "branches": [[line, name, hits] for (line, name), hits in sorted(one.branches.items())],
    }


def _hits(lines: Any) -> list[list[int]]:
    """[line, how often it ran], ascending."""
    return [[line, hits] for line, hits in sorted(lines.items())]


def _count(count: Count) -> dict[str, int]:
    return {"covered": count.covered, "total": count.total}
