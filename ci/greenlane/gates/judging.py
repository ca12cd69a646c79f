"""Findings and budgets -> verdicts. Pure: what was seen comes in, what it comes to goes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from greenlane.model.finding import Severity
from greenlane.model.verdict import GateReport, Outcome, Overrun, ToolReport, together


def judge(
    gate: str,
    tools: Sequence[ToolReport],
    allowed: Mapping[Severity, int],
    tolerated: Collection[str] = (),
) -> GateReport:
    """One gate's verdict.

    tools: pass, unknown or not-run, as each of them saw; the budget is for all of them together.
    tolerated: tools whose unknown does not stop this run; the verdict stays unknown.
    """
    found = Counter(finding.severity for tool in tools for finding in tool.findings)
    overruns = tuple(
        Overrun(severity, allowed.get(severity, 0), found[severity])
        for severity in Severity
        if severity is not Severity.NOTE and found[severity] > allowed.get(severity, 0)
    )
    over = {one.severity for one in overruns}
    judged = tuple(_judged(tool, over) for tool in tools)
    outcome = together(tool.outcome for tool in judged)
    blind = [tool for tool in judged if tool.outcome is Outcome.UNKNOWN]
    named = ", ".join(tool.tool for tool in blind)
    is_tolerated = outcome is Outcome.UNKNOWN and all(tool.tool in tolerated for tool in blind)
    return GateReport(
        gate=gate,
        outcome=outcome,
        reason=_reason(outcome, judged, overruns, blind),
        tools=judged,
        budget=dict(allowed),
        overruns=overruns,
        tolerated=f"{named} may be unknown here: allowed by name" if is_tolerated else "",
    )


def _judged(tool: ToolReport, over: Collection[Severity]) -> ToolReport:
    """A tool whose findings are part of an overrun fails, even when it did not see everything."""
    worst = [one for one in tool.findings if one.severity in over]
    if not worst:
        return tool
    said = f"{len(worst)} of {_plural(len(tool.findings), 'finding')} over the budget"
    blind = f"; beside that {tool.reason}" if tool.outcome is Outcome.UNKNOWN else ""
    return replace(tool, outcome=Outcome.FAIL, reason=said + blind)


def _reason(
    outcome: Outcome, tools: Sequence[ToolReport], overruns: Sequence[Overrun], blind: Sequence[ToolReport]
) -> str:
    match outcome:
        case Outcome.FAIL if overruns:
            return "; ".join(f"{one.found} {one.severity}, {one.allowed} allowed" for one in overruns)
        case Outcome.FAIL:
            failed = [tool for tool in tools if tool.outcome is Outcome.FAIL]
            return f"{failed[0].tool}: {failed[0].reason}"
        case Outcome.UNKNOWN:
            return "; ".join(f"{tool.tool}: {tool.reason}" for tool in blind)
        case Outcome.NOT_RUN:
            return "nothing to look at"
        case Outcome.PASS:
            count = sum(len(tool.findings) for tool in tools)
            return f"{_plural(count, 'finding')}, within the budget" if count else "nothing found"


def exit_outcome(gates: Sequence[GateReport]) -> Outcome:
    """What the whole run comes to: the worst, where a tolerated unknown is left out.

    A run of which nothing but tolerated unknowns is left is not-run, not green.
    """
    return together(gate.outcome for gate in gates if not gate.tolerated)


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
