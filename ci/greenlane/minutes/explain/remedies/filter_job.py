"""A short job that others wait for, such as a filter, and that costs more than it spares.

Who waits is read from the workflow file; without it, a job counts that ended before any other one began.
Saved: its own minutes. Cost: the jobs that were skipped in runs where it passed would run: each at its mean
of the runs in which it ran. All that wait for it are put down to it, also what another condition skipped, so
that it is judged too useful rather than too useless. One that has ever failed is a check, not a filter;
where a job was skipped always, nobody knows what it would take: neither is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from greenlane.minutes.explain.edits import id_of, quoted, spoken
from greenlane.minutes.explain.facts import End, JobFact, RunFacts
from greenlane.minutes.explain.history import JobHistory, WorkflowHistory
from greenlane.minutes.explain.terms import ENOUGH, Note, Terms
from greenlane.minutes.explain.workflow_file import WorkflowFile
from greenlane.model.forecast import Remedy

NAMES = ("filter-job",)
SHORT_S = 60
MOST = 0.9

Waits = Callable[[str], bool]
"""Whether the job of a name waits for the one that is judged."""


def judge(workflow: WorkflowHistory, terms: Terms) -> Iterator[Remedy | Note]:
    runs, file = workflow.sample.runs, terms.file(workflow)
    for name, job in sorted(workflow.jobs.items()):
        if not job.tally.jobs or any(end is End.FAILED for _, end in job.durations) or not is_short(job):
            continue
        passed = [(run, one) for run in runs if (one := _passed(run, name))]
        waits = _waits(name, file) if file else _follows(name, [run for run, _ in passed])
        if len(passed) < ENOUGH or waits is None:
            continue
        skipped = _skipped([run for run, _ in passed], waits, workflow, terms)
        if skipped is not None:
            own = sum(terms.weigh({one.machine: one.minutes}) for _, one in passed if one.machine)
            yield _remedy(workflow, terms, name, len(passed), own, skipped)


def is_short(job: JobHistory) -> bool:
    """Whether nine of ten jobs of this name take a minute at most."""
    seconds = job.seconds(job.tally.minutes)
    return sum(many for one, many in seconds.items() if one <= SHORT_S) >= MOST * seconds.total()


def _passed(run: RunFacts, name: str) -> JobFact | None:
    found = (job for job in run.jobs if job.name == name and job.attempt == 1 and job.end is End.PASSED)
    return next((job for job in found if job.minutes), None)


def _waits(name: str, file: WorkflowFile) -> Waits | None:
    """By the file; None when nothing there waits for it, or the job cannot be told."""
    one = file.job(name)
    if one is None or not any(file.waits_for(other.job_id, one.job_id) for other in file.jobs):
        return None

    def waits(other: str) -> bool:
        found = file.job(other)
        return found is None or file.waits_for(found.job_id, one.job_id)

    return waits


def _follows(name: str, runs: Sequence[RunFacts]) -> Waits | None:
    """By the clock: all others, if in nine of ten runs none of them began before this one had ended."""
    return (lambda _: True) if sum(_is_first(name, run) for run in runs) >= MOST * len(runs) else None


def _is_first(name: str, run: RunFacts) -> bool:
    others = [job for job in run.jobs if job.attempt == 1 and job.name != name]
    ended_at = max(job.ended_at or 0 for job in run.jobs if job.attempt == 1 and job.name == name)
    begun = [job.started_at for job in others if job.end is not End.SKIPPED and job.started_at is not None]
    return bool(others) and all(one >= ended_at for one in begun)


def _skipped(runs: Sequence[RunFacts], waits: Waits, workflow: WorkflowHistory, terms: Terms) -> float | None:
    """What the jobs that were skipped in these runs would have taken; None when one has never run."""
    total = 0.0
    for run in runs:
        for job in run.jobs:
            if job.end is End.SKIPPED and job.attempt == 1 and waits(job.name):
                taken = _mean(job.name, workflow, terms)
                if taken is None:
                    return None
                total += taken
    return total


def _mean(name: str, workflow: WorkflowHistory, terms: Terms) -> float | None:
    """What a job takes when it runs. A skipped matrix is listed as one job: it stands for all its legs."""
    own = workflow.jobs.get(name)
    legs = [own] if own and own.tally.jobs else []
    if not legs:
        stem = name.partition(" (")[0].partition("${{")[0].rstrip()
        legs = [one for key, one in workflow.jobs.items() if key.startswith(f"{stem} (") and one.tally.jobs]
    if not legs:
        return None
    return sum(terms.weigh(one.tally.minutes) / one.tally.jobs for one in legs)


def _remedy(
    workflow: WorkflowHistory, terms: Terms, name: str, passed: int, own: float, skipped: float
) -> Remedy:
    factor, job = workflow.sample.factor, id_of(name, terms.file(workflow))
    return terms.remedy(
        "filter-job",
        f"Do without {spoken(name)}, and always run what waits for it",
        workflow,
        (
            f"# delete the job that GitHub shows as {quoted(name)} ({job}), and in the jobs that wait",
            f"# for it `needs: {job}` and the `if:` that reads it; what else they read is a step of theirs",
        ),
        saved=own * factor,
        cost=skipped * factor,
        evidence=f"it ran {passed} times, and what was skipped after it would have taken "
        f"{skipped:.0f} minutes; judged on {workflow.sample.words}",
        risk="what it decided is then decided by nobody: each job runs in every run",
    )
