"""Which jobs the account kept from starting, and whether it was for want of minutes."""

from __future__ import annotations

import pytest

from greenlane.minutes.blocks import Block, blocks_among, is_block, may_be_block, says_quota
from greenlane.minutes.counting import count
from greenlane.model.jobs import LedgerJob, Machine, SeenJob

from .samples import NO_RUNNER, NOON, a_job, a_run

LIMIT = "The job was not started: payments have failed or your spending limit needs to be increased"
LOCKED = "The job was not started because your account is locked due to a billing issue."


def failed(**changes: object) -> SeenJob:
    return a_job(
        **{"conclusion": "failure", "started_at": NOON, "completed_at": NOON + 4, **NO_RUNNER, **changes}
    )


@pytest.mark.parametrize(
    ("changes", "asks"),
    [
        ({}, True),
        ({"steps": None}, True),
        ({"runner_id": 5, "runner_name": "GitHub Actions 5"}, True),
        ({"runner_id": 5, "runner_name": "GitHub Actions 5", "completed_at": NOON + 10}, True),
        ({"runner_id": 5, "runner_name": "GitHub Actions 5", "completed_at": NOON + 11}, False),
        ({"completed_at": NOON + 86_400}, True),
        ({"steps": 1}, False),
        ({"conclusion": "cancelled"}, False),
        ({"status": "in_progress"}, False),
        ({"runner_id": 5, "started_at": None}, False),
    ],
)
def test_only_what_looks_like_a_block_is_asked_about(changes: dict[str, object], asks: bool) -> None:
    assert may_be_block(failed(**changes)) is asks


@pytest.mark.parametrize("words", [LIMIT, LOCKED, "You have used 100% of your included minutes."])
def test_the_annotation_makes_a_block_of_it(words: str) -> None:
    assert is_block(failed(annotation=words))


@pytest.mark.parametrize("words", ["", "The runner has received a shutdown signal.", "exit code 1"])
def test_without_such_words_it_is_no_block(words: str) -> None:
    assert not is_block(failed(annotation=words))


def test_a_locked_account_says_nothing_about_minutes() -> None:
    assert says_quota(LIMIT)
    assert not says_quota(LOCKED)


def test_quota_blocks_come_the_oldest_first() -> None:
    run = a_run()
    jobs = [
        failed(job_id=1, annotation=LIMIT, completed_at=NOON + 500, started_at=NOON + 497),
        failed(job_id=2, annotation=LIMIT),
        failed(job_id=3, annotation=LOCKED),
        a_job(job_id=4),
    ]
    rows = [LedgerJob(run, job, count(run, job)) for job in jobs]
    assert blocks_among(rows) == (
        Block("octo-org/app", 2, NOON + 4, Machine.LINUX),
        Block("octo-org/app", 1, NOON + 500, Machine.LINUX),
    )


def test_a_block_without_an_end_is_dated_by_its_creation() -> None:
    job = failed(annotation=LIMIT, started_at=None, completed_at=None)
    found = blocks_among([LedgerJob(a_run(), job, count(a_run(), job))])
    assert [one.at for one in found] == [NOON]
