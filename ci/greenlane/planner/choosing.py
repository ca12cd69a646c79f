"""The first half of a decision: what each job wants, before anybody asks where it runs and beside whom.

In this order, per job:
    its key cannot be told        run
    everything is to run          run
    a pass of the same content    reuse, unless the audit draws it
    required                      run
    deferrable                    run when it may wait no longer, when an event pays, when minutes allow;
                                  otherwise it waits, and is owed
Minutes allow what may wait, by their level (what takes none never waits):
    comfortable, unknown          as far as what is left covers it, the reserve aside
    tight                         what is red now, or has failed too often of late
    critical, exhausted           nothing
Then a job that another one needs runs with it, however long it might have waited.
Nothing is ever left out for lack of minutes here: refusing comes with the runners (runners.py).
"""

from __future__ import annotations

from greenlane.model.light import TYPE_CHECKING, Iterable, Mapping, NamedTuple, Sequence
from greenlane.model.plan import Debt, Declared, Deferral, Event, Job, Key, Pass, Until
from greenlane.planner import debts as owing
from greenlane.planner.costs import fails
from greenlane.planner.proof import Passes, proving, told, why_not
from greenlane.planner.runners import place
from greenlane.planner.situation import COMFORTABLE, EXHAUSTED, TIGHT, Situation
from greenlane.planner.words import listed, moment, span

if TYPE_CHECKING:
    from typing import Literal

    Wish = Literal["run", "reuse", "defer"]

PAYER = {Until.MERGE: "the merge", Until.NIGHTLY: "the nightly run", Until.RELEASE: "the release"}


class Wanted(NamedTuple):
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
        first = _first(job, key, passes, at, declared.policy.audit)
        if owed:
            first = first._replace(owed=owed)
        found[job.name] = _patient(first, job.defer, at) if job.defer else first
    return _pulled(_afforded(found, at))


def _first(job: Job, key: Key, passes: Passes, at: Situation, audit: float) -> Wanted:
    """The wish of a job as if it could not wait."""
    proof = proving(job, key, passes, at)
    if key.digest is None:
        why, change = f"what it depends on cannot be told: {key.why}", "a key that can be told"
        return Wanted(job, key, "run", why, change, True)
    if at.everything:
        why, change = (
            f"everything runs: {at.everything}",
            "otherwise a pass of the same content would spare it",
        )
        return Wanted(job, key, "run", why, change, True, proof)
    if proof is None:
        why = why_not(job, key, passes, at)
        return Wanted(job, key, "run", why, "a pass of the same content would spare it", True)
    if at.level != EXHAUSTED and at.event != Event.LOCAL and _is_drawn(key.digest, at.seed, audit):
        why = f"drawn for the audit: it {told(proof)}"
        return Wanted(
            job, key, "run", why, "without the draw it would be reused", False, proof, would="reuse"
        )
    until = moment(proof.passed_at + int(job.valid_s))
    change = f"a change of what it depends on, or the time: the pass holds until {until}"
    return Wanted(job, key, "reuse", told(proof), change, False, proof)


def _is_drawn(digest: str, seed: str, share: float) -> bool:
    from greenlane.planner.audit import is_audited

    return is_audited(digest, seed, share)


def _patient(one: Wanted, deferral: Deferral, at: Situation) -> Wanted:
    """The wish of a job that may wait."""
    if one.wish != "run" or one.would is not None or one.key.digest is None:
        return one
    forced = owing.must_run(deferral, one.owed, at)
    if at.everything:
        return one._replace(must=bool(forced))
    if forced:
        return one._replace(reason=f"{one.reason}; {forced}", must=True)
    if at.event in owing.PAYERS:
        return one._replace(reason=f"{one.reason}; {at.event} runs what is owed", must=False)
    wait = _wait(one.job, at)
    if not wait:
        return one._replace(must=False)
    return one._replace(wish="defer", reason=wait, change=_sooner(deferral), must=False)


def _wait(job: Job, at: Situation) -> str:
    """Why it waits as things stand; "" when it need not."""
    spot = place(job, at)
    if at.level in {"", COMFORTABLE} or (spot is not None and spot.minutes == 0):
        return ""
    if at.level == TIGHT and _is_risky(job, at):
        return ""
    why = at.standing.reason if at.standing is not None else ""
    return f"minutes are {at.level}" + (f": {why}" if why else "")


def _is_risky(job: Job, at: Situation) -> bool:
    """Whether it is red now, or has failed too often to be put off lightly."""
    past = at.past.get(job.name)
    return past is not None and (past.is_red is True or fails(past) >= at.risk)


def _sooner(deferral: Deferral) -> str:
    within = f", {span(deferral.within_s)} from now at the latest" if deferral.within_s is not None else ""
    return f"comfortable minutes, or {PAYER[deferral.until]}{within}"


def _afforded(found: dict[str, Wanted], at: Situation) -> dict[str, Wanted]:
    """Deferrable jobs wait from where what is left is spoken for; the likeliest to fail come first."""
    if at.left is None or at.level != COMFORTABLE or at.everything or at.event in owing.PAYERS:
        return found
    running = [one for one in found.values() if one.wish == "run"]
    left = at.left - sum(_minutes(one.job, at) for one in running if one.must)
    may_wait = [one for one in running if not one.must and one.job.defer and one.evidence is None]
    for one in sorted(may_wait, key=lambda one: worth(one.job, at)):
        minutes = _minutes(one.job, at)
        if minutes <= max(0.0, left):
            left -= minutes
        elif one.job.defer is not None:
            why = f"it is expected to take {minutes:g} minutes, and {max(0.0, left):g} are left for it"
            found[one.job.name] = one._replace(wish="defer", reason=why, change=_sooner(one.job.defer))
    return found


def worth(job: Job, at: Situation) -> tuple[bool, float, str]:
    """What sorts first what finds most failures for a minute."""
    past = at.past.get(job.name)
    is_red = past is not None and past.is_red is True
    return not is_red, -fails(past) / max(1.0, _minutes(job, at)), job.name


def _minutes(job: Job, at: Situation) -> float:
    spot = place(job, at)
    return spot.minutes if spot is not None else 0.0


def _pulled(found: dict[str, Wanted]) -> dict[str, Wanted]:
    """What a running job needs runs as well, and must when that one must."""
    runs = _reached(found, [name for name, one in found.items() if one.wish == "run"])
    must = _reached(found, [name for name in runs if found[name].must])
    for name in sorted(runs):
        one = found[name]
        if one.wish != "run" or one.must != (name in must):
            found[name] = one._replace(wish="run", must=name in must)
        if one.wish == "defer":
            asking = sorted(each for each in runs if name in found[each].job.needs)
            reason = f"{listed(asking)} {'needs' if len(asking) == 1 else 'need'} it, and {one.reason}"
            found[name] = found[name]._replace(reason=reason)
    return found


def _reached(found: Mapping[str, Wanted], names: Iterable[str]) -> set[str]:
    """These jobs and what they need, as far as it has not passed."""
    todo, seen = list(names), set[str]()
    while todo:
        name = todo.pop()
        if name not in seen and name in found and found[name].wish != "reuse":
            seen.add(name)
            todo += found[name].job.needs
    return seen
