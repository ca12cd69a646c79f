"""What a tool found: one model for all of them, with one map of severities, ours."""

from __future__ import annotations

from enum import StrEnum

from greenlane.model.frozen import frozen


class Severity(StrEnum):
    """How bad a finding is, on our map; each tool's own words are translated in its catalog file.

    critical: exploitable or losing data now. high: wrong; must not be merged. medium: a risk to be
    weighed. unknown: the tool could not say how bad (an advisory without a score). warning: style and
    smell. note: told, never counted.
    """

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    UNKNOWN = "unknown"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


@frozen
class Finding:
    """One thing that one tool holds against one place.

    tool: the catalog entry; rule: the tool's own name of the rule ("S608", "arg-type").
    path: from the project's root, with /; None: about no file. line, column: from 1; None: unknown.
    message: one paragraph, as the tool says it. fix: what to do, one line; "" when the tool does not say.
    docs: the address of the rule's page. trace: how one gets there, a step a line (an import path).
    commit: where a thing stands in history only, its full hash.
    fingerprint: set by the core; the same thing has the same one after its line moved.
    """

    tool: str
    rule: str
    severity: Severity
    message: str
    path: str | None = None
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    fix: str = ""
    docs: str = ""
    trace: tuple[str, ...] = ()
    commit: str = ""
    fingerprint: str = ""

    @property
    def place(self) -> str:
        """`path:line:column`, as far as known; "" for a finding about no file."""
        parts = (self.path, self.line, self.column if self.line else None)
        return ":".join(str(part) for part in parts if part is not None)

    @property
    def order(self) -> tuple[int, str, int, int, str, str, str]:
        """The worst first, then by place."""
        where = (self.path or "", self.line or 0, self.column or 0)
        return (self.severity.rank, *where, self.tool, self.rule, self.message)
