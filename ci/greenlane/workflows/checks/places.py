"""What a rule tells: a place, a severity and a message."""

from __future__ import annotations

from dataclasses import dataclass

from greenlane.model.finding import Severity
from greenlane.workflows.checks.expressions import Expression, Reference
from greenlane.workflows.checks.nodes import Node


@dataclass(frozen=True)
class Told:
    """One mistake. fix: where the rule's own would be too general."""

    path: str
    line: int
    column: int | None
    severity: Severity
    message: str
    fix: str = ""


def high(path: str, at: Node | Expression | Reference, message: str, fix: str = "") -> Told:
    """It does not do what it says, or cannot run."""
    return _told(path, at, Severity.HIGH, message, fix)


def medium(path: str, at: Node | Expression | Reference, message: str, fix: str = "") -> Told:
    """It may do something else than was meant."""
    return _told(path, at, Severity.MEDIUM, message, fix)


def warning(path: str, at: Node | Expression | Reference, message: str, fix: str = "") -> Told:
    """It works, and will cost time or trouble."""
    return _told(path, at, Severity.WARNING, message, fix)


def _told(path: str, at: Node | Expression | Reference, severity: Severity, message: str, fix: str) -> Told:
    line, column = (at.line, at.column) if isinstance(at, Node) else at.place
    return Told(path, line, column, severity, message, fix)
