"""Runs and jobs made up for tests of the ledger, and a count that needs no rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from greenlane.minutes.ledger import SqliteLedger
from greenlane.model.jobs import Count, Free, Machine, SeenJob, SeenRun

SINCE, UNTIL = date(2026, 11, 1), date(2026, 12, 1)


def at(day: int, hour: int = 12, minute: int = 0) -> int:
    """A Unix time in November 2026, UTC."""
    return int(datetime(2026, 11, day, hour, minute, tzinfo=UTC).timestamp())


RUN = SeenRun(
    repository="octo-org/app",
    run_id=1,
    attempt=1,
    workflow_id=70,
    path=".github/workflows/ci.yml",
    workflow="CI",
    event="push",
    branch="main",
    actor="octocat",
    commit="9fceb02",
    status="completed",
    conclusion="success",
    is_private=True,
    created_at=at(3),
    started_at=at(3),
    updated_at=at(3, 13),
)
JOB = SeenJob(
    job_id=11,
    run_id=1,
    attempt=1,
    name="test",
    status="completed",
    conclusion="success",
    created_at=at(3),
    started_at=at(3, 12, 1),
    completed_at=at(3, 12, 3),
    labels=("ubuntu-latest",),
    runner_id=5,
    runner_name="GitHub Actions 5",
    runner_group_id=0,
    runner_group="GitHub Actions",
    steps=4,
)


def run(run_id: int = 1, **more: Any) -> SeenRun:
    return replace(RUN, run_id=run_id, **more)


def job(job_id: int = 11, run_id: int = 1, **more: Any) -> SeenJob:
    return replace(JOB, job_id=job_id, run_id=run_id, **more)


def counted(job: SeenJob) -> Count:
    """Whole minutes, rounded up, on Linux; a skipped job is free, one without an end is unknown."""
    if job.conclusion == "skipped":
        return Count(None, 0, 0, Free.SKIPPED)
    if job.started_at is None or job.completed_at is None:
        return Count(Machine.LINUX, None, None)
    duration_s = job.completed_at - job.started_at
    return Count(Machine.LINUX, duration_s, -(-duration_s // 60))


def count(_: SeenRun, jobs: Sequence[SeenJob]) -> list[Count]:
    return [counted(one) for one in jobs]


def put(ledger: SqliteLedger, run: SeenRun, *jobs: SeenJob, counts: Sequence[Count] | None = None) -> None:
    """A run and its jobs, in a block of their own."""
    with ledger.writing() as write:
        write.put_run(run)
        write.put_jobs(run, jobs, counts if counts is not None else count(run, jobs))


def lines(path: Path) -> list[str]:
    """Everything that a ledger holds, as statements; two ledgers are equal when these are."""
    import sqlite3

    with sqlite3.connect(path) as connection:
        return list(connection.iterdump())
