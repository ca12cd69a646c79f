"""Runs, jobs and bills for the minutes' tests, each with one thing changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from greenlane.model.bill import Cycle, UsageItem
from greenlane.model.jobs import Booked, Machine, SeenJob, SeenRun

OCTOBER = Cycle(date(2026, 10, 1), date(2026, 11, 1))
NOON = int(datetime(2026, 10, 2, 12, tzinfo=UTC).timestamp())

RUN = SeenRun(
    repository="octo-org/app",
    run_id=700,
    attempt=1,
    workflow_id=3,
    path=".github/workflows/ci.yml",
    workflow="ci",
    event="push",
    branch="main",
    actor="mona",
    commit="c0ffee",
    status="completed",
    conclusion="success",
    is_private=True,
    created_at=NOON,
    started_at=NOON,
    updated_at=NOON + 600,
)

JOB = SeenJob(
    job_id=1,
    run_id=700,
    attempt=1,
    name="test",
    status="completed",
    conclusion="success",
    created_at=NOON,
    started_at=NOON + 5,
    completed_at=NOON + 66,
    labels=("ubuntu-latest",),
    runner_id=1000012,
    runner_name="GitHub Actions 1000012",
    runner_group_id=0,
    runner_group="GitHub Actions",
    steps=4,
)
"""61 s on a standard Linux machine of GitHub, in a private repository: 2 minutes."""

NO_RUNNER: dict[str, Any] = {"runner_id": 0, "runner_name": "", "runner_group": "", "steps": 0}
OWN: dict[str, Any] = {
    "runner_id": 7,
    "runner_name": "box-7",
    "runner_group_id": 1,
    "runner_group": "Default",
}


def a_run(**changes: Any) -> SeenRun:
    return replace(RUN, **changes)


def a_job(**changes: Any) -> SeenJob:
    return replace(JOB, **changes)


def booked(
    machine: Machine, minutes: int, day: date = date(2026, 10, 2), repository: str = "me/app"
) -> Booked:
    return Booked(day, repository, machine, minutes, minutes * 60, minutes)


def billed(sku: str, gross: str, **changes: Any) -> UsageItem:
    """A row of October 2026, all of it discounted."""
    much = Decimal(gross)
    row = UsageItem("me", 2026, 10, None, "actions", sku, "", "minutes", much, much, Decimal(0), None)
    return replace(row, **changes)


# The recorded answer of /users/{user}/settings/billing/usage/summary of October 2026, on plan Pro. Source:
# issuebot's docs, a probe of 2026-10-02; a minute later the billing page showed 2,308. A detailed report of
# that time split Linux into 2,130 minutes of private and 62 of public repositories.
RECORDED = (
    billed("actions_linux", "2192.0", price=Decimal("0.006")),
    billed("actions_storage", "0.815204913", unit="gigabyte-hours", price=Decimal("0.00033602")),
    billed("actions_windows", "114.0", price=Decimal("0.01")),
)
RECORDED_PAGE = 2308
RECORDED_INCLUDED = 3000
RECORDED_PUBLIC = {Machine.LINUX: 62}
RECORDED_OURS = (booked(Machine.LINUX, 2130), booked(Machine.WINDOWS, 114))
