"""Histories made by hand, counted as a ledger would: a run a call, its jobs with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from greenlane.minutes.counting import count_run
from greenlane.minutes.laws import laws_at
from greenlane.model.bill import Law
from greenlane.model.explain import Explanation, Waste
from greenlane.model.forecast import Remedy
from greenlane.model.jobs import LedgerJob, SeenJob, SeenRun

NOON = 1_790_000_000
PATH = ".github/workflows/ci.yml"
LAWS = {law.name: law for law in laws_at(date(2026, 11, 1))}
RAW, MULTIPLIER, PRICE = LAWS["raw"], LAWS["multiplier"], LAWS["price"]
NAMES: Sequence[Law] = (RAW, MULTIPLIER, PRICE)


@dataclass(frozen=True)
class Ran:
    """A job of a run to be made. at: seconds after the run began."""

    name: str
    seconds: int
    at: int = 5
    conclusion: str = "success"
    attempt: int = 1
    label: str = "ubuntu-latest"


RUN = SeenRun(
    repository="octo-org/app",
    run_id=1,
    attempt=1,
    workflow_id=1,
    path=PATH,
    workflow="CI",
    event="pull_request",
    branch="topic",
    actor="mona",
    commit="a" * 40,
    status="completed",
    conclusion="success",
    is_private=True,
    created_at=NOON,
    started_at=NOON,
    updated_at=NOON,
)


def a_run(number: int, *ran: Ran, begins: int | None = None, **changes: Any) -> list[LedgerJob]:
    """The jobs of a run. begins: its creation, by default an hour after the one of the number before."""
    created_at = NOON + 3600 * number if begins is None else begins
    run = replace(RUN, run_id=number, created_at=created_at, commit=f"{number:040x}")
    run = replace(run, **changes)
    jobs = [_job(run, at, one) for at, one in enumerate(ran)]
    return [LedgerJob(run, job, count) for job, count in zip(jobs, count_run(run, jobs), strict=True)]


def _job(run: SeenRun, at: int, ran: Ran) -> SeenJob:
    started_at = run.created_at + ran.at
    return SeenJob(
        job_id=run.run_id * 1000 + at,
        run_id=run.run_id,
        attempt=ran.attempt,
        name=ran.name,
        status="completed",
        conclusion=ran.conclusion,
        created_at=run.created_at,
        started_at=started_at,
        completed_at=started_at + ran.seconds,
        labels=(ran.label,),
        runner_id=7,
        runner_name="GitHub Actions 7",
        runner_group_id=0,
        runner_group="GitHub Actions",
        steps=3,
    )


def named(found: Explanation, name: str) -> list[Remedy]:
    """The remedies of a name, those that are worth it."""
    return [one for one in found.remedies if one.docs.endswith(f"#{name}")]


def dismissed(found: Explanation, name: str) -> list[Remedy]:
    """The remedies of a name that cost at least what they save."""
    return [one for one in found.dismissed if one.docs.endswith(f"#{name}")]


def wasted(found: Explanation, kind: Waste) -> float:
    """The minutes of one way in which they went."""
    return next(one.minutes for one in found.wasted if one.kind is kind)


def joined(runs: Iterable[list[LedgerJob]]) -> list[LedgerJob]:
    """The jobs of many runs."""
    return [job for run in runs for job in run]
