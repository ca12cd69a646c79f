"""Of our own: over quota, a job fails within seconds, and only its check run's annotation says why."""

from __future__ import annotations

from greenlane.minutes.counting import count
from greenlane.model.jobs import Free

from ..samples import NO_RUNNER, NOON, a_job, a_run
from . import naive

SAID = "The job was not started because your spending limit needs to be increased."
BLOCKED = a_job(conclusion="failure", started_at=NOON, completed_at=NOON + 3, annotation=SAID, **NO_RUNNER)


def test_a_quota_block_is_no_failed_test_and_bills_nothing() -> None:
    assert naive.is_failed_test(BLOCKED)
    assert naive.minutes([BLOCKED]) > 0
    assert (count(a_run(), BLOCKED).minutes, count(a_run(), BLOCKED).free) == (0, Free.BLOCKED)


def test_a_block_that_names_a_runner_bills_nothing_either() -> None:
    job = a_job(conclusion="failure", started_at=NOON, completed_at=NOON + 3, steps=0, annotation=SAID)
    assert count(a_run(), job).free is Free.BLOCKED


def test_a_test_that_fails_within_seconds_is_billed() -> None:
    job = a_job(conclusion="failure", started_at=NOON, completed_at=NOON + 3, steps=2, annotation=SAID)
    assert (count(a_run(), job).minutes, count(a_run(), job).free) == (1, None)
