"""A Document as SARIF 2.1.0: one run a tool, for code scanning and for every viewer of that format.

Levels: critical and high are error, medium, unknown and warning are warning, note is note; our own word
stands in `properties.severity`, and `security-severity` is its middle on the scale of code scanning.
A tool whose outcome is unknown, or that did not run, has an invocation that did not succeed, so that no
reader takes its empty list for a clean bill.
What came in as SARIF (rule `<tool>/<rule>` of the tool "sarif") goes out in a run of its own tool again.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from greenlane.model.document import Document, Findings, Tool
from greenlane.model.finding import Finding, Severity
from greenlane.model.verdict import Outcome, Spared

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "greenlane/v1"
BASE = "%SRCROOT%"

LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.UNKNOWN: "warning",
    Severity.WARNING: "warning",
    Severity.NOTE: "note",
}
SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.WARNING: "2.0",
    Severity.NOTE: "0.0",
}
"""In the middle of what code scanning calls critical, high, medium and low. Unknown has no score."""

_LINK = re.compile(r"\[(?=[^\]\n]*\]\()")

MERGED = "sarif"
"""The tool whose findings are those of others; see gates/catalog/sarif.py."""


@dataclass(frozen=True)
class _Item:
    """A finding, the rule it goes out with, why it does not count if it does not, and its list."""

    finding: Finding
    rule: str
    spared: Spared | None
    kind: str


@dataclass
class _Run:
    """What one tool has to say. id: of the run, among all that this project uploads."""

    tool: Tool
    id: str
    items: list[_Item] = field(default_factory=list)


def sarif(document: Document) -> str:
    """The log, as JSON in plain ASCII with a line end behind it."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_log(run, document) for run in _runs(document)]}
    return json.dumps(log, indent=2) + "\n"


def _runs(document: Document) -> Iterable[_Run]:
    """Tools in their order, then those that only findings name; without any, greenlane itself."""
    runs = {tool.name: _Run(tool, tool.name) for tool in document.tools}
    for finding, spared, kind in _findings(document):
        owner, slash, rule = finding.rule.partition("/") if finding.tool == MERGED else ("", "", "")
        name = f"{MERGED}/{owner}" if slash else finding.tool
        if name not in runs:
            parent = runs[finding.tool].tool if finding.tool in runs else Tool(name, "", Outcome.PASS)
            runs[name] = _Run(replace(parent, name=owner, version="") if slash else parent, name)
        runs[name].items.append(_Item(finding, rule if slash else finding.rule, spared, kind))
    return runs.values() or [_Run(Tool("greenlane", "", document.outcome), "greenlane")]


def _findings(document: Document) -> Iterable[tuple[Finding, Spared | None, str]]:
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Findings):
                yield from ((finding, None, block.kind) for finding in block.findings if not block.kept)
                yield from ((spared.finding, spared, block.kind) for spared in block.kept)


def _log(run: _Run, document: Document) -> dict[str, Any]:
    by_rule: dict[str, list[Finding]] = {}
    for item in run.items:
        by_rule.setdefault(item.rule, []).append(item.finding)
    index = {rule: number for number, rule in enumerate(by_rule)}
    driver: dict[str, Any] = {"name": _text(run.tool.name) or "unnamed"}
    if run.tool.version:
        driver["version"] = _text(run.tool.version)
    driver["rules"] = [_rule(rule, findings) for rule, findings in by_rule.items()]
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"greenlane/{quote(_text(run.id), safe='/')}/"},
        "invocations": [_invocation(run.tool, document)],
        "originalUriBaseIds": {BASE: {"description": {"text": "The project's root."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(item, index[item.rule]) for item in run.items],
    }


def _invocation(tool: Tool, document: Document) -> dict[str, Any]:
    """Whether the tool looked, and if not, what to know."""
    looked = tool.outcome in (Outcome.PASS, Outcome.FAIL)
    invocation: dict[str, Any] = {"executionSuccessful": looked}
    if document.made_at:
        invocation["endTimeUtc"] = document.made_at.replace("+00:00", "Z")
    if not looked:
        unknown = tool.outcome is Outcome.UNKNOWN
        said = "is unknown: it could not look, or not at all of it" if unknown else "did not run"
        text = f"{tool.name} {said}. {document.verdict}"
        invocation["toolExecutionNotifications"] = [
            {"level": "error" if unknown else "note", "message": {"text": _message(text)}}
        ]
    return invocation


def _rule(rule: str, findings: Sequence[Finding]) -> dict[str, Any]:
    """Described by its worst finding, for code scanning knows one score a rule."""
    worst = min((one.severity for one in findings), key=lambda severity: severity.rank)
    docs = next((one.docs for one in findings if one.docs), "")
    described: dict[str, Any] = {"id": _text(rule), "defaultConfiguration": {"level": LEVELS[worst]}}
    if re.fullmatch(r"https?://[!-~]+", docs):
        described["helpUri"] = docs
    if worst in SCORES:
        described["properties"] = {"security-severity": SCORES[worst]}
    return described


def _result(item: _Item, rule_index: int) -> dict[str, Any]:
    finding, spared = item.finding, item.spared
    result: dict[str, Any] = {
        "ruleId": _text(item.rule),
        "ruleIndex": rule_index,
        "kind": "fail",
        "level": LEVELS[finding.severity],
        "message": {"text": _message(finding.message) or _text(item.rule)},
    }
    if finding.path:
        result["locations"] = [{"physicalLocation": _location(finding)}]
    if finding.fingerprint:
        result["partialFingerprints"] = {FINGERPRINT: _text(finding.fingerprint)}
    if spared is not None:
        until = f" (until {spared.until})" if spared.until else ""
        why = f"{spared.reason or 'of the baseline'}{until}"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": _text(why)}]
    result["properties"] = _properties(finding, item.kind)
    return result


def _location(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": uri(finding.path or ""), "uriBaseId": BASE}}
    if finding.line:
        region = {"startLine": finding.line}
        if finding.column:
            region["startColumn"] = finding.column
        if finding.end_line and finding.end_line >= finding.line:
            region["endLine"] = finding.end_line
        location["region"] = region
    return location


def uri(path: str) -> str:
    """A path as a relative reference: every byte that is not plain is %-escaped, a `:` in it too."""
    return quote(os.fsencode(path), safe="/-._~")


def _properties(finding: Finding, kind: str) -> dict[str, Any]:
    properties: dict[str, Any] = {"severity": str(finding.severity)}
    if finding.severity in SCORES:
        properties["security-severity"] = SCORES[finding.severity]
    for name, value in (("fix", finding.fix), ("docs", finding.docs), ("commit", finding.commit)):
        if value:
            properties[name] = _text(value)
    if finding.trace:
        properties["trace"] = [_text(step) for step in finding.trace]
    return properties | ({"list": kind} if kind != "counted" else {})


def _message(text: str) -> str:
    """Plain text in which nothing becomes a link: `[text](target)` would (SARIF 3.11.6)."""
    return _LINK.sub(r"\\[", _text(text))


def _text(text: str) -> str:
    """Without halves of surrogate pairs, which no UTF-8 can hold."""
    return text.encode("utf-8", "replace").decode()
