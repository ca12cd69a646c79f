"""One leg, carried out: its jobs in their order, each whatever became of those before it.

- A job that needs one which did not succeed is skipped. All others run.
- A job fails with its first command that fails, when a glob of its reports has no file, and when its JUnit
  files say that no test ran.
- An interruption cancels the job that runs; what comes behind it is skipped.
What there is to tell is told after each job, so that a leg that is killed has told of those before.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from greenlane.edges.commands import Commands
from greenlane.model.leg import Ending, JobResult
from greenlane.model.plan import Job
from greenlane.planner import leg_reports
from greenlane.planner.leg_results import reports_of
from greenlane.planner.words import listed


class Watcher(Protocol):
    """Who is told what happens."""

    def job(self, job: Job) -> None:
        """It begins."""
        ...

    def command(self, command: str) -> None:
        """One of its commands does."""
        ...

    def ended(self, job: Job, result: JobResult) -> None:
        """It has ended, or is left out."""
        ...


class Carried(NamedTuple):
    """was_interrupted: by a signal; then jobs may be missing."""

    jobs: Mapping[str, JobResult]
    was_interrupted: bool = False


class Leg(NamedTuple):
    """jobs: in their order. root: of the repository. folder: where results go. commands: opens a job's shell.

    tests: how many ran by a file, None for one that is no JUnit file.
    """

    jobs: Sequence[Job]
    root: Path
    folder: Path
    commands: Callable[[], Commands]
    tests: Callable[[Path], int | None]


def carry_out(leg: Leg, watcher: Watcher, keep: Callable[[Mapping[str, JobResult]], None]) -> Carried:
    """keep: called with all results so far after each job."""
    done: dict[str, JobResult] = {}
    is_over = False
    for job in leg.jobs:
        red = [need for need in job.needs if need in done and done[need].result is not Ending.SUCCESS]
        if is_over or red:
            why = "the leg was interrupted" if is_over else f"it needs {listed(red)}"
            done[job.name] = JobResult(Ending.SKIPPED, 0.0, None, None, {}, why)
        else:
            watcher.job(job)
            done[job.name] = _run(job, leg, watcher)
            is_over = done[job.name].result is Ending.CANCELLED
        keep(done)
        watcher.ended(job, done[job.name])
    return Carried(done, is_over)


def _run(job: Job, leg: Leg, watcher: Watcher) -> JobResult:
    before = leg_reports.found(leg.root, job.reports)
    began = time.monotonic()
    code: int | None = None
    ending, why = Ending.SUCCESS, ""
    try:
        with leg.commands() as commands:
            for command in job.run:
                watcher.command(command)
                code = commands.run(command)
                if code:
                    ending, why = Ending.FAILURE, f"exit {code}: {_first_line(command)}"
                    break
    except KeyboardInterrupt:
        ending, why, code = Ending.CANCELLED, "interrupted", None
    seconds = round(time.monotonic() - began, 3)
    paths = leg_reports.left(leg.root, job.reports, before)
    tests = _tests(leg, paths)
    if ending is Ending.SUCCESS:
        ending, why = _held(job, paths, tests)
    reports = leg_reports.copied(leg.root, paths, reports_of(leg.folder, job.name)) if paths else {}
    return JobResult(ending, seconds, tests, code, reports, why)


def _held(job: Job, paths: Sequence[str], tests: int | None) -> tuple[Ending, str]:
    """What a job whose commands succeeded comes to."""
    if absent := leg_reports.unmatched(job.reports, paths):
        return Ending.FAILURE, f"left no report: no new file is {listed(absent)}"
    if tests == 0:
        return Ending.FAILURE, "its JUnit files say that no test ran"
    return Ending.SUCCESS, ""


def _tests(leg: Leg, paths: Sequence[str]) -> int | None:
    counts = [leg.tests(leg.root / path) for path in paths if path.endswith(".xml")]
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _first_line(command: str) -> str:
    lines = command.strip().splitlines()
    return f"{lines[0]} …" if len(lines) > 1 else "".join(lines)
