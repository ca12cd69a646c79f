"""A short job that the others wait for, such as a filter, and that costs more than it spares.

Saved: its own minutes. Cost: the jobs that were skipped in runs where it passed would run: each at its mean
of the runs in which it ran. All of them are put down to this job, also those that another condition skipped,
so that it is judged too useful rather than too useless. One that has ever failed is a check, not a filter;
where a job was skipped always, nobody knows what it would take: neither is judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from greenlane.minutes.explain.edits import id_of, quoted, spoken
from greenlane.minutes.explain.facts import End, JobFact, RunFacts
from greenlane.minutes.explain.history import JobHistory, WorkflowHistory
from greenlane.minutes.explain.terms import ENOUGH, Note, Terms
from greenlane.model.forecast import Remedy

SHORT_S = 60


def judge(workflow: WorkflowHistory, terms: Terms) -> Iterator[Remedy | Note]:
    runs = workflow.sample.runs
    firsts = [first_of(run) for run in runs]
    for name in sorted({job.name for job in firsts if job}):
        first_in = sum(job is not None and job.name == name for job in firsts)
        taken = [(run, job) for run in runs if (job := _passed(run, name))]
        history = workflow.jobs.get(name)
        if len(taken) < ENOUGH or first_in < 0.9 * len(taken) or history is None or _fails(history):
            continue
        skipped = _skipped([run for run, _ in taken], workflow, terms)
        if skipped is None:
            continue
        own = sum(terms.weigh({job.machine: job.minutes}) for _, job in taken if job.machine)
        yield _remedy(workflow, terms, name, len(taken), own, skipped)


def first_of(run: RunFacts) -> JobFact | None:
    """The short job of the first attempt that had ended before any other began; None when there is none."""
    begun = [
        job for job in run.jobs if job.attempt == 1 and job.started_at is not None and job.end != End.SKIPPED
    ]
    begun.sort(key=lambda job: (job.started_at or 0, job.name))
    if not begun or not begun[0].minutes or begun[0].duration_s > SHORT_S:
        return None
    ended_at = begun[0].ended_at or 0
    is_first = all((job.started_at or 0) >= ended_at for job in begun[1:])
    others = len(begun) > 1 or any(job.end is End.SKIPPED for job in run.jobs)
    return begun[0] if is_first and others else None


def _passed(run: RunFacts, name: str) -> JobFact | None:
    found = (job for job in run.jobs if job.name == name and job.attempt == 1 and job.end is End.PASSED)
    return next((job for job in found if job.minutes), None)


def _fails(job: JobHistory) -> bool:
    return any(end is End.FAILED for _, end in job.durations)


def _skipped(runs: Sequence[RunFacts], workflow: WorkflowHistory, terms: Terms) -> float | None:
    """What the jobs that were skipped in these runs would have taken; None when one has never run."""
    total = 0.0
    for run in runs:
        for job in run.jobs:
            if job.end is End.SKIPPED and job.attempt == 1:
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
    workflow: WorkflowHistory, terms: Terms, name: str, taken: int, own: float, skipped: float
) -> Remedy:
    factor, file = workflow.sample.factor, terms.file(workflow)
    return terms.remedy(
        "filter-job",
        f"Do without {spoken(name)}, and run what waits for it always",
        workflow,
        (
            f"# delete the job that GitHub shows as {quoted(name)} ({id_of(name, file)}),",
            f"# and `needs: {id_of(name, file)}` and the `if:` that reads it from the jobs that wait for it;",
            "# what else they read of its outputs becomes a constant or a step of their own",
        ),
        saved=own * factor,
        cost=skipped * factor,
        evidence=f"others waited for it {taken} times; judged on {workflow.sample.words}",
        risk="what it decided is then decided by nobody: each job runs in every run",
    )
