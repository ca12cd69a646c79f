"""The sampled runs, attempt by attempt, and which jobs of a workflow do not wait for one another.

Properties
- Two jobs that overlapped at least once do not wait for each other, not through others either.
- Jobs of one name in one attempt cannot be told apart: they are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from greenlane.minutes.explain.facts import End, JobFact
from greenlane.minutes.explain.sample import RunSample
from greenlane.model.jobs import Machine

Attempt = dict[str, JobFact]
"""The billed jobs of one attempt, by name."""


@dataclass
class Candidate:
    """A job of the sample. seconds: of those that passed. seen: the attempts in which it ran, by their place.

    beside: the jobs with which it overlapped.
    """

    name: str
    machine: Machine
    seconds: list[int] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)

    @property
    def middle_s(self) -> float:
        return median(self.seconds)


@dataclass(frozen=True)
class Attempts:
    """The first attempts of the sampled runs, the others, and the jobs of the first ones by name."""

    firsts: list[Attempt]
    repeats: list[Attempt]
    jobs: dict[str, Candidate]


def sampled(sample: RunSample) -> Attempts:
    """What a sample says, computed once for all remedies that want it."""
    firsts, repeats = attempts_of(sample)
    return Attempts(firsts, repeats, candidates(firsts))


def attempts_of(sample: RunSample) -> tuple[list[Attempt], list[Attempt]]:
    """The first attempts of the sampled runs, and the others; those without billed jobs left out."""
    firsts: list[Attempt] = []
    repeats: list[Attempt] = []
    for run in sample.runs:
        by_attempt: dict[int, list[JobFact]] = {}
        for job in run.jobs:
            if job.minutes and job.machine and job.started_at is not None:
                by_attempt.setdefault(job.attempt, []).append(job)
        for number, jobs in sorted(by_attempt.items()):
            names = Counter(job.name for job in jobs)
            single = {job.name: job for job in jobs if names[job.name] == 1}
            if single:
                (firsts if number == 1 else repeats).append(single)
    return firsts, repeats


def candidates(firsts: Sequence[Attempt]) -> dict[str, Candidate]:
    """Jobs by name, with whom they overlapped. A name on several kinds of machines is none."""
    found: dict[str, Candidate] = {}
    several: set[str] = set()
    for at, jobs in enumerate(firsts):
        for name, job in jobs.items():
            one = found.setdefault(name, Candidate(name, job.machine or Machine.UNKNOWN))
            if one.machine != job.machine:
                several.add(name)
            one.seen.add(at)
            if job.end is End.PASSED:
                one.seconds.append(job.duration_s)
        _note_overlaps(jobs, found)
    return {name: one for name, one in found.items() if name not in several and one.seconds}


def _note_overlaps(jobs: Attempt, found: dict[str, Candidate]) -> None:
    running: list[JobFact] = []
    for job in sorted(jobs.values(), key=lambda one: (one.started_at or 0, one.name)):
        started_at = job.started_at or 0
        running = [one for one in running if (one.ended_at or 0) > started_at]
        found[job.name].beside.update(other.name for other in running)
        for other in running:
            found[other.name].beside.add(job.name)
        running.append(job)
