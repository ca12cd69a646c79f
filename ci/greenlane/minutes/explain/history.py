"""What one pass over a history leaves of it: sums, counts of durations, a sample of runs; by workflow.

Properties
- One pass. What is kept grows with the number of workflows and of job names, not with the number of runs;
  beyond NAMES a workflow's further job names are summed, but not judged.
- Durations are counted in steps of five seconds, rounded up: whole minutes stay exact.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from heapq import heappush, heappushpop
from typing import NamedTuple

from greenlane.minutes.explain.facts import DEFAULT_BRANCHES, End, JobFact, RunFacts, Tally
from greenlane.minutes.explain.sample import RunSample
from greenlane.minutes.explain.window import PULL, Window
from greenlane.model.explain import Waste
from greenlane.model.jobs import LedgerJob, Machine, SeenRun

Changed = Callable[[SeenRun], Collection[str] | None]
"""A run -> the files that its change touched; None when that is not known."""

NAMES = 1000
SCHEDULED = 3000
STEP_S = 5
CANCEL_S = 10
"""How long a job lives on after it was cancelled: GitHub sends two signals, 7.5 s and 2.5 s apart."""

CUT_S = 300
"""How long GitHub gives a cancelled job to end. A run that ended within it was cancelled by the newer one."""

RELEASE = re.compile(r"release|deploy|publish|promot|rollback", re.IGNORECASE)
PROSE = re.compile(r"\.(md|rst|adoc)$|^docs/|(^|/)(LICENSE|CODEOWNERS|AUTHORS)[^/]*$")


@dataclass
class JobHistory:
    """All jobs of one name in one workflow that billed something. durations: by machine and end, in steps."""

    name: str
    tally: Tally = field(default_factory=Tally)
    durations: dict[tuple[Machine, End], Counter[int]] = field(default_factory=dict)

    def add(self, job: JobFact) -> None:
        if not job.minutes or job.machine is None:
            return
        self.tally.add(job)
        steps = -(-job.duration_s // STEP_S) * STEP_S
        self.durations.setdefault((job.machine, job.end), Counter())[steps] += 1

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
    changes_known: int = 0
    scheduled: list[ScheduledRun] = field(default_factory=list)

    def add(self, facts: RunFacts) -> None:
        self.runs += 1
        self.sample.add(facts)
        for job in facts.jobs:
            self.tally.add(job)
            if job.name in self.jobs or len(self.jobs) < NAMES:
                self.jobs.setdefault(job.name, JobHistory(job.name)).add(job)
        if facts.run.event == "schedule":
            self._schedule(facts)

    def _schedule(self, facts: RunFacts) -> None:
        run, tally = facts.run, Tally()
        tally.add_all(facts.jobs)
        minutes = tuple(sorted(tally.minutes.items()))
        entry = ScheduledRun(run.created_at, run.run_id, run.commit, facts.failed, minutes)
        (heappush if len(self.scheduled) < SCHEDULED else heappushpop)(self.scheduled, entry)


class History:
    """The pass itself: `add` every job, then `close`. changed: tells the files of a run's change, if one can.

    default_branches: whose runs are never cut short.
    """

    def __init__(
        self, changed: Changed | None = None, default_branches: Collection[str] = DEFAULT_BRANCHES
    ) -> None:
        self._changed = changed
        self._default = default_branches
        self._window = Window()
        self.workflows: dict[tuple[str, str], WorkflowHistory] = {}
        self.wasted: dict[Waste, Tally] = {kind: Tally() for kind in Waste}

    def add(self, job: LedgerJob) -> None:
        for facts in self._window.add(job):
            self._fold(facts)

    def close(self) -> None:
        for facts in self._window.close():
            self._fold(facts)

    @property
    def jobs(self) -> int:
        return self._window.jobs

    @property
    def unknown(self) -> int:
        return self._window.unknown

    def _fold(self, facts: RunFacts) -> None:
        run = facts.run
        key = (run.repository, run.path)
        workflow = self.workflows.setdefault(key, WorkflowHistory(*key))
        workflow.add(facts)
        self._waste(facts)
        self._supersede(facts, workflow)
        if run.event == "push" and run.branch not in self._default and self._window.neighbours.has_pull(run):
            workflow.doubled.add(facts, facts.jobs)
            self.wasted[Waste.DOUBLED].add_all(facts.jobs)
        if self._changed and run.event in ("push", *PULL):
            self._look_at_change(self._changed(run), facts, workflow)

    def _waste(self, facts: RunFacts) -> None:
        for job in facts.jobs:
            if job.end is End.CANCELLED:
                self.wasted[Waste.CANCELLED].add(job)
            if job.end is End.FAILED:
                self.wasted[Waste.FAILED].add(job)
            if job.attempt > 1:
                self.wasted[Waste.RERUN].add(job)
        if facts.run.event == "schedule":
            self.wasted[Waste.SCHEDULED].add_all(facts.jobs)

    def _supersede(self, facts: RunFacts, workflow: WorkflowHistory) -> None:
        run = facts.run
        is_cut = run.event in PULL or (run.event == "push" and run.branch not in self._default)
        if not is_cut or RELEASE.search(run.path) or RELEASE.search(run.workflow):
            return
        newer_at = self._window.neighbours.next_start(run)
        if newer_at is None:
            return
        if run.conclusion == "cancelled" and _last_end(facts) <= newer_at + CUT_S:
            return
        spared = list(after(facts.jobs, newer_at))
        if spared:
            workflow.superseded_events.add(run.event)
        workflow.superseded.add(facts, spared)
        self.wasted[Waste.SUPERSEDED].add_all(spared)

    def _look_at_change(
        self, files: Collection[str] | None, facts: RunFacts, workflow: WorkflowHistory
    ) -> None:
        if files is None:
            return
        workflow.changes_known += 1
        if files and all(PROSE.search(one) for one in files):
            workflow.prose.add(facts, facts.jobs)


def _last_end(facts: RunFacts) -> int:
    return max((job.ended_at or 0 for job in facts.jobs if job.attempt == 1), default=0)


def after(jobs: Iterable[JobFact], newer_at: int) -> Iterator[JobFact]:
    """What first attempts still billed after a newer run had begun, as jobs of that many minutes.

    A job that ran at that moment lives on for CANCEL_S, and its started minute is spent; one that had not
    begun is spared as a whole. A re-run was asked for by a person, and stays.
    """
    for job in jobs:
        if job.attempt > 1 or job.started_at is None or not job.minutes:
            continue
        lived_s = max(0, newer_at + CANCEL_S - job.started_at) if job.started_at < newer_at else 0
        kept = -(-lived_s // 60)
        if kept < job.minutes:
            yield job._replace(minutes=job.minutes - kept, duration_s=max(0, job.duration_s - lived_s))
