"""The one required check: what the jobs came to, held against the plan and against the keys of now. Pure.

Green is what ran and succeeded as planned, and what was left out exactly as planned. All else is red: no
plan, one that was made for another content or a while ago, one that says more than its evidence; a job that
is missing, failed, was cancelled, or was skipped without the plan's word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from greenlane.model.plan import Choice, Decision, Job, Key, Pass, Plan
from greenlane.model.verdict import Outcome
from greenlane.planner.differing import changed, what
from greenlane.planner.proof import doubt
from greenlane.planner.saying import HERE
from greenlane.planner.soundness import SKEW_S, flaws
from greenlane.planner.words import listed

OLDEST_S = 24 * 3600
"""How old a plan may be: who runs the failed jobs of an older run again has to plan again."""


@dataclass(frozen=True)
class Judged:
    """One job. name: of the planner, or of the workflow for one that was not planned (choice None).

    result: GitHub's word, "" when there was none. A job that was put off is not-run.
    """

    name: str
    choice: Choice | None
    result: str
    outcome: Outcome
    reason: str


@dataclass(frozen=True)
class Verdict:
    """outcome: pass, fail, or not-run when nothing is declared and nothing ran. reason: one line.

    faults: what is wrong with the plan itself.
    """

    outcome: Outcome
    reason: str
    jobs: tuple[Judged, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seen:
    """What the gate saw by itself, where it could; what it could not see is not held against the plan.

    commit: that it stands on, "" for unknown. jobs: as declared. passes: those that it believes, None when it
    did not read them.
    """

    commit: str = ""
    jobs: Sequence[Job] = ()
    passes: Sequence[Pass] | None = None


def judge(
    plan: Plan | None,
    keys: Mapping[str, Key],
    results: Mapping[str, str],
    now: int,
    *,
    matrices: Sequence[str] = (),
    seen: Seen | None = None,
    absent: str = "there is no plan",
) -> Verdict:
    """keys: computed anew, of all declared jobs. results: of the workflow's jobs, GitHub's words.

    matrices: the workflow's jobs that run the legs, one a stage; none: each job is one of the workflow, under
    its own name. absent: why there is no plan.
    """
    if plan is None:
        return Verdict(Outcome.FAIL, absent, tuple(_others(results)), (absent,))
    faults = (*flaws(plan), *_strange(plan, keys, now), *_against(plan, seen or Seen()))
    jobs = (*_planned(plan, results, matrices), *_empty(plan, results, matrices))
    apart = {*matrices, *(one.job for one in plan.decisions if not matrices)}
    jobs = (*jobs, *_others({name: one for name, one in results.items() if name not in apart}))
    return _together(jobs, faults)


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
    ran = sum(one.result == "success" for one in jobs)
    left_out = f"{counts[Choice.REUSE]} reused and {counts[Choice.DEFER]} put off as planned"
    return Verdict(Outcome.PASS, f"{ran} of {len(jobs)} jobs succeeded, {left_out}", jobs)


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
    jobs = {job.name: job for job in seen.jobs}
    known = None if seen.passes is None else {_identity(one) for one in seen.passes}
    for one in plan.decisions:
        job = jobs.get(one.job)
        if job is not None and one.choice is Choice.DEFER and job.defer is None:
            yield f"{one.job} is put off, and it is required"
        if one.choice is not Choice.REUSE or one.evidence is None:
            continue
        if known is not None and _identity(one.evidence) not in known:
            yield f"{one.job} is reused on a pass that is not in the ledger"
        why = doubt(one.evidence, job, plan.event, plan.made_at) if job is not None else ""
        if why:
            yield f"{one.job} is reused, and {why}"


def _identity(one: Pass) -> tuple[str, str, str, int, int, int]:
    return one.job, one.digest, one.repository, one.run_id, one.attempt, one.passed_at


def _planned(plan: Plan, results: Mapping[str, str], matrices: Sequence[str]) -> Iterator[Judged]:
    stages = {group.name: group.stage for group in plan.groups}
    for one in plan.decisions:
        carrier = "" if matrices else one.job
        if matrices and one.choice in HERE:
            stage = stages.get(one.group, 0)
            carrier = matrices[stage] if stage < len(matrices) else f"a matrix of stage {stage}"
        result = results.get(carrier)
        outcome, reason = _ran(result, carrier) if one.choice in HERE else _left_out(one, result)
        yield Judged(one.job, one.choice, result or "", outcome, reason)


def _empty(plan: Plan, results: Mapping[str, str], matrices: Sequence[str]) -> Iterator[Judged]:
    """Matrices of stages without legs: skipped, as planned."""
    filled = {group.stage for group in plan.groups}
    for name in [one for stage, one in enumerate(matrices) if stage not in filled]:
        result = results.get(name, "skipped")
        done = (Outcome.NOT_RUN, "no leg, as planned") if result == "skipped" else _ran(result, name)
        yield Judged(name, None, result, *done)


def _ran(result: str | None, carrier: str) -> tuple[Outcome, str]:
    match result:
        case "success":
            return Outcome.PASS, "ran and succeeded"
        case None:
            return Outcome.FAIL, f"missing: it is planned to run, and {carrier} has no result"
        case "skipped":
            return Outcome.FAIL, "skipped, and the plan runs it"
        case "failure":
            return Outcome.FAIL, "failed"
        case "cancelled":
            return Outcome.FAIL, "cancelled"
        case _:
            return Outcome.FAIL, f"ended as {ascii(result)[:40]}, which is no result of a job"


def _left_out(one: Decision, result: str | None) -> tuple[Outcome, str]:
    if one.choice is Choice.REFUSE:
        return Outcome.FAIL, f"refused: {one.reason}"
    if result == "success":
        return Outcome.PASS, "ran and succeeded; the plan did not ask for it"
    if result not in (None, "skipped"):
        return _ran(result, one.job)
    if one.choice is Choice.DEFER:
        return Outcome.NOT_RUN, f"put off as planned: {one.reason}"
    return Outcome.PASS, f"reused as planned: {one.reason}"


def _others(results: Mapping[str, str]) -> Iterator[Judged]:
    """Jobs of the workflow that run no planned one: the planning job itself, and what else it needs."""
    for name in sorted(results):
        outcome, reason = _ran(results[name], name)
        reason = "skipped, and no plan says so" if results[name] == "skipped" else reason
        yield Judged(name, None, results[name], outcome, reason)
