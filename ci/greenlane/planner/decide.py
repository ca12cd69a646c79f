"""The decision: what runs, what is reused, packed, moved, put off or refused. Pure, so it can be replayed.

What is not known, runs. What is required and cannot be paid is refused, never left out: then the plan is red.
Stages: wishes (choosing.py), shadow (shadow.py), runners (runners.py), legs (packing.py), debts (debts.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from greenlane.model.plan import Debt, Decision, Declared, Event, Key, Pass, Past, Plan, Refusal
from greenlane.planner import debts as owing
from greenlane.planner.choosing import Wanted, wanted
from greenlane.planner.deciding import Placed, decisions, placed
from greenlane.planner.packing import pack
from greenlane.planner.proof import by_job
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
    rates: Mapping[str, float] | None = None,
    reserve: float = 0.0,
    risk: float = RISK,
) -> Plan:
    """Decide for every declared job.

    passes: believed ones (passes.py judges where they are from), in any order. past: by job, and by
    `job@label` what it did on a runner that it moved to. standing: None when the minutes are unknown. debts:
    those recorded so far, of all branches. seed: of the audit, such as the run's id; "" for no audit.
    branch: whose debts are moved on and paid. everything: why all jobs run, such as a ledger that could not
    be read. clean: plans in shadow without a miss, in a row. rates: what a minute takes of the included ones,
    by runner; 0 for one that is free; a label that is missing takes 1, and nothing moves there. reserve:
    minutes that deferrable jobs leave alone. risk: the share of failures from which a job is not put off
    while minutes are tight.
    """
    at = Situation(
        event, now, commit, branch, seed, standing, rates or {}, reserve, past or {}, risk,
        everything or _unknown(event), is_shadow(declared.policy, clean),
    )  # fmt: skip
    known = by_job(passes)
    paid = owing.settled(debts, known)
    wishes = wanted(declared, keys, known, paid, at)
    jobs = placed(shadowed(wishes) if at.shadow else wishes, at)
    groups = pack([one.item(at) for one in jobs.values() if one.place is not None], declared.policy.wall_s)
    made = decisions(jobs, groups, at)
    left, told = _owed(declared, paid, jobs, made, at)
    return Plan(
        commit, tree, event, now, at.level, made, groups, left, at.everything, tuple(refusals),
        (*notes, *told), at.shadow, past=dict(at.past),
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
    """The debts that stand from now on, the first due first, and what is said of the others."""
    names = {job.name for job in declared.jobs}
    moot = [debt for debt in debts if debt.job not in names and debt.paid_by is None]
    after = [_proved(debt, jobs[debt.job].wanted, at) for debt in debts if debt.job in names]
    new = [one.debt for one in made if one.debt is not None]
    moved = {(debt.job, debt.branch) for debt in new} | {(debt.job, debt.digest) for debt in new}
    stay = [debt for debt in after if not moved & {(debt.job, debt.branch), (debt.job, debt.digest)}]
    paid = [f"{owing.told(debt)}: paid by run {debt.paid_by.run_id}" for debt in after if debt.paid_by]
    gone = [f"{owing.told(debt)}: no such job is declared any more" for debt in moot]
    return owing.standing([*stay, *new]), (*paid, *gone)


def _proved(debt: Debt, one: Wanted, at: Situation) -> Debt:
    return owing.paid_by(debt, one.evidence, at.branch)
