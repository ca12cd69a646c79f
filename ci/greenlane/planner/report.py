"""Plan -> Document: the verdict, what to do, what runs and why, what is reused, what is owed, the minutes.

Decides nothing: every reason in it stands in the plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from greenlane.model.document import Bars, Block, Document, Paragraph, Section, Table
from greenlane.model.plan import Choice, Debt, Decision, Group, Plan
from greenlane.model.verdict import Outcome
from greenlane.planner import saying
from greenlane.planner.words import listed, moment, short, span

LEFT_OUT = {Choice.REUSE: "reused", Choice.DEFER: "put off"}


def report(plan: Plan, project: str = "") -> Document:
    """The whole plan. project: its name, "" where nobody gave it one."""
    sections = (_runs(plan), _reused(plan), _owed(plan), _minutes(plan), _shadow(plan), _refusals(plan))
    return Document(
        title=f"Plan of {project}" if project else "Plan",
        outcome=outcome(plan),
        verdict=verdict(plan),
        actions=tuple(_actions(plan)),
        subject=tuple(_subject(plan)),
        sections=tuple(one for one in sections if one is not None),
        made_at=saying.stamp(plan.made_at),
    )


def left_out(plan: Plan) -> tuple[Section, ...]:
    """What does not run and why that is well: reused, owed, compared in shadow; and what nobody believed."""
    sections = (_reused(plan), _owed(plan), _shadow(plan), _refusals(plan))
    return tuple(one for one in sections if one is not None)


def outcome(plan: Plan) -> Outcome:
    """Fail: something is refused. Not-run: no job is declared. Pass: it can be carried out."""
    if any(one.choice is Choice.REFUSE for one in plan.decisions):
        return Outcome.FAIL
    return Outcome.PASS if plan.decisions else Outcome.NOT_RUN


def verdict(plan: Plan) -> str:
    """`3 of 5 jobs run, about 6 minutes billed; 1 reused, 1 put off`."""
    refused = _chosen(plan, Choice.REFUSE)
    if refused:
        names = listed([one.job for one in refused])
        return f"refused: no minutes for {names}; nothing that is required is skipped instead"
    if not plan.decisions:
        return "no job is declared: nothing to plan"
    running = _running(plan)
    counts = Counter(one.choice for one in plan.decisions)
    left_out = ", ".join(f"{counts[one]:,} {word}" for one, word in LEFT_OUT.items() if counts[one])
    if not running:
        return f"no job has to run: {left_out}; 0 minutes"
    cost = f"about {saying.billed(billed(plan))}"
    if len(running) == len(plan.decisions):
        why = "in shadow" if plan.shadow else plan.everything
        jobs = f"all {len(running):,} jobs run" if len(running) > 1 else "the one job runs"
        return f"{jobs}, {cost}{f': {why}' if why else ''}"
    total = saying.plural(len(plan.decisions), "job")
    return f"{len(running):,} of {total} run, {cost}{f'; {left_out}' if left_out else ''}"


def billed(plan: Plan) -> float:
    """Expected minutes: of the legs, and of the jobs that run outside of any."""
    alone = [one.minutes for one in _running(plan) if not one.group]
    return sum(one.minutes for one in plan.groups) + sum(alone)


def _chosen(plan: Plan, *choices: Choice) -> list[Decision]:
    return [one for one in plan.decisions if one.choice in choices]


def _running(plan: Plan) -> list[Decision]:
    return _chosen(plan, *saying.HERE)


def _actions(plan: Plan) -> Iterator[str]:
    for one in _chosen(plan, Choice.REFUSE):
        yield f"{one.job}: {one.change or one.reason}"
    for debt in _standing(plan):
        if debt.due_at is not None and debt.due_at <= plan.made_at and debt.job not in _settling(plan):
            yield f"run {debt.job}: it is owed, and was due on {moment(debt.due_at)}"
    if plan.refusals:
        yield f"look at {saying.plural(len(plan.refusals), 'pass record')} that nobody should believe (below)"


def _subject(plan: Plan) -> Iterator[tuple[str, str]]:
    yield "commit", plan.commit or "unknown"
    yield "planned for", saying.EVENTS[plan.event]
    yield "minutes are", plan.level or "unknown"
    if plan.everything:
        yield "everything runs", plan.everything
    if plan.shadow:
        yield "shadow", "nothing is left out; the plan is only compared with what happens"


def _runs(plan: Plan) -> Section | None:
    """What runs or is refused, the refused ones first."""
    shown = [*_chosen(plan, Choice.REFUSE), *_running(plan)]
    if not shown and not plan.notes:
        return None
    rows = tuple(
        (one.job, saying.choice(one), saying.place(one), _cost(one), one.reason, one.change) for one in shown
    )
    head = ("job", "decision", "where", "minutes", "why", "what would change it")
    marks = tuple(Outcome.FAIL if one.choice is Choice.REFUSE else None for one in shown)
    blocks: list[Block] = [Table(head, rows, "lllrll", marks)] if rows else []
    blocks += [Paragraph(saying.sentence(note)) for note in plan.notes]
    return Section("What runs, and why", tuple(blocks), outcome(plan) if any(marks) else None)


def _cost(one: Decision) -> str:
    return saying.minutes(one.minutes) if one.choice is not Choice.REFUSE else ""


def _reused(plan: Plan) -> Section | None:
    shown = _chosen(plan, Choice.REUSE)
    if not shown:
        return None
    rows, links = [], []
    for one in shown:
        proof = one.evidence
        known = (saying.cited(proof), moment(proof.passed_at), proof.event) if proof else ("",) * 3
        rows.append((one.job, *known, short(one.key.digest), one.change))
        links.append(proof.url if proof else "")
    head = ("job", "passed in", "on", "event", "content", "what would change it")
    return Section("Reused", (Table(head, tuple(rows), "llllll", links=tuple(links)),))


def _standing(plan: Plan) -> list[Debt]:
    """What nothing has paid yet, the first to fall due first."""
    found = [one for one in plan.debts if one.paid_by is None]
    return sorted(
        found, key=lambda one: (float("inf") if one.due_at is None else one.due_at, one.since, one.job)
    )


def _settling(plan: Plan) -> set[str]:
    """Jobs of which this plan pays what is owed, if they succeed."""
    return {one.job for one in plan.decisions if one.choice in saying.HERE or one.choice is Choice.REUSE}


def _owed(plan: Plan) -> Section | None:
    """Debts and what becomes of them; those that are paid last."""
    settling = _settling(plan)
    shown = [*_standing(plan), *(one for one in plan.debts if one.paid_by is not None)]
    if not shown:
        return None
    rows = tuple(
        (
            one.job,
            _state(one, settling),
            one.branch,
            moment(one.since),
            one.until.value if one.due_at is None else f"{one.until.value}, or {moment(one.due_at)}",
            short(one.digest),
            one.reason,
        )
        for one in shown
    )
    marks = tuple(Outcome.PASS if one.paid_by else Outcome.NOT_RUN for one in shown)
    head = ("job", "state", "branch", "owed since", "until", "content", "why it waits")
    links = tuple(one.paid_by.url if one.paid_by else "" for one in shown)
    return Section("Put off and owed", (Table(head, rows, "lllllll", marks, links),))


def _state(debt: Debt, settling: set[str]) -> str:
    if debt.paid_by is not None:
        return f"paid by {saying.cited(debt.paid_by)}"
    return "paid by this plan, if it succeeds" if debt.job in settling else "stands"


def _minutes(plan: Plan) -> Section | None:
    """By leg; and what reuse spares, by the minutes that the passes took."""
    alone = [one for one in _running(plan) if not one.group]
    bars = [
        *((one.name, one.minutes, _leg(one)) for one in plan.groups),
        *((one.job, one.minutes, one.runner) for one in alone),
    ]
    blocks: list[Block] = []
    if bars:
        ordered = sorted(bars, key=lambda one: (-one[1], one[0]))
        blocks.append(Bars("Expected minutes by leg", "minutes", tuple(ordered)))
        blocks.append(Paragraph(f"All of it is expected to take {span(_wall(plan))}, waiting not counted."))
    blocks += [Paragraph(text) for text in _spared(plan)]
    return Section("Minutes", tuple(blocks)) if blocks else None


def _leg(group: Group) -> str:
    """`lint and tests on ubuntu-24.04, after stage 0`."""
    after = f", after stage {group.stage - 1}" if group.stage else ""
    return f"{listed(group.jobs)} on {group.runner}{after}"


def _wall(plan: Plan) -> float:
    """Seconds until the last leg ends: those of a stage beside each other, the stages one after another."""
    longest: dict[int, float] = {}
    for group in plan.groups:
        longest[group.stage] = max(longest.get(group.stage, 0.0), group.wall_s)
    alone = [one.wall_s for one in _running(plan) if not one.group]
    return max([sum(longest.values()), *alone])


def _spared(plan: Plan) -> Iterator[str]:
    proofs = [one.evidence for one in plan.decisions if one.choice is Choice.REUSE and one.evidence]
    if proofs:
        yield f"What is reused took {saying.billed(sum(one.minutes for one in proofs))} when it ran."


def _shadow(plan: Plan) -> Section | None:
    """What a plan that were enforced would have left out."""
    shown = [one for one in plan.decisions if one.would not in (None, one.choice)]
    if not plan.shadow or not shown:
        return None
    rows = [(one.job, saying.CHOICES[one.would], one.reason) for one in shown if one.would is not None]
    return Section("In shadow", (Table(("job", "would be", "why"), tuple(rows), "lll"),))


def _refusals(plan: Plan) -> Section | None:
    if not plan.refusals:
        return None
    rows: Sequence[tuple[str, str]] = [(one.where, one.why) for one in plan.refusals]
    return Section("Pass records that were not believed", (Table(("record", "why"), tuple(rows), "ll"),))
