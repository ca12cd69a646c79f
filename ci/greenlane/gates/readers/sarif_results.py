"""The results of a SARIF run -> findings, on our map of severities."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any

from greenlane.gates.readers.places import Places
from greenlane.gates.readers.sarif_places import path_of
from greenlane.gates.readers.sarif_run import Json, Run, at, items, part
from greenlane.gates.reading import number, text
from greenlane.model.finding import Finding, Severity

Severities = Mapping[str, Mapping[str, Severity]]

LEVELS = {"error": Severity.HIGH, "warning": Severity.MEDIUM, "note": Severity.NOTE, "none": Severity.NOTE}
OURS = "greenlane/v1"
"""The name under which greenlane writes its own fingerprint."""

OPEN_KINDS = frozenset({"open", "review"})
"""Results that nobody has judged yet: how bad they are is not known."""

HARMLESS_KINDS = frozenset({"pass", "notApplicable"})


@dataclass
class Results:
    """What the results of one run came to. counts: those that became no finding, by why."""

    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def findings_of(run: Run, places: Places, severities: Severities) -> Results:
    """Every result, once; none is left out without being counted."""
    results = Results()
    seen: Counter[str] = Counter()
    for result in run.results or ():
        if text(result.get("kind")) in HARMLESS_KINDS:
            results.counts["passed"] += 1
        elif result.get("baselineState") == "absent":
            results.counts["gone"] += 1
        else:
            finding = _finding(run, result, places, severities)
            seen[finding.fingerprint] += 1
            results.findings.append(_numbered(finding, seen[finding.fingerprint]))
            results.counts["suppressed"] += is_suppressed(result)
    return results


def is_suppressed(result: Json) -> bool:
    """Whether somebody decided that it does not count: in the source, or elsewhere with a reason given.

    One that is under review, or was rejected, decides nothing (SARIF 3.27.23).
    """
    said = items(result.get("suppressions"))
    if not said or any(one.get("status", "accepted") != "accepted" for one in said):
        return False
    return any(one.get("kind") == "inSource" or text(one.get("justification")).strip() for one in said)


def _finding(run: Run, result: Json, places: Places, severities: Severities) -> Finding:
    rule = run.rule(result)
    locations = [part(one, "physicalLocation") for one in items(result.get("locations"))]
    first = locations[0] if locations else {}
    region = part(first, "region")
    path, name = path_of(run, part(first, "artifactLocation"), places)
    message = run.message(result) or text(part(rule, "shortDescription").get("text"))
    line = number(region.get("startLine"))
    owner = run.tool.replace("/", "_") or "unnamed"
    return Finding(
        tool="sarif",
        rule=f"{owner}/{run.rule_name(result) or 'unnamed'}",
        severity=Severity.NOTE if is_suppressed(result) else severity_of(run, result, severities),
        message=message if path or not name else f"{message} [in {name}{f':{line}' if line else ''}]",
        path=path,
        line=line if path else None,
        column=number(region.get("startColumn")) if path else None,
        end_line=number(region.get("endLine")) if path else None,
        fix=next((text(part(one, "description").get("text")) for one in items(result.get("fixes"))), ""),
        docs=text(rule.get("helpUri")),
        trace=_trace(run, result, locations[1:], places),
        fingerprint=_fingerprint(run, result, path or name),
    )


def severity_of(run: Run, result: Json, severities: Severities) -> Severity:
    """By the declared map of this tool, else by the result's score, else by its level."""
    level = level_of(run, result)
    declared = severities.get(run.tool, {})
    name = run.rule_name(result)
    for key, severity in declared.items():
        if key not in LEVELS and fnmatchcase(name, key):
            return severity
    if level in declared:
        return declared[level]
    if text(result.get("kind")) in OPEN_KINDS:
        return Severity.UNKNOWN
    for owner in (result, run.rule(result)):
        if "security-severity" in part(owner, "properties"):
            return _scored(part(owner, "properties")["security-severity"])
    return LEVELS.get(level, Severity.UNKNOWN)


def level_of(run: Run, result: Json) -> str:
    """As SARIF 3.27.10 finds it: the result's, the call's override, the rule's default, "warning"."""
    if isinstance(result.get("level"), str):
        return str(result["level"])
    if result.get("kind", "fail") != "fail":
        return "none"
    call = at(run.invocations, part(result, "provenance").get("invocationIndex"))
    overrides = [
        part(one, "configuration").get("level")
        for one in items(call.get("ruleConfigurationOverrides"))
        if part(one, "descriptor").get("id") == run.rule_name(result)
    ]
    default = part(run.rule(result), "defaultConfiguration").get("level")
    return next((text(level) for level in (*overrides, default) if level), "warning")


def _scored(score: Any) -> Severity:
    """A score of 0 to 10, as CVSS divides it; what is no score is unknown."""
    try:
        value = float(score)
    except (TypeError, ValueError):
        return Severity.UNKNOWN
    if not math.isfinite(value) or not 0 <= value <= 10:
        return Severity.UNKNOWN
    steps = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM))
    low = Severity.WARNING if value > 0 else Severity.NOTE
    return next((severity for least, severity in steps if value >= least), low)


def _trace(run: Run, result: Json, others: list[dict[str, Any]], places: Places) -> tuple[str, ...]:
    """The first code flow, step by step, then the places beside the first one."""
    flow = [
        part(step, "location")
        for code in items(result.get("codeFlows"))[:1]
        for thread in items(code.get("threadFlows"))[:1]
        for step in items(thread.get("locations"))
    ]
    steps = [_step(run, part(one, "physicalLocation"), part(one, "message"), places) for one in flow]
    return tuple(step for step in (*steps, *(_step(run, one, {}, places) for one in others)) if step)


def _step(run: Run, physical: Json, message: Json, places: Places) -> str:
    path, name = path_of(run, part(physical, "artifactLocation"), places)
    line = number(part(physical, "region").get("startLine"))
    place = f"{path or name}:{line}" if line else path or name
    return " ".join(one for one in (place, text(message.get("text"))) if one)


def _fingerprint(run: Run, result: Json, path: str) -> str:
    """The tool's own, with rule and file, for many tools hash nothing but the line; "" when it has none.

    Our own, in a log that greenlane wrote, is whole as it is.
    """
    said = {**part(result, "partialFingerprints"), **part(result, "fingerprints")}
    if OURS in said:
        return text(said[OURS])
    words = [f"{name}={text(value)}" for name, value in sorted(said.items())]
    return ";".join((*words, run.tool, run.rule_name(result), path)) if words else ""


def _numbered(finding: Finding, count: int) -> Finding:
    """Two results that a tool gives one fingerprint are two findings all the same."""
    if not finding.fingerprint or count == 1:
        return finding
    return replace(finding, fingerprint=f"{finding.fingerprint};{count}")
