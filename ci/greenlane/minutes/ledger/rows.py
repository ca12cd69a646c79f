"""Rows of the ledger's tables, and the values they stand for."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from greenlane.model.bill import UsageItem
from greenlane.model.jobs import Count, Free, Machine, SeenJob, SeenRun

Row = Sequence[Any]
"""What SQLite gives and takes: a value a column."""
Number = Callable[[str], int]
"""The number that stands for a text."""
Text = Callable[[int], str]
"""The text of a number."""

RUN_COLUMNS = (
    "run_id, attempt, workflow_id, path, workflow, event, branch, actor, commit_hash, status, conclusion,"
    " is_private, created_at, started_at, updated_at"
)
SEEN_COLUMNS = (
    "job_id, run_id, attempt, name, status, conclusion, created_at, started_at, completed_at, labels,"
    " runner_id, runner_name, runner_group_id, runner_group, steps, annotation"
)
COUNT_COLUMNS = "machine, duration_s, minutes, free, oddity"
USAGE_COLUMNS = (
    "account, year, month, day, first_day, product, sku, repository, unit, gross, discount, net, price"
)


def run_row(run: SeenRun, number: Number) -> Row:
    """In the order of RUN_COLUMNS."""
    return (
        run.run_id,
        run.attempt,
        run.workflow_id,
        *(number(one) for one in (run.path, run.workflow, run.event, run.branch, run.actor)),
        run.commit,
        run.status,
        run.conclusion,
        run.is_private,
        run.created_at,
        run.started_at,
        run.updated_at,
    )


def run_of(row: Row, repository: str, text: Text) -> SeenRun:
    """row: in the order of RUN_COLUMNS."""
    run_id, attempt, workflow_id, path, workflow, event, branch, actor, *rest = row
    commit, status, conclusion, private, created_at, started_at, updated_at = rest
    return SeenRun(
        repository=repository,
        run_id=run_id,
        attempt=attempt,
        workflow_id=workflow_id,
        path=text(path),
        workflow=text(workflow),
        event=text(event),
        branch=text(branch),
        actor=text(actor),
        commit=commit,
        status=status,
        conclusion=conclusion,
        is_private=None if private is None else bool(private),
        created_at=created_at,
        started_at=started_at,
        updated_at=updated_at,
    )


def seen_row(job: SeenJob, number: Number) -> Row:
    """In the order of SEEN_COLUMNS."""
    return (
        job.job_id,
        job.run_id,
        job.attempt,
        number(job.name),
        number(job.status),
        None if job.conclusion is None else number(job.conclusion),
        job.created_at,
        job.started_at,
        job.completed_at,
        number(json.dumps(job.labels, ensure_ascii=False)),
        job.runner_id,
        job.runner_name,
        job.runner_group_id,
        number(job.runner_group),
        job.steps,
        job.annotation,
    )


def seen_of(row: Row, text: Text, labels: Callable[[int], tuple[str, ...]]) -> SeenJob:
    """row: in the order of SEEN_COLUMNS."""
    job_id, run_id, attempt, name, status, conclusion, created_at, started_at, completed_at, *rest = row
    named, runner_id, runner_name, runner_group_id, runner_group, steps, annotation = rest
    return SeenJob(
        job_id=job_id,
        run_id=run_id,
        attempt=attempt,
        name=text(name),
        status=text(status),
        conclusion=None if conclusion is None else text(conclusion),
        created_at=created_at,
        started_at=started_at,
        completed_at=completed_at,
        labels=labels(named),
        runner_id=runner_id,
        runner_name=runner_name,
        runner_group_id=runner_group_id,
        runner_group=text(runner_group),
        steps=steps,
        annotation=annotation,
    )


def count_row(count: Count, number: Number) -> Row:
    """In the order of COUNT_COLUMNS."""
    return (
        None if count.machine is None else number(count.machine.value),
        count.duration_s,
        count.minutes,
        None if count.free is None else number(count.free.value),
        count.oddity,
    )


def count_of(row: Row, machine: Callable[[int], Machine], free: Callable[[int], Free]) -> Count:
    """row: in the order of COUNT_COLUMNS."""
    kind, duration_s, minutes, reason, oddity = row
    return Count(
        None if kind is None else machine(kind),
        duration_s,
        minutes,
        None if reason is None else free(reason),
        oddity,
    )


def usage_row(item: UsageItem) -> Row:
    """In the order of USAGE_COLUMNS. first_day is what a row is found by: its day, or the first of its
    month."""
    first = f"{item.year:04d}-{item.month:02d}-01" if item.day is None else item.day.isoformat()
    numbers = (str(item.gross), str(item.discount), str(item.net))
    price = None if item.price is None else str(item.price)
    day = None if item.day is None else first
    names = (item.product, item.sku, item.repository, item.unit)
    return (item.account, item.year, item.month, day, first, *names, *numbers, price)


def usage_of(row: Row) -> UsageItem:
    """row: in the order of USAGE_COLUMNS."""
    account, year, month, day, _, product, sku, repository, unit, gross, discount, net, price = row
    return UsageItem(
        account=account,
        year=year,
        month=month,
        day=None if day is None else date.fromisoformat(day),
        product=product,
        sku=sku,
        repository=repository,
        unit=unit,
        gross=Decimal(gross),
        discount=Decimal(discount),
        net=Decimal(net),
        price=None if price is None else Decimal(price),
    )
