"""What is wrong with a plan by itself, before anybody looks at the repository. Pure.

A job is left out only on evidence: a reuse cites a pass of the same content, complete, of a first attempt and
before the plan; a deferral leaves a debt on that content which is not due yet. A plan that says otherwise was
not made by the planner.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from greenlane.model.plan import SCHEMA, Choice, Debt, Decision, Event, Pass, Plan
from greenlane.planner.debts import PAYS
from greenlane.planner.proof import STRICT
from greenlane.planner.saying import EVENTS, HERE

SKEW_S = 300
"""How far two machines' clocks may be apart."""


def flaws(plan: Plan) -> tuple[str, ...]:
    """All of them, in sentences without a full stop."""
    if plan.schema != SCHEMA:
        return (f"the plan is of schema {plan.schema}, and this is {SCHEMA}",)
    return (*_names(plan), *_groups(plan), *_decisions(plan), *_release(plan))


def _names(plan: Plan) -> Iterator[str]:
    for name, count in Counter(one.job for one in plan.decisions).items():
        if count > 1:
            yield f"{name} is decided {count} times"
    for one in plan.decisions:
        if one.key.job != one.job:
            yield f"{one.job} is decided by the key of {one.key.job}"


def _groups(plan: Plan) -> Iterator[str]:
    """A leg runs what the decisions run, each job in one leg, and no other."""
    runs = {one.job: one for one in plan.decisions if one.choice in HERE}
    legs = Counter(one.name for one in plan.groups)
    yield from (f"leg {name} is there {count} times" for name, count in legs.items() if count > 1)
    seen = Counter(job for one in plan.groups for job in one.jobs)
    yield from (f"{name} runs in {count} legs" for name, count in seen.items() if count > 1)
    for group in plan.groups:
        for name in group.jobs:
            if name not in runs:
                yield f"leg {group.name} runs {name}, which is not to run"
            elif runs[name].group != group.name:
                yield f"{name} is in leg {group.name}, and is decided to be in {runs[name].group or 'none'}"
    for one in plan.decisions:
        if one.group and one.job not in seen:
            yield f"{one.job} is decided to be in leg {one.group}, which does not hold it"


def _decisions(plan: Plan) -> Iterator[str]:
    for one in plan.decisions:
        if one.choice in (Choice.REUSE, Choice.DEFER) and one.key.digest is None:
            yield f"{one.job} is left out, and its key is not known"
        elif one.choice is Choice.REUSE:
            yield from (f"{one.job} is reused, and {why}" for why in _proof(one, one.evidence, plan))
        elif one.choice is Choice.DEFER:
            yield from (f"{one.job} is put off, and {why}" for why in _owed(one, one.debt, plan))
        if plan.shadow and one.choice in (Choice.REUSE, Choice.DEFER):
            yield f"{one.job} is left out, and a plan in shadow leaves nothing out"


def _proof(one: Decision, proof: Pass | None, plan: Plan) -> Iterator[str]:
    if proof is None:
        yield "no pass is cited"
        return
    if proof.job != one.job:
        yield f"the pass that is cited is one of {proof.job}"
    if proof.digest != one.key.digest:
        yield "the pass that is cited is of another content"
    if proof.attempt != 1:
        yield f"it passed on attempt {proof.attempt}"
    if proof.tests == 0:
        yield "no test ran in the pass that is cited"
    if proof.passed_at > plan.made_at + SKEW_S:
        yield "the pass that is cited is dated after the plan"
    if plan.event in STRICT and proof.event == Event.PULL_REQUEST:
        yield f"a pass of a pull request proves nothing for {EVENTS[plan.event]}"
    if plan.event is Event.RELEASE and proof.commit != plan.commit:
        yield f"it passed at {proof.commit[:12]}, and a release asks for its very commit"


def _owed(one: Decision, debt: Debt | None, plan: Plan) -> Iterator[str]:
    if debt is None:
        yield "nothing is owed for it"
        return
    if debt.job != one.job or debt.digest != one.key.digest:
        yield "what is owed is another job or another content"
    if debt.paid_by is not None:
        yield "what is owed for it is marked as paid"
    if debt.due_at is not None and debt.due_at < plan.made_at:
        yield "it was due already"
    if debt.until in PAYS.get(plan.event, frozenset()):
        yield f"what waits until {debt.until.value} is due by {EVENTS[plan.event]}"


def _release(plan: Plan) -> Iterator[str]:
    """A release runs what is owed, or proves it."""
    if plan.event is not Event.RELEASE:
        return
    settled = {one.job for one in plan.decisions if one.choice in HERE or one.choice is Choice.REUSE}
    for debt in plan.debts:
        if debt.paid_by is None and debt.job not in settled:
            yield f"{debt.job} is still owed, and this is a release"
