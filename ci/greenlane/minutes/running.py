"""What runs now, and what it is expected to add to the month.

A run may be over and one of its jobs say for ever that it runs: such a job is unknown, and does not run. One
that does is expected to take what such a job took of late, or the time it has had if that is more: but never
more than GitHub lets a hosted job run, since an old ledger does not know that it ended.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from greenlane.minutes.counting import LONGEST_S, minutes_of
from greenlane.minutes.ledger.interface import Dimension, Ledger
from greenlane.model.bill import Law
from greenlane.model.jobs import LedgerJob, day_of

USUAL_DAYS = 30
"""How far back a job's usual time is looked for."""


def is_running(one: LedgerJob) -> bool:
    """Whether a job without an end may still run."""
    return one.job.status != "completed" and one.run.is_open


def in_flight(
    ledger: Ledger, jobs: Sequence[LedgerJob], repositories: Collection[str], law: Law, now: int
) -> float:
    """The included minutes that these running jobs are expected to take. now: Unix seconds."""
    if not jobs:
        return 0.0
    usual = usual_minutes(ledger, repositories, now)
    return sum(_expected(one, usual, law, now) for one in jobs)


def usual_minutes(ledger: Ledger, repositories: Collection[str], now: int) -> Mapping[tuple[str, str], float]:
    """By repository and name, what such a job billed in the mean; skipped and free ones say nothing of it."""
    today = day_of(now)
    span = (today - timedelta(days=USUAL_DAYS), today + timedelta(days=1))
    groups = ledger.spent((Dimension.REPOSITORY, Dimension.JOB, Dimension.FREE), *span, repositories)
    billed = (one for one in groups if one.jobs and not one.keys[2])
    return {(one.keys[0], one.keys[1]): one.minutes / one.jobs for one in billed}


def _expected(one: LedgerJob, usual: Mapping[tuple[str, str], float], law: Law, now: int) -> float:
    if one.count.free or one.count.machine is None:
        return 0.0
    started_at = now if one.job.started_at is None else one.job.started_at
    had = minutes_of(min(LONGEST_S, now - started_at))
    minutes = max(usual.get((one.run.repository, one.job.name), 1.0), had, 1.0)
    return minutes * float(law.weights.get(one.count.machine, 0))
