"""The planner itself, replayed: rows become keys, passes and debts, and decide.plan decides.

The keys are as good as none: every commit has a key of its own, for the rows hold no trees. So this judges
what is put off and what waits for what, not what is reused.
The minutes stand at one level all the time, as they would for an owner who has to save. A night looks at the
branches with a debt that is due, once a content.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from greenlane.model.budget import BudgetLevel, Standing
from greenlane.model.plan import (
    Choice,
    Debt,
    Declared,
    Deferral,
    Job,
    Key,
    Part,
    Pass,
    Past,
    Policy,
    Until,
)
from greenlane.planner.decide import plan
from greenlane.planner.replay_history import Change, End
from greenlane.planner.replay_play import Cancelling, Needs, Ran, Visit

RUNNING = frozenset({Choice.RUN, Choice.PACK, Choice.MOVE})
WINDOW = 50
POLICY = Policy(shadow=False, audit=0.0)
CANCELLING: Cancelling = "superseded"


@dataclass(frozen=True)
class Settings:
    """What an owner would declare.

    deferred: jobs that may wait until the merge; within_s: how long at most, None for any time. first:
    required jobs that all others wait for. A deferred job waits for all required ones when `deferred_wait`.
    level: of the minutes; risk: as in decide.plan.
    """

    deferred: frozenset[str] = frozenset()
    first: frozenset[str] = frozenset()
    deferred_wait: bool = True
    within_s: float | None = None
    level: BudgetLevel = BudgetLevel.TIGHT
    risk: float = 0.1

    def job(self, name: str, change: Change) -> Job:
        """A job as the owner would declare it for this change."""
        waits = self._waits(name, change)
        defer = Deferral(Until.MERGE, self.within_s) if name in self.deferred else None
        return Job(name, run=("run",), runner=change.rows[name].runner, needs=waits, defer=defer, alone=True)

    def _waits(self, name: str, change: Change) -> tuple[str, ...]:
        if name in self.deferred and self.deferred_wait:
            return tuple(sorted(other for other in change.rows if other not in self.deferred))
        if name in self.first or name in self.deferred:
            return ()
        return tuple(sorted(self.first & change.rows.keys()))


@dataclass
class Ours:
    """decide.plan with what it would know at that moment."""

    settings: Settings
    rates: Mapping[str, float]
    name: str = "greenlane"
    cancelling: Cancelling = CANCELLING
    rans: dict[str, list[Ran]] = field(default_factory=dict)
    passed: dict[str, list[Ran]] = field(default_factory=dict)
    debts: dict[str, tuple[Debt, ...]] = field(default_factory=dict)
    looked_at: dict[str, str] = field(default_factory=dict)
    newest: dict[str, str] = field(default_factory=dict)

    def runs(self, visit: Visit) -> Needs:
        """What the plan of this moment runs."""
        change = visit.change
        jobs = tuple(self.settings.job(name, change) for name in sorted(change.rows))
        made = plan(
            Declared(jobs=jobs, policy=POLICY),
            {job.name: _key(job.name, change) for job in jobs},
            self._passes(visit),
            {job.name: self._past(job.name, visit) for job in jobs},
            Standing(self.settings.level, None, "as the replay has it"),
            visit.event,
            self.debts.get(change.branch, ()),
            visit.at,
            commit=change.commit,
            branch=change.branch,
            rates=self.rates,
            risk=self.settings.risk,
        )
        self.debts[change.branch] = made.debts
        self.newest[change.branch] = change.id
        if not visit.is_push:
            self.looked_at[change.branch] = change.id
        running = {one.job for one in made.decisions if one.choice in RUNNING}
        return {job.name: tuple(n for n in job.needs if n in running) for job in jobs if job.name in running}

    def due(self, at: int) -> Sequence[str]:
        """Branches with a debt that is due and a content that no night has looked at."""
        return [
            branch
            for branch, debts in self.debts.items()
            if any(debt.due_at is not None and debt.due_at <= at for debt in debts)
            and self.looked_at.get(branch) != self.newest[branch]
        ]

    def told(self, rans: Sequence[Ran]) -> None:
        for one in rans:
            if one.end is not End.ABORTED:
                insort(self.rans.setdefault(one.job, []), one, key=_ended)
            if one.end is End.PASSED:
                self.passed.setdefault(_digest(one.job, one.visit.change), []).append(one)

    def owed(self) -> Sequence[tuple[str, str, int]]:
        """Without those that a night tried to pay: they are red, and what that took is counted."""
        return [
            (one.branch, one.job, one.since)
            for branch, debts in self.debts.items()
            if self.looked_at.get(branch) != self.newest[branch]
            for one in debts
        ]

    def _past(self, job: str, visit: Visit) -> Past:
        """What had ended by itself by then."""
        rans = self.rans.get(job, [])
        known = bisect_right(rans, float(visit.at), key=_ended)
        latest = rans[max(0, known - WINDOW) : known]
        here = [one for one in rans[:known] if one.visit.change.branch == visit.change.branch]
        failures = sum(one.end is End.FAILED for one in latest)
        is_red = here[-1].end is End.FAILED if here else None
        return Past(tuple(one.duration_s for one in latest), len(latest), failures, is_red)

    def _passes(self, visit: Visit) -> list[Pass]:
        """Passes of this commit, and those of the branch that may pay a debt of it."""
        owed = {debt.digest for debt in self.debts.get(visit.change.branch, ())}
        wanted = owed | {_digest(job, visit.change) for job in visit.change.rows}
        known = [one for digest in sorted(wanted) for one in self.passed.get(digest, ())]
        return [_pass(one) for one in known if one.ended_at <= visit.at]


def _ended(one: Ran) -> float:
    return one.ended_at


def _digest(job: str, change: Change) -> str:
    return f"{job}@{change.commit}"


def _key(job: str, change: Change) -> Key:
    digest = _digest(job, change)
    return Key(job, digest, (Part("rest", "", digest),))


def _pass(one: Ran) -> Pass:
    change = one.visit.change
    return Pass(
        job=one.job,
        digest=_digest(one.job, change),
        repository="replayed",
        run_id=int(change.id) if change.id.isdigit() else 1,
        attempt=1,
        commit=change.commit,
        event=one.visit.event,
        branch=change.branch,
        passed_at=int(one.ended_at),
        duration_s=one.duration_s,
        minutes=round(one.minutes),
    )
