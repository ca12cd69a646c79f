"""The first half of a decision: what each job wants, before anybody asks where it runs and beside whom.

In this order, per job:
    its key cannot be told        run
    everything is to run          run
    a pass of the same content    reuse, unless the audit draws it
    required                      run
    deferrable                    run when it may wait no longer, when an event pays, when minutes allow;
                                  otherwise it waits, and is owed
Then a job that another one needs runs with it, however long it might have waited.
Nothing is ever left out for lack of minutes here: refusing comes with the runners (runners.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from greenlane.model.frozen import frozen, replace
from greenlane.model.plan import Debt, Declared, Deferral, Event, Job, Key, Pass
from greenlane.planner import debts as owing
from greenlane.planner.audit import is_audited
from greenlane.planner.costs import billed, estimate, fails
from greenlane.planner.proof import Passes, proving, told, why_not
from greenlane.planner.situation import COMFORTABLE, CRITICAL, EXHAUSTED, Situation
from greenlane.planner.words import moment, span

Wish = Literal["run", "reuse", "defer"]


@frozen
class Wanted:
    """What a job wants. must: it may not wait, so without minutes it is refused. owed: its standing debts.

    would: in shadow, what it would have been.
    """

    job: Job
    key: Key
    wish: Wish
    reason: str
    change: str
    must: bool
    evidence: Pass | None = None
    owed: tuple[Debt, ...] = ()
    would: Wish | None = None


def wanted(
    declared: Declared, keys: Mapping[str, Key], passes: Passes, debts: Sequence[Debt], at: Situation
) -> dict[str, Wanted]:
    """Every job's wish, by name, in the declared order."""
    found: dict[str, Wanted] = {}
    for job in declared.jobs:
        key = keys.get(job.name) or Key(job.name, None, why="nobody made a key for it")
        owed = owing.owed_here(job.name, key, debts, at.branch)
        first = replace(_first(job, key, passes, at, declared.policy.audit), owed=owed)
        found[job.name] = _patient(first, job.defer, at) if job.defer else first
    return _pulled(_afforded(found, at))


def _first(job: Job, key: Key, passes: Passes, at: Situation, audit: float) -> Wanted:
    """The wish of a job as if it could not wait."""
    proof = proving(job, key, passes, at)
    if key.digest is None:
        return Wanted(job, key, "run", f"what it depends on cannot be told: {key.why}", "a key", True)
    if at.everything:
        return Wanted(job, key, "run", f"everything runs: {at.everything}", "", True, proof)
    if proof is None:
        why = why_not(job, key, passes, at)
        return Wanted(job, key, "run", why, "a pass of the same content would spare it", True)
    if at.level != EXHAUSTED and at.event != Event.LOCAL and is_audited(key.digest, at.seed, audit):
        why = f"drawn for the audit: it {told(proof)}"
        return Wanted(
            job, key, "run", why, "without the draw it would be reused", False, proof, would="reuse"
        )
    until = moment(proof.passed_at + job.valid_s)
    change = f"a change of what it depends on, or the time: the pass holds until {until}"
    return Wanted(job, key, "reuse", told(proof), change, False, proof)


def _patient(one: Wanted, deferral: Deferral, at: Situation) -> Wanted:
    """The wish of a job that may wait."""
    if one.wish != "run" or one.would is not None or one.key.digest is None:
        return one
    forced = owing.must_run(deferral, one.owed, at)
    if at.everything:
        return replace(one, must=bool(forced))
    if forced:
        return replace(one, reason=f"{one.reason}; {forced}", must=True)
    if at.event in owing.PAYERS:
        return replace(one, reason=f"{one.reason}; {at.event} runs what is owed", must=False)
    wait = _wait(one.job, at)
    if not wait:
        return replace(one, must=False)
    return replace(one, wish="defer", reason=wait, change=_sooner(deferral), must=False)


def _wait(job: Job, at: Situation) -> str:
    """Why it waits as things stand; "" when it need not."""
    if at.level in {"", COMFORTABLE} or at.rate(job.runner) == 0:
        return ""
    past = at.past.get(job.name)
    if at.level not in {CRITICAL, EXHAUSTED}:
        if past is not None and past.is_red:
            return ""
        if fails(past) >= at.risk:
            return ""
    why = at.standing.reason if at.standing is not None else ""
    return f"minutes are {at.level}" + (f": {why}" if why else "")


def _sooner(deferral: Deferral) -> str:
    within = f", or {span(deferral.within_s)} from now" if deferral.within_s is not None else ""
    return f"comfortable minutes, {deferral.until}{within}, whatever comes first"


def _afforded(found: dict[str, Wanted], at: Situation) -> dict[str, Wanted]:
    """Deferrable jobs wait, in the declared order, from where what is left is spoken for."""
    if at.left is None or at.level != COMFORTABLE or at.everything:
        return found
    left = at.left - sum(_cost(one, at) for one in found.values() if one.wish == "run" and one.must)
    for name, one in found.items():
        if one.wish != "run" or one.must or one.job.defer is None or at.event in owing.PAYERS:
            continue
        cost = _cost(one, at)
        if cost <= max(0.0, left):
            left -= cost
        elif one.evidence is None:
            why = f"it is expected to take {cost:g} minutes, and {max(0.0, left):g} are left for it"
            found[name] = replace(one, wish="defer", reason=why, change=_sooner(one.job.defer))
    return found


def _cost(one: Wanted, at: Situation) -> float:
    expected = estimate(one.job, at.past.get(one.job.name))
    return billed(expected.seconds, at.rate(one.job.runner))


def _pulled(found: dict[str, Wanted]) -> dict[str, Wanted]:
    """What a running job needs runs as well."""
    todo = [one for one in found.values() if one.wish == "run"]
    while todo:
        one = todo.pop()
        for name in one.job.needs:
            needed = found.get(name)
            if needed is None or needed.wish == "reuse" or (needed.wish == "run" and needed.must >= one.must):
                continue
            reason = f"{one.job.name} needs it" if needed.wish == "defer" else needed.reason
            pulled = replace(needed, wish="run", reason=reason, must=needed.must or one.must)
            found[name] = pulled
            todo.append(pulled)
    return found
