"""Judges what pip-audit said. It prints "no known vulnerabilities" when nobody answered it; this does not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Verdict:
    """What is known about the dependencies, and why."""

    outcome: Literal["pass", "fail", "unknown"]
    reason: str


def judge(out: str, err: str) -> Verdict:
    """Read pip-audit's JSON. One bad package fails; else one package not looked at leaves all unknown."""
    try:
        dependencies = json.loads(out)["dependencies"]
    except (ValueError, KeyError, TypeError):
        lines = [line for line in err.splitlines() if line.strip()]
        return Verdict("unknown", lines[-1] if lines else "pip-audit said nothing")
    bad = [f"{item['name']} {item['version']} ({ids(item)})" for item in dependencies if item.get("vulns")]
    skipped = [f"{item['name']}: {item['skip_reason']}" for item in dependencies if "skip_reason" in item]
    if bad:
        return Verdict("fail", "; ".join(bad))
    if skipped:
        return Verdict("unknown", f"{len(skipped)} of {len(dependencies)} not checked ({skipped[0]})")
    if not dependencies:
        return Verdict("unknown", "pip-audit looked at no package")
    return Verdict("pass", f"nothing known against {len(dependencies)} packages")


def ids(item: dict[str, list[dict[str, str]]]) -> str:
    """The advisories' names."""
    return ", ".join(vulnerability["id"] for vulnerability in item["vulns"])
