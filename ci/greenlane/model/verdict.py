"""What a gate came to. Pass, fail, unknown and not-run are four different things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from greenlane.model.coverage import Coverage
from greenlane.model.errors import ExitCode
from greenlane.model.finding import Finding, Severity
from greenlane.model.frozen import field, frozen


class Outcome(StrEnum):
    """pass: looked, and all is well. fail: looked, and it is not.

    unknown: could not look, or not at all of it. not-run: there was nothing to look at, or nobody asked.
    Only pass is green.
    """

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_RUN = "not-run"

    @property
    def exit_code(self) -> ExitCode:
        """0, 1, 3 and 2 (docs/reference/exit-codes.md)."""
        match self:
            case Outcome.PASS:
                return ExitCode.OK
            case Outcome.FAIL:
                return ExitCode.FAIL
            case Outcome.UNKNOWN:
                return ExitCode.OUTSIDE
            case Outcome.NOT_RUN:
                return ExitCode.CONFIGURATION


def together(outcomes: Iterable[Outcome]) -> Outcome:
    """One for many: fail, else unknown, else pass if anything passed; nothing at all is not-run."""
    found = set(outcomes)
    for outcome in (Outcome.FAIL, Outcome.UNKNOWN, Outcome.PASS):
        if outcome in found:
            return outcome
    return Outcome.NOT_RUN


@frozen
class Answer:
    """What a catalog entry makes of what it saw.

    looked_at: how many of `unit` (files, packages, tests, commits) it really looked at; None: it cannot say.
    unknown: why a part could not be seen, a line each; then the answer is at best "unknown".
    facts: figures worth a line in a report, by name. coverage: the coverage gate's own.
    """

    findings: tuple[Finding, ...] = ()
    looked_at: int | None = None
    unit: str = "files"
    unknown: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    coverage: Coverage | None = None


@frozen
class Spared:
    """A finding that does not count, and why. until: ISO date, "" for a baseline's."""

    finding: Finding
    reason: str
    until: str = ""


@frozen
class ToolReport:
    """One tool's part of a gate.

    version: what really ran, "" when nothing did. reason: one line, always there.
    findings: those that count. known: those of the baseline. ignored: those with a reason and a date.
    cached_at: Unix seconds when this answer was made, if it was not made now. duration_s: of this run.
    remedy: the command that installs what is missing, or what else to do.
    """

    tool: str
    outcome: Outcome
    reason: str
    version: str = ""
    findings: tuple[Finding, ...] = ()
    known: tuple[Spared, ...] = ()
    ignored: tuple[Spared, ...] = ()
    looked_at: int | None = None
    unit: str = "files"
    facts: Mapping[str, str] = field(default_factory=dict)
    coverage: Coverage | None = None
    duration_s: float = 0.0
    cached_at: float | None = None
    remedy: str = ""


@frozen
class Overrun:
    """A budget that did not suffice."""

    severity: Severity
    allowed: int
    found: int


@frozen
class GateReport:
    """One gate: all its tools, held against its budget. reason: one line, the worst first.

    budget: allowed findings by severity. tolerated: why an unknown does not stop this run, "" if it does.
    """

    gate: str
    outcome: Outcome
    reason: str
    tools: tuple[ToolReport, ...]
    budget: Mapping[Severity, int] = field(default_factory=dict)
    overruns: tuple[Overrun, ...] = ()
    tolerated: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Those that count, the worst first."""
        return tuple(sorted((one for tool in self.tools for one in tool.findings), key=lambda f: f.order))

    @property
    def counts(self) -> dict[Severity, int]:
        """How many of each severity; zero where there is none."""
        found = [one.severity for one in self.findings]
        return {severity: found.count(severity) for severity in Severity}
