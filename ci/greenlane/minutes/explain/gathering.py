"""The pass over a history: every run is closed once, and what it says is added to its workflow."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from greenlane.minutes.explain.facts import DEFAULT_BRANCHES, End, JobFact, RunFacts, Tally
from greenlane.minutes.explain.history import WorkflowHistory
from greenlane.minutes.explain.window import PULL, Window
from greenlane.model.explain import Waste
from greenlane.model.jobs import LedgerJob, SeenRun

Changed = Callable[[SeenRun], Collection[str] | None]
"""A run -> the files that its change touched; None when that is not known."""

CANCEL_S = 10
"""How long a job lives on after it was cancelled: GitHub sends two signals, 7.5 s and 2.5 s apart."""

CUT_S = 300
"""How long GitHub gives a cancelled job to end. A run that ended within it was cancelled by the newer one."""

RELEASE = re.compile(r"release|deploy|publish|promot|rollback", re.IGNORECASE)
PROSE = re.compile(r"\.(md|rst|adoc)$|^docs/|(^|/)(LICENSE|CODEOWNERS|AUTHORS)[^/]*$")


class Gathering:
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
        workflow = self._workflow(run)
        workflow.add(facts)
        self._waste(facts)
        self._supersede(facts, workflow)
        if run.event == "push" and run.branch not in self._default and self._window.neighbours.has_pull(run):
            workflow.doubled.add(facts, facts.jobs)
            self.wasted[Waste.DOUBLED].add_all(facts.jobs)
        if self._changed and run.event in ("push", *PULL):
            self._look_at_change(self._changed(run), facts, workflow)

    def _workflow(self, run: SeenRun) -> WorkflowHistory:
        key = (run.repository, run.path)
        found = self.workflows.get(key)
        if found is None:
            found = self.workflows[key] = WorkflowHistory(*key)
        return found

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
        workflow.changes_asked += 1
        if files is None:
            return
        workflow.changes_known += 1
        if files and all(PROSE.search(one) for one in files):
            workflow.prose.add(facts, facts.jobs)
            workflow.prose_events.add(facts.run.event)


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
