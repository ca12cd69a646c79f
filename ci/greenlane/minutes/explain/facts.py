"""What is kept of a job and of a run while a history streams by: small, and without GitHub's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from greenlane.model.jobs import Free, LedgerJob, Machine, SeenRun

DEFAULT_BRANCHES = frozenset({"main", "master"})


class End(StrEnum):
    """How a job ended."""

    PASSED = "passed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    OTHER = "other"


_ENDS = {
    "success": End.PASSED,
    "neutral": End.PASSED,
    "failure": End.FAILED,
    "timed_out": End.FAILED,
    "cancelled": End.CANCELLED,
    "skipped": End.SKIPPED,
}


class JobFact(NamedTuple):
    """A job that has ended. started_at: None when it never started. minutes: billed, raw; 0 when free."""

    name: str
    attempt: int
    started_at: int | None
    duration_s: int
    minutes: int
    machine: Machine | None
    end: End

    @property
    def ended_at(self) -> int | None:
        return None if self.started_at is None else self.started_at + self.duration_s


@dataclass
class RunFacts:
    """A run and its jobs that have ended, copies left out."""

    run: SeenRun
    jobs: list[JobFact] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        return self.run.conclusion in ("failure", "timed_out")


@dataclass
class Tally:
    """Sums of raw minutes by machine: exact, in whatever order they came; a law weighs them afterwards."""

    jobs: int = 0
    minutes: Counter[Machine] = field(default_factory=Counter)
    seconds: Counter[Machine] = field(default_factory=Counter)

    def add(self, job: JobFact) -> None:
        if job.minutes and job.machine is not None:
            self.jobs += 1
            self.minutes[job.machine] += job.minutes
            self.seconds[job.machine] += job.duration_s

    def add_all(self, jobs: Iterable[JobFact]) -> None:
        for job in jobs:
            self.add(job)


def fact(given: LedgerJob) -> JobFact | None:
    """What is kept of a job; None when it still runs, or when what it counts is not known."""
    job, count = given.job, given.count
    if count.minutes is None:
        return None
    end = End.SKIPPED if count.free is Free.SKIPPED else _ENDS.get(job.conclusion or "", End.OTHER)
    minutes = 0 if count.free else count.minutes
    return JobFact(job.name, job.attempt, job.started_at, count.duration_s or 0, minutes, count.machine, end)
