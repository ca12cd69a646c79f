"""Verdict of the one required check -> Document: what is wrong with the plan, then what ran, then the rest.

A job stands once: what ran or is red in the first table, what was left out as planned in those of the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from greenlane.model.document import Document, Section, Table
from greenlane.model.leg import JobResult
from greenlane.model.plan import Choice, Decision, Plan
from greenlane.model.verdict import Outcome
from greenlane.planner import saying
from greenlane.planner.outcomes import Judged
from greenlane.planner.report import left_out
from greenlane.planner.result import Verdict
from greenlane.planner.words import moment, span

RED = (Outcome.FAIL, Outcome.UNKNOWN)
LEFT_OUT = (Choice.REUSE, Choice.DEFER)
AGAIN = "run all jobs of this workflow again, so that a new plan is made"


def result_report(
    verdict: Verdict, plan: Plan | None, now: int, results: Mapping[str, JobResult] | None = None
) -> Document:
    """now: when it was judged, Unix seconds. results: of planned jobs, where their legs left some."""
    own = (_faults(verdict), _jobs(verdict, plan, results or {}))
    return Document(
        title="Result of the plan",
        outcome=verdict.outcome,
        verdict=verdict.reason,
        actions=tuple(_actions(verdict)),
        subject=tuple(_subject(plan)),
        sections=(*(one for one in own if one is not None), *(left_out(plan) if plan else ())),
        made_at=saying.stamp(now),
    )


def _actions(verdict: Verdict) -> Iterator[str]:
    if verdict.faults:
        yield AGAIN
    for one in verdict.jobs:
        if one.outcome in RED:
            yield f"{one.name}: {one.reason}"


def _subject(plan: Plan | None) -> Iterator[tuple[str, str]]:
    if plan is None:
        yield "plan", "none"
        return
    yield "commit", plan.commit or "unknown"
    yield "planned for", saying.EVENTS[plan.event]
    yield "planned at", moment(plan.made_at)
    yield "minutes are", plan.level or "unknown"
    if plan.everything:
        yield "everything runs", plan.everything


def _faults(verdict: Verdict) -> Section | None:
    if not verdict.faults:
        return None
    rows = tuple((fault,) for fault in verdict.faults)
    marks = (Outcome.FAIL,) * len(rows)
    return Section("What is wrong with the plan", (Table(("what",), rows, "l", marks),), Outcome.FAIL)


def _jobs(verdict: Verdict, plan: Plan | None, results: Mapping[str, JobResult]) -> Section | None:
    """The failed ones first; then as planned."""
    shown = [one for one in verdict.jobs if one.outcome in RED or not _is_left_out(one)]
    if not shown:
        return None
    shown.sort(key=lambda one: one.outcome not in RED)
    decided = {one.job: one for one in plan.decisions} if plan else {}
    rows = tuple(
        (
            one.name,
            one.result or one.outcome.value,
            saying.place(decided[one.name]) if one.name in decided else "",
            *_measured(results.get(one.name)),
            _why(one, decided.get(one.name), plan.everything if plan else ""),
        )
        for one in shown
    )
    marks = tuple(one.outcome for one in shown)
    head = ("job", "result", "where", "took", "tests", "why")
    return Section("What ran, and why", (Table(head, rows, "lllrrl", marks),))


def _is_left_out(one: Judged) -> bool:
    """As planned; what the workflow ran all the same is shown. A matrix without legs is nothing to show."""
    if one.choice is None:
        return one.outcome is Outcome.NOT_RUN
    return one.choice in LEFT_OUT and one.result != "success"


def _measured(result: JobResult | None) -> tuple[str, str]:
    if result is None:
        return "", ""
    return span(result.seconds), "" if result.tests is None else f"{result.tests:,}"


def _why(one: Judged, decided: Decision | None, everything: str) -> str:
    """Of what is red, what happened; of what went well, why it ran.

    everything: why all jobs run; it stands at the top, not in every row.
    """
    if decided is None or (one.outcome in RED and one.choice not in saying.HERE):
        return one.reason
    reason = decided.reason.replace(f"everything runs: {everything}", "everything runs") if everything else ""
    reason = reason or decided.reason
    return f"{one.reason} (planned: {reason})" if one.outcome in RED else reason
