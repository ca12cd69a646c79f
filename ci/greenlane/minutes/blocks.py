"""Jobs that GitHub did not start because the account had no minutes left, or owes something.

Such a job has failed within seconds, without a step, and the reason stands only in its check run's
annotation. It is not a test's failure. GitHub uses one sentence for a used-up quota, a spending limit and a
payment that failed: which of them it was follows from the count (reconcile.py), not from the words.
Source: docs/minutes.md#quota-block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from greenlane.model.jobs import LedgerJob, Machine, SeenJob

# Seen: 2 to 5 s.
SHORT_S = 10
FAILED = ("failure", "startup_failure")
WORDS = re.compile(
    r"spending limit|account payments? ha\w+ failed|included (minutes|usage)|(minutes|usage) limit|quota"
    r"|out of (included )?(actions )?minutes|budget",
    re.IGNORECASE,
)
# Locked or disabled accounts: not started either, but no sign of a quota.
LOCKED = re.compile(r"account is locked|billing issue", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """A job that was not started for want of minutes. at: Unix seconds. machine: it asked for."""

    repository: str
    job_id: int
    at: int
    machine: Machine | None


def may_be_block(job: SeenJob) -> bool:
    """Whether its annotation is worth a call: it failed, no step ran, and it took seconds or no runner."""
    if job.status != "completed" or job.conclusion not in FAILED or job.steps:
        return False
    if not job.runner_id and not job.runner_name.strip():
        return True
    if job.started_at is None or job.completed_at is None:
        return False
    return job.completed_at - job.started_at <= SHORT_S


def is_block(job: SeenJob) -> bool:
    """Whether the account kept it from starting: its shape and its annotation say so together."""
    return may_be_block(job) and (says_quota(job.annotation) or LOCKED.search(job.annotation) is not None)


def says_quota(annotation: str) -> bool:
    """Whether an annotation speaks of minutes, a limit or a payment, rather than of a locked account."""
    return WORDS.search(annotation) is not None and LOCKED.search(annotation) is None


def blocks_among(jobs: Iterable[LedgerJob]) -> tuple[Block, ...]:
    """The quota blocks, the oldest first; each tells that a limit was reached at that time."""
    found = [
        Block(one.run.repository, one.job.job_id, at, one.count.machine)
        for one in jobs
        if is_block(one.job)
        and says_quota(one.job.annotation)
        and (at := one.job.completed_at or one.job.created_at) is not None
    ]
    return tuple(sorted(found, key=lambda block: (block.at, block.repository, block.job_id)))
