"""A git history played again: real keys of real trees, and what each policy would have run at every commit.

- ours: decide.plan at every commit, with the passes of those before it, packed.
- path filters: a job when a component that it needs differs from the commit before; each on its own.
- everything: every job, each on its own.
A git log says nothing of results, so every job is taken to pass: this judges keys and minutes, not failures.
`left_out` counts what path filters would not have run although an input of the job had changed and that
content had never passed: a workflow, a lock file, a file that no component owns.
Example: a commit that only touches the workflow: ours runs what it defines, path filters run nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from greenlane.model.plan import Choice, Decision, Declared, Event, Job, Key, Pass, Plan
from greenlane.planner.costs import billed, estimate
from greenlane.planner.decide import plan
from greenlane.planner.keys import keys, prepared
from greenlane.planner.sightings import Seen
from greenlane.planner.tree import Tree

BRANCH = "main"
RUNNING = frozenset({Choice.RUN, Choice.PACK, Choice.MOVE})


@dataclass(frozen=True)
class Spent:
    """What a policy runs over all commits. runs: jobs; left_out: see above."""

    name: str
    minutes: float
    runs: int
    left_out: int = 0


def replay_commits(
    declared: Declared,
    commits: Iterable[tuple[int, Tree]],
    environment: Mapping[str, str],
    rates: Mapping[str, float],
) -> tuple[Spent, Spent, Spent]:
    """Ours, path filters and everything, over commits with their times, the oldest first.

    The first commit is not counted: it runs everything under each of them.
    """
    played = _Played(declared, environment, rates)
    for at, tree in commits:
        played.commit(at, tree)
    return played.ours, played.filters, played.everything


class _Played:
    def __init__(
        self, declared: Declared, environment: Mapping[str, str], rates: Mapping[str, float]
    ) -> None:
        policy = replace(declared.policy, shadow=False, audit=0.0)
        self._declared = replace(declared, policy=policy)
        self._ready = prepared(self._declared)
        self._environment = environment
        self._rates = rates
        self._seen: Seen = {}
        self._before: Mapping[str, Key] = {}
        self._passes: dict[tuple[str, str], Pass] = {}
        self._count = 0
        self.ours = Spent("greenlane", 0.0, 0)
        self.filters = Spent("path filters", 0.0, 0)
        self.everything = Spent("everything", 0.0, 0)

    def commit(self, at: int, tree: Tree) -> None:
        """Play one commit under each policy."""
        found = keys(self._ready, tree, self._environment, seen=self._seen)
        made = plan(
            self._declared,
            found,
            tuple(self._passes.values()),
            event=Event.PUSH,
            now=at,
            commit=tree.commit,
            branch=BRANCH,
            rates=self._rates,
        )
        if self._before:
            self._add(made, found)
        self._before = found
        self._count += 1
        for one in made.decisions:
            if one.choice in RUNNING and one.key.digest is not None:
                self._passes[one.job, one.key.digest] = _pass(one, one.key.digest, self._count, at)

    def _add(self, made: Plan, found: Mapping[str, Key]) -> None:
        jobs = self._declared.jobs
        running = {one.job for one in made.decisions if one.choice in RUNNING}
        filtered = [job for job in jobs if _touched(self._before[job.name], found[job.name])]
        missed = running - {job.name for job in filtered}
        ours = math.fsum(group.minutes for group in made.groups)
        self.ours = _more(self.ours, ours, len(running), 0)
        self.filters = _more(self.filters, self._cost(filtered), len(filtered), len(missed))
        self.everything = _more(self.everything, self._cost(jobs), len(jobs), 0)

    def _cost(self, jobs: Iterable[Job]) -> float:
        return math.fsum(
            billed(estimate(job, None).seconds, self._rates.get(job.runner, 1.0)) for job in jobs
        )


def _more(spent: Spent, minutes: float, runs: int, left_out: int) -> Spent:
    return Spent(spent.name, spent.minutes + minutes, spent.runs + runs, spent.left_out + left_out)


def _touched(before: Key, now: Key) -> bool:
    """Whether a component that the job needs changed; a job without components is always meant."""
    parts = _components(now)
    return not parts or parts != _components(before)


def _components(key: Key) -> dict[str, str]:
    return {part.name: part.digest for part in key.parts if part.kind == "component"}


def _pass(one: Decision, digest: str, run_id: int, at: int) -> Pass:
    return Pass(
        job=one.job,
        digest=digest,
        repository="replayed",
        run_id=run_id,
        attempt=1,
        commit=str(run_id),
        event=Event.PUSH,
        branch=BRANCH,
        passed_at=at,
        duration_s=one.wall_s,
        minutes=round(one.minutes),
    )
