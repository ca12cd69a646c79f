"""Verdict of the one required check -> Document: what is wrong with the plan, then each job."""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.model.document import Document, Section, Table
from greenlane.model.plan import Plan
from greenlane.model.verdict import Outcome
from greenlane.planner import saying
from greenlane.planner.result import Verdict
from greenlane.planner.words import moment

RED = (Outcome.FAIL, Outcome.UNKNOWN)
AGAIN = "run all jobs of this workflow again, so that a new plan is made"


def result_report(verdict: Verdict, plan: Plan | None, now: int) -> Document:
    """now: when it was judged, Unix seconds."""
    sections = (_faults(verdict), _jobs(verdict))
    return Document(
        title="Result of the plan",
        outcome=verdict.outcome,
        verdict=verdict.reason,
        actions=tuple(_actions(verdict)),
        subject=tuple(_subject(plan)),
        sections=tuple(one for one in sections if one is not None),
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


def _faults(verdict: Verdict) -> Section | None:
    if not verdict.faults:
        return None
    rows = tuple((fault,) for fault in verdict.faults)
    marks = (Outcome.FAIL,) * len(rows)
    return Section("What is wrong with the plan", (Table(("what",), rows, "l", marks),), Outcome.FAIL)


def _jobs(verdict: Verdict) -> Section | None:
    """The failed ones first; then as planned."""
    if not verdict.jobs:
        return None
    shown = sorted(verdict.jobs, key=lambda one: one.outcome not in RED)
    rows = tuple(
        (one.name, saying.CHOICES[one.choice] if one.choice else "", one.result, one.reason) for one in shown
    )
    marks = tuple(one.outcome for one in shown)
    return Section("Jobs", (Table(("job", "planned", "result", "why"), rows, "llll", marks),))
