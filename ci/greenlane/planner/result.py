"""The one required check: what the jobs came to, held against the plan and against the keys of now. Pure.

Green is what ran and succeeded as planned, and what was left out exactly as planned. All else is red: no
plan, one that was made for another content or a while ago, one that says more than its evidence; a job that
is missing, failed, was cancelled, or was skipped without the plan's word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from greenlane.model.plan import Choice, Debt, Event, Job, Key, Pass, Plan, Until
from greenlane.model.verdict import GateReport, Outcome, together
from greenlane.planner.differing import changed, what
from greenlane.planner.outcomes import Judged, Workflow, unplanned
from greenlane.planner.proof import doubt
from greenlane.planner.saying import EVENTS, HERE
from greenlane.planner.soundness import SKEW_S, flaws
from greenlane.planner.words import listed, span

OLDEST_S = 24 * 3600
"""How old a plan may be: who runs the failed jobs of an older run again has to plan again."""


@dataclass(frozen=True)
class Verdict:
    """outcome: pass, fail, or not-run when nothing is declared and nothing ran. reason: one line.

    faults: what is wrong with the plan itself.
    """

    outcome: Outcome
    reason: str
    jobs: tuple[Judged, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def succeeded(self) -> tuple[str, ...]:
        """Planned jobs that ran as planned and succeeded; none where the plan cannot be relied on."""
        if self.faults:
            return ()
        return tuple(one.name for one in self.jobs if one.choice in HERE and one.outcome is Outcome.PASS)


@dataclass(frozen=True)
class Seen:
    """What the gate saw by itself, where it could; what it could not see is not held against the plan.

    commit: that it stands on, "" for unknown. jobs: as declared. passes: those that it believes, None when it
    did not read them. event: that it runs for, None outside a run.
    """

    commit: str = ""
    jobs: Sequence[Job] = ()
    passes: Sequence[Pass] | None = None
    event: Event | None = None


def judge(
    plan: Plan | None,
    keys: Mapping[str, Key],
    workflow: Workflow,
    now: int,
    *,
    seen: Seen | None = None,
    absent: str = "there is no plan",
    legs: Sequence[str] = (),
) -> Verdict:
    """keys: computed anew, of all declared jobs. absent: why there is no plan.

    legs: what is wrong with their results.
    """
    if plan is None:
        return Verdict(Outcome.FAIL, absent, tuple(unplanned(workflow.results or {})), (absent,))
    faults = (*flaws(plan), *_strange(plan, keys, now), *_against(plan, seen or Seen()), *legs)
    return _together(workflow.judged(plan), faults)


def without_debts(verdict: Verdict, why: str) -> Verdict:
    """The verdict when what is put off could not be written down; the same when it could. why: "" for that.

    Nobody would remember it, so that is red.
    """
    if not why:
        return verdict
    fault = f"what is put off could not be written down: {why}"
    reason = fault if verdict.outcome is Outcome.PASS else verdict.reason
    return replace(verdict, outcome=Outcome.FAIL, reason=reason, faults=(*verdict.faults, fault))


def with_gates(verdict: Verdict, gates: Sequence[GateReport]) -> Verdict:
    """The verdict with those of gates over the reports of all jobs. What a gate cannot tell is red, too."""
    if not gates:
        return verdict
    more = tuple(Judged(f"gate {one.gate}", None, "", one.outcome, one.reason) for one in gates)
    jobs = (*verdict.jobs, *more)
    bad = [one for one in more if one.outcome in (Outcome.FAIL, Outcome.UNKNOWN)]
    if not bad or verdict.outcome is not Outcome.PASS:
        return replace(verdict, jobs=jobs)
    outcome = together(one.outcome for one in bad)
    return replace(verdict, outcome=outcome, reason=f"{bad[0].name}: {bad[0].reason}", jobs=jobs)


def _together(jobs: tuple[Judged, ...], faults: tuple[str, ...]) -> Verdict:
    bad = [one for one in jobs if one.outcome is Outcome.FAIL]
    if faults:
        more = f" (and {len(faults) + len(bad) - 1} more)" if len(faults) + len(bad) > 1 else ""
        return Verdict(Outcome.FAIL, f"{faults[0]}{more}", jobs, faults)
    if bad:
        more = f" (and {len(bad) - 1} more)" if len(bad) > 1 else ""
        return Verdict(Outcome.FAIL, f"{bad[0].name}: {bad[0].reason}{more}", jobs)
    if not jobs:
        return Verdict(Outcome.NOT_RUN, "no job is declared, and none ran")
    counts = {choice: sum(one.choice is choice for one in jobs) for choice in (Choice.REUSE, Choice.DEFER)}
    shown = [one for one in jobs if one.choice is not None or one.outcome is not Outcome.NOT_RUN]
    ran = sum(one.result == "success" for one in shown)
    left_out = f"{counts[Choice.REUSE]} reused and {counts[Choice.DEFER]} put off as planned"
    return Verdict(Outcome.PASS, f"{ran} of {len(shown)} jobs succeeded, {left_out}", jobs)


def _strange(plan: Plan, keys: Mapping[str, Key], now: int) -> Iterator[str]:
    """What differs between the plan and the repository as it is now."""
    if plan.made_at > now + SKEW_S:
        yield "the plan is dated after now"
    if now - plan.made_at > OLDEST_S:
        yield f"the plan is {(now - plan.made_at) // 3600} hours old: run all jobs again, not the failed ones"
    decided = {one.job: one for one in plan.decisions}
    for name in sorted(keys.keys() - decided.keys()):
        yield f"{name} is declared, and the plan does not know it"
    for name, one in decided.items():
        key = keys.get(name)
        if key is None:
            yield f"the plan decides about {name}, which is not declared"
        elif key.digest != one.key.digest:
            why = f": {key.why or one.key.why}" if key.why or one.key.why else _differing(one.key, key)
            yield f"{name} is planned on another content than what is here{why}"


def _differing(planned: Key, found: Key) -> str:
    """`: component api and lock file uv.lock`, where the parts tell."""
    names = [what(one.kind, one.name) for one in changed(found.parts, planned.parts)]
    return f": {listed(names)}" if names else ""


def _against(plan: Plan, seen: Seen) -> Iterator[str]:
    """What the gate knows better than the plan."""
    if seen.commit and plan.commit != seen.commit:
        yield f"the plan is of commit {plan.commit[:12]}, and this is {seen.commit[:12]}"
    if seen.event is not None and plan.event is not seen.event:
        yield f"the plan is made for {EVENTS[plan.event]}, and this is {EVENTS[seen.event]}"
    jobs = {job.name: job for job in seen.jobs}
    known = None if seen.passes is None else {_identity(one) for one in seen.passes}
    for one in plan.decisions:
        job = jobs.get(one.job)
        if job is not None and one.choice is Choice.DEFER:
            yield from (f"{one.job} is put off, {why}" for why in _too_long(one.debt, job, plan.made_at))
        if one.choice is not Choice.REUSE or one.evidence is None:
            continue
        if known is not None and _identity(one.evidence) not in known:
            yield f"{one.job} is reused on a pass that is not in the ledger"
        why = doubt(one.evidence, job, plan.event, plan.made_at, plan.commit) if job is not None else ""
        if why:
            yield f"{one.job} is reused, and {why}"


def _too_long(debt: Debt | None, job: Job, made_at: int) -> Iterator[str]:
    """Why what is owed goes beyond what the owner of the job allows."""
    if job.defer is None:
        yield "and it is required"
    elif debt is not None:
        order, within_s = tuple(Until), job.defer.within_s
        if order.index(debt.until) > order.index(job.defer.until):
            yield f"until {debt.until.value}, and only until {job.defer.until.value} is allowed"
        if within_s is not None and (debt.due_at is None or debt.due_at > made_at + within_s):
            yield f"for longer than the {span(within_s)} that are allowed"


def _identity(one: Pass) -> tuple[str, str, str, int, int, int]:
    return one.job, one.digest, one.repository, one.run_id, one.attempt, one.passed_at
