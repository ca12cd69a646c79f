"""What one pass over a history leaves of a workflow: sums, counts of durations, a sample of runs.

Properties
- What is kept grows with the number of workflows and of job names, not with the number of runs;
  beyond NAMES a workflow's further job names are summed, but not judged.
- Durations are counted in steps of five seconds, rounded up: whole minutes stay exact.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heappush, heappushpop
from typing import NamedTuple

from greenlane.minutes.explain.attempts import Attempts, sampled
from greenlane.minutes.explain.facts import End, JobFact, RunFacts, Tally
from greenlane.minutes.explain.sample import RunSample
from greenlane.model.jobs import Machine

NAMES = 1000
SCHEDULED = 3000
STEP_S = 5


@dataclass
class JobHistory:
    """All jobs of one name in one workflow that billed something. durations: by machine and end, in steps."""

    name: str
    tally: Tally = field(default_factory=Tally)
    durations: dict[tuple[Machine, End], Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, job: JobFact) -> None:
        if not job.minutes or job.machine is None:
            return
        self.tally.add(job)
        steps = -(-job.duration_s // STEP_S) * STEP_S
        self.durations[job.machine, job.end][steps] += 1

    def seconds(self, machines: Collection[Machine], ends: Collection[End] = tuple(End)) -> Counter[int]:
        """How many jobs lasted how long, on these machines, with these ends."""
        found: Counter[int] = Counter()
        for (machine, end), counted in self.durations.items():
            if machine in machines and end in ends:
                found.update(counted)
        return found


class ScheduledRun(NamedTuple):
    """A run by schedule. Ordered by time."""

    created_at: int
    run_id: int
    commit: str
    failed: bool
    minutes: tuple[tuple[Machine, int], ...]


@dataclass
class Spared:
    """Runs that could have ended early or not begun, and the minutes after that. failed: how many had."""

    runs: int = 0
    failed: int = 0
    tally: Tally = field(default_factory=Tally)

    def add(self, facts: RunFacts, jobs: Iterable[JobFact]) -> None:
        before = self.tally.jobs
        self.tally.add_all(jobs)
        if self.tally.jobs > before:
            self.runs += 1
            self.failed += facts.failed


@dataclass
class WorkflowHistory:
    """What is known of one workflow file of one repository."""

    repository: str
    path: str
    runs: int = 0
    tally: Tally = field(default_factory=Tally)
    jobs: dict[str, JobHistory] = field(default_factory=dict)
    sample: RunSample = field(default_factory=RunSample)
    superseded: Spared = field(default_factory=Spared)
    superseded_events: set[str] = field(default_factory=set)
    doubled: Spared = field(default_factory=Spared)
    prose: Spared = field(default_factory=Spared)
    prose_events: set[str] = field(default_factory=set)
    changes_asked: int = 0
    changes_known: int = 0
    scheduled: list[ScheduledRun] = field(default_factory=list)

    def add(self, facts: RunFacts) -> None:
        self.runs += 1
        self.sample.add(facts)
        for job in facts.jobs:
            self.tally.add(job)
            history = self.jobs.get(job.name)
            if history is None and len(self.jobs) < NAMES:
                history = self.jobs[job.name] = JobHistory(job.name)
            if history:
                history.add(job)
        if facts.run.event == "schedule":
            self._schedule(facts)

    @cached_property
    def attempts(self) -> Attempts:
        """The sampled runs, attempt by attempt; asked for when all runs are in."""
        return sampled(self.sample)

    def _schedule(self, facts: RunFacts) -> None:
        run, tally = facts.run, Tally()
        tally.add_all(facts.jobs)
        minutes = tuple(sorted(tally.minutes.items()))
        entry = ScheduledRun(run.created_at, run.run_id, run.commit, facts.failed, minutes)
        (heappush if len(self.scheduled) < SCHEDULED else heappushpop)(self.scheduled, entry)
