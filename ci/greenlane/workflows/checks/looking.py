"""All rules over a repository -> one answer, in the words of the gates."""

from __future__ import annotations

from collections.abc import Sequence

from greenlane.model.finding import Finding
from greenlane.model.gates import CHECK
from greenlane.model.verdict import Answer
from greenlane.workflows.checks import rules
from greenlane.workflows.checks.places import Told
from greenlane.workflows.checks.repository import Repository

DOCS = "docs/check-rules.md"


def examine(repository: Repository, names: Sequence[str] = ()) -> Answer:
    """What these rules (all, without one) hold against it. What could not be read makes it unknown."""
    found: list[Finding] = []
    for name in names or rules.names():
        rule = rules.rule(name)
        found += [_finding(name, rule.FIX, told) for told in rule.find(repository)]
    seen = len(repository.workflows) + len(repository.actions)
    unique = sorted(dict.fromkeys(found), key=lambda one: one.order)
    return Answer(tuple(unique), looked_at=seen, unknown=repository.unread)


def _finding(name: str, fix: str, told: Told) -> Finding:
    return Finding(
        tool=CHECK,
        rule=name,
        severity=told.severity,
        message=told.message,
        path=told.path,
        line=told.line,
        column=told.column,
        fix=told.fix or fix,
        docs=f"{DOCS}#{name}",
    )
