"""What a job counts in billed minutes, before any law: every attempt of every job once.

Properties: the order of the jobs changes nothing; a copy of a passed job, which GitHub lists again under each
later attempt, adds nothing; minutes are never fewer than the time that passed; nothing is below 0.
Example: a job that ran 61 s in a private repository counts 2 minutes, however many attempts list it.
Not done here: weighing minutes by a law (laws.py), and anything that a run's jobs do not say.
Source: docs/minutes.md#counting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from greenlane.minutes.blocks import is_block
from greenlane.minutes.machines import had_no_runner, machine_of
from greenlane.model.jobs import Count, Free, Machine, SeenJob, SeenRun

VERSION = 1
"""Rises whenever the same jobs would count otherwise: a ledger then counts again what it holds."""

# GitHub stops a hosted job after 6 h; ten minutes for it to end. What is said beyond is no time of a machine.
LONGEST_S = 6 * 3600 + 600

# Workflows of GitHub's own, by the start of their path. CodeQL and the coding agent are not free, and neither
# is a workflow of the repository that Dependabot's pull request starts. Copilot's review: listed as free in
# November 2026, though a change of June 2026 says that it takes minutes; a residual on the bill would tell.
FREE_PATHS = (
    ("dynamic/pages/", Free.PAGES),
    ("dynamic/dependabot/", Free.DEPENDABOT),
    ("dynamic/copilot-pull-request-reviewer/", Free.COPILOT),
    ("dynamic/agents/copilot-pull-request-reviewer", Free.COPILOT),
)


def count_run(run: SeenRun, jobs: Sequence[SeenJob]) -> tuple[Count, ...]:
    """What each of a run's jobs counts, in their order. jobs: those of all attempts."""
    copies = copies_among(jobs)
    return tuple(count(run, job, is_copy=job.job_id in copies) for job in jobs)


def copies_among(jobs: Sequence[SeenJob]) -> frozenset[int]:
    """The ids of jobs that are another's copy under a later attempt.

    A copy keeps its name and its times and gets a new id. The earliest attempt holds the originals, and
    several of one name and time in one attempt are several jobs. Nothing of a later attempt can have run
    at that very time, as attempts follow each other: so the runner, which may be left out, is not asked for.
    """
    seen: dict[tuple[int, str, int, int], Counter[int]] = {}
    copies: set[int] = set()
    for job in sorted({job.job_id: job for job in jobs}.values(), key=lambda one: (one.attempt, one.job_id)):
        if job.started_at is None or job.completed_at is None:
            continue
        attempts = seen.setdefault((job.run_id, job.name, job.started_at, job.completed_at), Counter())
        before = max((much for attempt, much in attempts.items() if attempt != job.attempt), default=0)
        attempts[job.attempt] += 1
        if attempts[job.attempt] <= before:
            copies.add(job.job_id)
    return frozenset(copies)


def count(run: SeenRun, job: SeenJob, *, is_copy: bool = False) -> Count:
    """What one job counts. is_copy: it was listed before, under an earlier attempt."""
    machine = machine_of(job)
    free = _free(run, job, machine, is_copy)
    if job.status != "completed":
        return Count(machine, None, 0 if free else None, free)
    if free in {Free.SKIPPED, Free.NO_RUNNER, Free.BLOCKED}:
        return Count(machine, 0, 0, free)
    duration_s, oddity = _duration(job, machine)
    oddity = "; ".join(part for part in (oddity, _nobody(job)) if part)
    if free is Free.COPY:
        return Count(machine, duration_s, 0, free)
    if free:
        return Count(machine, duration_s, 0, free, oddity)
    if duration_s is None:
        return Count(machine, None, None, None, oddity)
    if duration_s == 0:
        return Count(machine, 0, 0, Free.NO_TIME, oddity)
    return Count(machine, duration_s, minutes_of(duration_s), None, oddity)


def minutes_of(duration_s: int) -> int:
    """Whole minutes, rounded up, as GitHub does for every job by itself."""
    return -(-max(0, duration_s) // 60)


def _free(run: SeenRun, job: SeenJob, machine: Machine | None, is_copy: bool) -> Free | None:
    """The first reason for which it costs nothing."""
    return next(_reasons(run, job, machine, is_copy), None)


def _reasons(run: SeenRun, job: SeenJob, machine: Machine | None, is_copy: bool) -> Iterator[Free]:
    if is_copy:
        yield Free.COPY
    if job.status == "completed":
        if job.conclusion == "skipped":
            yield Free.SKIPPED
        if is_block(job):
            yield Free.BLOCKED
        if had_no_runner(job):
            yield Free.NO_RUNNER
    if machine is Machine.SELF_HOSTED:
        yield Free.SELF_HOSTED
    if machine is not Machine.LARGER:
        yield from _given(run)


def _given(run: SeenRun) -> Iterator[Free]:
    """What GitHub gives away on its standard machines."""
    if run.is_private is False:
        yield Free.PUBLIC
    yield from (free for start, free in FREE_PATHS if run.path.startswith(start))


def _duration(job: SeenJob, machine: Machine | None) -> tuple[int | None, str]:
    """The seconds a job ran, and what was wrong with its times."""
    if job.started_at is None or job.completed_at is None:
        missing = "started_at" if job.started_at is None else "completed_at"
        return None, f"it is over, and its {missing} is missing"
    passed = job.completed_at - job.started_at
    if passed < 0:
        return 0, f"it ends {-passed} s before it starts"
    if passed == 0:
        return 0, "it ends in the second in which it starts"
    if passed > LONGEST_S and machine not in {Machine.SELF_HOSTED, Machine.UNKNOWN, None}:
        return LONGEST_S, f"its times say {passed} s; GitHub stops a hosted job after 6 h"
    return passed, ""


def _nobody(job: SeenJob) -> str:
    return "" if job.runner_id or job.runner_name.strip() else "its steps ran, and no runner is named"
