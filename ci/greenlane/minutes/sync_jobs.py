"""The jobs of runs, of all attempts, and what is said of those that a used-up quota may have stopped.

All jobs of a run are written in one transaction, together with the run as it was when they were read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from greenlane.edges.github_errors import Refused
from greenlane.minutes.blocks import may_be_block
from greenlane.minutes.counting import count_run
from greenlane.minutes.source import Reading, is_refusal
from greenlane.minutes.sync_runs import ask, may_move
from greenlane.model.jobs import SeenJob, SeenRun
from greenlane.model.sync import Unread

READINGS = 3
"""How often a run is read that changes while it is read."""

SETTLES_S = 3600
"""How long GitHub's list of jobs may lag behind a run that is over."""

# Runs that end without a job, as they should.
JOBLESS = ("startup_failure", "action_required", "skipped", "stale", "cancelled")


def read_pending(reading: Reading, *, running: bool = False) -> None:
    """Read the jobs of every run that is new or has changed, the newest first.

    running: also of those that run now, which may have gone on without a word in the list of runs.
    """
    runs = {run.run_id: run for run in reading.ledger.pending(reading.repository)}
    if running:
        opened = reading.ledger.open_runs(reading.repository)
        running_now = (run for run in opened if run.status == "in_progress" and may_move(run, reading.now))
        runs |= {run.run_id: run for run in running_now}
    due = [run for run in runs.values() if run.run_id not in reading.tried]
    reading.each("jobs of runs", due, partial(read_jobs, reading))


def read_jobs(reading: Reading, run: SeenRun) -> None:
    """Read and write the jobs of one run.

    Where they show that it went on meanwhile, the run is asked for again: what is written belongs together.
    A run that is over and whose jobs are not stays pending while that may be a lag.
    """
    jobs: tuple[SeenJob, ...] = ()
    for _ in range(READINGS):
        with reading.asking(f"jobs of run {run.run_id}"):
            listed = reading.source.jobs(run.repository, run.run_id)
        if listed is None:
            return forget(reading, run)
        jobs = listed
        if agree(run, jobs):
            return write(reading, run, jobs)
        before, now = run, ask(reading, run)
        if now is None:
            return None
        run = now
        if run.version == before.version:
            break
    return settle(reading, run, jobs)


def agree(run: SeenRun, jobs: Sequence[SeenJob]) -> bool:
    """Whether these jobs can be those of the run as it is known."""
    latest = max((job.attempt for job in jobs), default=0)
    if run.is_open or latest > run.attempt:
        return latest <= run.attempt
    has_its_jobs = latest == run.attempt or run.conclusion in JOBLESS
    return has_its_jobs and all(job.status == "completed" for job in jobs)


def settle(reading: Reading, run: SeenRun, jobs: Sequence[SeenJob]) -> None:
    """What to do with a run and jobs that do not agree: wait for an hour, then take what there is.

    No job at all of a run that passed is no answer; of one that failed it is: its workflow file is not valid.
    Either way, what was booked before stays.
    """
    if reading.now - run.updated_at < SETTLES_S:
        reading.tried.add(run.run_id)
        reading.lagging.add(run.run_id)
    elif jobs:
        write(reading, run, jobs)
    elif run.conclusion == "failure":
        with reading.ledger.writing() as writer:
            writer.put_jobless(run)
        reading.tally.read += 1
    else:
        what = f"jobs of run {run.run_id}"
        reading.tally.unread.append(Unread(run.repository, what, "GitHub lists none, and the run is over"))
        forget(reading, run)


def write(reading: Reading, run: SeenRun, jobs: Sequence[SeenJob]) -> None:
    """Count the jobs and write them."""
    known = tuple(annotated(reading, job) if may_be_block(job) else job for job in jobs)
    counts = count_run(run, known)
    with reading.ledger.writing() as writer:
        writer.put_jobs(run, known, counts)
    reading.tally.read += 1
    reading.tally.jobs += len(known)


def forget(reading: Reading, run: SeenRun) -> None:
    """The run is gone; its jobs stay booked."""
    with reading.ledger.writing() as writer:
        writer.forget_run(run.repository, run.run_id)
    reading.tally.gone += 1


def annotated(reading: Reading, job: SeenJob) -> SeenJob:
    """The job with what its check run says. Without the permission (`checks: read`), nobody asks again."""
    what = "annotations of jobs that failed at once"
    if any(one.repository == reading.repository and one.what == what for one in reading.tally.unread):
        return job
    with reading.asking(f"annotations of job {job.job_id}"):
        try:
            said = reading.source.annotations(reading.repository, job.job_id)
        except Refused as err:
            if not is_refusal(err):
                raise
            why = f"{err.status} {err.said}"
            reading.tally.unread.append(Unread(reading.repository, what, why, is_extra=True))
            return job
    return replace(job, annotation="\n".join(said or ()))
