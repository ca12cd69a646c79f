"""The ways to choose the jobs of the month: the real planner, path filters, everything.

Times are of the whole way to a verdict: a job waits 8 s for a runner. The planning job takes 20 s (checkout,
Python, plan); a filter job 15 s; the gate job 12 s. When all that runs is one leg on the planner's own label,
the planning job runs it itself and no gate job starts; the same when nothing runs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from bench.month_play import MAIN, Asked, Came
from bench.month_project import LINUX, broken, declared, reach, takes_s
from tests.unit.planner.forest import forest

from greenlane.model.budget import BudgetLevel, Standing
from greenlane.model.plan import Choice, Debt, Event, Group, Job, Pass, Past, Plan
from greenlane.planner.debts import unpaid
from greenlane.planner.decide import plan
from greenlane.planner.keys import keys

QUEUE_S, PLANNING_S, FILTER_S, GATE_S = 8.0, 20.0, 15.0, 12.0
GATE = "ubuntu-slim"
RESERVE = 30


def billed(seconds: float, rate: float) -> float:
    """What a job of this length takes."""
    return math.ceil(seconds / 60) * rate


@dataclass
class Planner:
    """The real planner, with keys from trees.

    included: minutes of the month; it knows what it spent itself. sparing: see month_project.declared.
    """

    seed: int
    ios_runner: str
    rates: Mapping[str, float]
    sparing: bool = False
    included: float = 300.0
    spent: float = 0.0
    passes: list[Pass] = field(default_factory=list)
    debts: dict[str, tuple[Debt, ...]] = field(default_factory=dict)
    past: dict[str, Past] = field(default_factory=dict)

    def run(self, asked: Asked) -> Came:
        """Plan, run the legs, record what passed."""
        found, content = declared(self.ios_runner, sparing=self.sparing), forest(asked.content)
        made = plan(
            found,
            keys(found, content, {}),
            self.passes,
            self.past,
            self._standing(),
            self._event(asked.event),
            self.debts.get(asked.branch, ()),
            asked.at,
            str(asked.number),
            commit=content.commit,
            tree=content.id,
            branch=asked.branch,
            rates=self.rates,
        )
        self.debts[asked.branch] = made.debts
        legs = [self._leg(group, asked, found.jobs) for group in made.groups]
        ran = tuple(job for group in made.groups for job in group.jobs)
        red = broken(asked.content) & set(ran)
        self._record(made, asked, red)
        minutes, wall_s = self._cost(made.groups, legs)
        self.spent += minutes
        refused = {one.job for one in made.decisions if one.choice is Choice.REFUSE}
        owed = unpaid(made.debts, set(ran) - red)
        late = owed if asked.event is Event.RELEASE else ()
        return Came(minutes, wall_s, ran, red, not refused and not late)

    def _event(self, event: Event) -> Event:
        """Who is sparing plans the night as a push: what may wait until the release waits."""
        return Event.PUSH if self.sparing and event is Event.SCHEDULE else event

    def _standing(self) -> Standing:
        """Somebody who has to save from the first day on; what is spent counts."""
        left = max(0.0, self.included - self.spent)
        level = BudgetLevel.TIGHT if left > RESERVE else BudgetLevel.CRITICAL
        return Standing(
            level if left else BudgetLevel.EXHAUSTED, Fraction(left), f"{left:.0f} minutes are left"
        )

    def _leg(self, group: Group, asked: Asked, jobs: Sequence[Job]) -> float:
        """How long a leg takes: the longest setup once, and the work of each job."""
        setup = {job.name: job.setup_s for job in jobs}
        work = sum(max(0.0, takes_s(job, self.seed, asked.number) - setup[job]) for job in group.jobs)
        return work + max(setup[job] for job in group.jobs)

    def _cost(self, groups: Sequence[Group], legs: Sequence[float]) -> tuple[float, float]:
        """Minutes and time to the verdict."""
        if not groups or (len(groups) == 1 and groups[0].runner == LINUX):
            seconds = PLANNING_S + sum(legs)
            return billed(seconds, self.rates[LINUX]), QUEUE_S + seconds
        minutes = billed(PLANNING_S, self.rates[LINUX]) + billed(GATE_S, self.rates[GATE])
        minutes += sum(
            billed(seconds, self.rates[group.runner]) for group, seconds in zip(groups, legs, strict=True)
        )
        stages = {group.stage for group in groups}
        wall_s = sum(
            max(s for group, s in zip(groups, legs, strict=True) if group.stage == stage) + QUEUE_S
            for stage in stages
        )
        return minutes, QUEUE_S + PLANNING_S + wall_s + QUEUE_S + GATE_S

    def _record(self, made: Plan, asked: Asked, red: frozenset[str]) -> None:
        """Passes of what was green; what each job did of late."""
        for one in made.decisions:
            if one.choice not in {Choice.RUN, Choice.PACK, Choice.MOVE}:
                continue
            name, seconds = one.job, takes_s(one.job, self.seed, asked.number)
            self.past[name] = _longer(self.past.get(name, Past()), seconds, name in red)
            if name not in red and one.key.digest:
                self.passes.append(_pass(name, one.key.digest, asked, self._event(asked.event), seconds))


def _longer(past: Past, seconds: float, is_red: bool) -> Past:
    return Past((*past.durations_s[-49:], seconds), past.runs + 1, past.failures + is_red, is_red)


def _pass(job: str, digest: str, asked: Asked, event: Event, seconds: float) -> Pass:
    return Pass(
        job=job,
        digest=digest,
        repository="made/up",
        run_id=asked.number,
        attempt=1,
        commit="c" * 40,
        event=event,
        branch=asked.branch,
        passed_at=asked.at,
        duration_s=seconds,
        minutes=math.ceil(seconds / 60),
    )


@dataclass
class Filters:
    """Each job on its own when a file changed that it depends on, against the default branch.

    Whoever writes them knows the graph and keeps it right: what a part needs is in its filter. Nights and
    releases run everything. blind: no filters at all. patient: what may wait is not run in pull requests.
    """

    seed: int
    ios_runner: str
    rates: Mapping[str, float]
    blind: bool = False
    patient: bool = False

    def run(self, asked: Asked) -> Came:
        """Run the jobs, one runner each."""
        jobs = declared(self.ios_runner).jobs
        if asked.branch != MAIN and not self.blind:
            changed = {
                path.split("/")[0] for path in asked.content if asked.content[path] != asked.base[path]
            }
            jobs = tuple(job for job in jobs if ".github" in changed or reach(job.components) & changed)
        if asked.branch != MAIN and self.patient:
            jobs = tuple(job for job in jobs if job.defer is None)
        seconds = {job.name: takes_s(job.name, self.seed, asked.number) for job in jobs}
        filtering = asked.event is Event.PULL_REQUEST and not self.blind
        minutes = billed(GATE_S, self.rates[GATE])
        minutes += billed(FILTER_S, self.rates[LINUX]) if filtering else 0
        minutes += sum(billed(seconds[job.name], self.rates[job.runner]) for job in jobs)
        wall_s = max(seconds.values(), default=0.0) + 2 * QUEUE_S + GATE_S
        wall_s += FILTER_S + QUEUE_S if filtering else 0
        return Came(minutes, wall_s, tuple(seconds), broken(asked.content) & set(seconds))
