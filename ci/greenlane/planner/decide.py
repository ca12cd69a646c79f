"""The decision: what runs, what is reused, packed, moved, put off or refused. Pure, so it can be replayed.

What is not known, runs. What is required and cannot be paid is refused, never left out: then the plan is red.
Stages: wishes (choosing.py), shadow (shadow.py), runners (deciding.py), legs (riding.py), debts (debts.py).
"""

from __future__ import annotations

from greenlane.model.frozen import replace
from greenlane.model.light import TYPE_CHECKING, Mapping, Sequence
from greenlane.model.plan import HERE, Debt, Decision, Declared, Event, Group, Key, Pass, Past, Plan, Refusal
from greenlane.planner import debts as owing
from greenlane.planner.choosing import wanted
from greenlane.planner.deciding import Placed, decisions, placed
from greenlane.planner.proof import Passes, by_job
from greenlane.planner.riding import packed
from greenlane.planner.shadow import is_shadow, shadowed
from greenlane.planner.situation import RISK, Situation

if TYPE_CHECKING:
    from greenlane.model.budget import Standing


def plan(
    declared: Declared,
    keys: Mapping[str, Key],
    passes: Sequence[Pass] = (),
    past: Mapping[str, Past] | None = None,
    standing: Standing | None = None,
    event: Event = Event.OTHER,
    debts: Sequence[Debt] = (),
    now: int = 0,
    seed: str = "",
    *,
    commit: str = "",
    tree: str = "",
    branch: str = "",
    everything: str = "",
    refusals: Sequence[Refusal] = (),
    notes: Sequence[str] = (),
    clean: int = 0,
    here: str = "",
    rates: Mapping[str, float] | None = None,
    reserve: float = 0.0,
    risk: float = RISK,
) -> Plan:
    """Decide for every declared job.

    passes: believed ones (passes.py judges where they are from), in any order. past: by job, and by
    `job@label` what it did on a runner that it moved to. standing: None when the minutes are unknown. debts:
    those recorded so far, of all branches. seed: of the audit, such as the run's id; "" for no audit.
    branch: whose debts are moved on and paid. everything: why all jobs run, such as a ledger that could not
    be read. clean: plans in shadow without a miss, in a row. here: the runner that plans, by its label; ""
    for none (here.py). rates: what a minute takes of the included ones, by runner; one that is missing takes
    1, and nothing moves there. reserve: minutes that deferrable jobs leave alone. risk: the share of failures
    from which a job is not put off while minutes are tight.
    """
    at = Situation(
        event, now, commit, branch, seed, standing, rates or {}, reserve, past or {}, risk,
        everything or _unknown(event), is_shadow(declared.policy, clean),
    )  # fmt: skip
    made = _planned(declared, keys, by_job(passes), debts, at, here)
    return replace(made, tree=tree, refusals=tuple(refusals), notes=(*notes, *made.notes))


def _planned(
    declared: Declared,
    keys: Mapping[str, Key],
    passes: Passes,
    debts: Sequence[Debt],
    at: Situation,
    here: str,
) -> Plan:
    paid = owing.settled(debts, passes)
    wishes = wanted(declared, keys, passes, paid, at)
    alone = placed(shadowed(wishes) if at.shadow else wishes, at)
    jobs, groups = packed(alone, declared.policy.wall_s, at)
    if here and groups:
        from greenlane.planner.here import with_here

        items = [one.item(at) for one in jobs.values() if one.place is not None]
        groups = with_here(items, groups, declared.policy.wall_s, here)
    made = decisions(jobs, groups, at)
    left, said = _owed(declared, paid, jobs, made, at)
    return Plan(
        at.commit, "", at.event, at.now, at.level, made, groups, left, at.everything, (),
        (*_short(groups, at), *_apart(groups, here, at), *said), at.shadow, past=dict(at.past),
    )  # fmt: skip


def _unknown(event: Event) -> str:
    return "the planner does not know this event" if event == Event.OTHER else ""


def _owed(
    declared: Declared,
    debts: Sequence[Debt],
    jobs: Mapping[str, Placed],
    made: Sequence[Decision],
    at: Situation,
) -> tuple[tuple[Debt, ...], tuple[str, ...]]:
    """The debts that stand from now on, those due first before the others, and what is said of the rest."""
    others, lapsed = owing.handed_on(debts, at.branch, at.now)
    ours = [debt for debt in debts if owing.is_ours(debt, at.branch)]
    names = {job.name for job in declared.jobs}
    gone = [debt for debt in ours if debt.job not in names and debt.paid_by is None]
    after = [owing.paid_by(debt, jobs[debt.job].wanted.evidence) for debt in ours if debt.job in names]
    new = {one.job: one.debt for one in made if one.debt is not None}
    paid = [*after, *(debt for debt in debts if debt not in ours)]
    said = [f"{owing.told(debt)}: paid by run {debt.paid_by.run_id}" for debt in paid if debt.paid_by]
    said += [f"{owing.told(debt)}: no such job is declared any more" for debt in gone]
    said += [f"{owing.told(debt)}: nobody came back to it" for debt in lapsed]
    stay = [debt for debt in after if debt.job not in new]
    return owing.standing([*stay, *new.values(), *others]), tuple(said)


def _apart(groups: Sequence[Group], here: str, at: Situation) -> tuple[str, ...]:
    """What the workflow's own jobs take beside the legs, where one plans and one judges."""
    if not here:
        return ()
    from greenlane.planner import saying

    is_alone = all(group.name == HERE for group in groups)
    who, jobs = ("the job that plans", 1) if is_alone else ("the jobs that plan and judge", 2)
    return (f"beside this, {who}: {saying.billed(jobs * at.rate(here))}",)


def _short(groups: Sequence[Group], at: Situation) -> tuple[str, ...]:
    """A warning when what runs may not fit into what is left, the reserve included."""
    left = at.standing.left if at.standing is not None else None
    minutes = sum(group.minutes for group in groups)
    if left is None or minutes <= left:
        return ()
    return (f"{minutes:g} minutes are expected, and {float(left):g} are left: GitHub may refuse some jobs",)
