"""Traps 2 and 3, and of our own: times that run backwards, waiting, rounding, time zones."""

from __future__ import annotations

import math
import time
from datetime import date

import pytest

from greenlane.minutes.counting import LONGEST_S, count, count_run
from greenlane.model.jobs import Count, Free, LedgerJob, Machine, SeenJob, day_of

from ..samples import NO_RUNNER, NOON, OWN, a_job, a_run
from . import naive


def ours(job: SeenJob) -> Count:
    return count(a_run(), job)


@pytest.mark.parametrize("early", [1, 8760, 1_900_000])
def test_an_end_before_the_start_counts_nothing_and_is_reported(early: int) -> None:
    job = a_job(conclusion="cancelled", created_at=NOON, started_at=NOON, completed_at=NOON - early)
    assert naive.minutes([job]) < 0
    assert ours(job) == Count(Machine.LINUX, 0, 0, Free.NO_TIME, f"it ends {early} s before it starts")


def test_an_end_in_the_second_of_the_start_counts_nothing_and_is_reported() -> None:
    job = a_job(conclusion="cancelled", created_at=NOON - 30, started_at=NOON, completed_at=NOON)
    assert math.ceil(naive.minutes([job])) == 1
    assert ours(job) == Count(Machine.LINUX, 0, 0, Free.NO_TIME, "it ends in the second in which it starts")


def test_waiting_for_a_runner_is_not_billed() -> None:
    job = a_job(created_at=NOON - 3600, started_at=NOON, completed_at=NOON + 60)
    assert naive.minutes([job]) == 61
    assert ours(job).minutes == 1


@pytest.mark.parametrize("runner_id", [0, None])
def test_a_job_that_never_got_a_runner_is_free(runner_id: int | None) -> None:
    job = a_job(conclusion="cancelled", completed_at=NOON + 86_400, **{**NO_RUNNER, "runner_id": runner_id})
    assert naive.minutes([job]) == 1440
    assert ours(job) == Count(Machine.LINUX, 0, 0, Free.NO_RUNNER)


def test_group_0_without_a_name_is_no_runner() -> None:
    """GitHub gives the group's id 0 to a job that nothing took, as to one on its own machines."""
    job = a_job(conclusion="cancelled", **{**NO_RUNNER, "runner_group_id": 0})
    assert naive.minutes([job]) > 0
    assert ours(job).free is Free.NO_RUNNER


def test_steps_that_ran_prove_a_machine_although_none_is_named() -> None:
    count = ours(a_job(**{**NO_RUNNER, "steps": 3}))
    assert (count.minutes, count.oddity) == (2, "its steps ran, and no runner is named")


def test_each_job_is_rounded_up_by_itself() -> None:
    jobs = [
        a_job(job_id=n, name=f"leg {n}", created_at=NOON, started_at=NOON, completed_at=NOON + 61)
        for n in range(10)
    ]
    assert math.ceil(naive.minutes(jobs)) == 11
    assert sum(one.minutes or 0 for one in count_run(a_run(), jobs)) == 20


@pytest.mark.parametrize(("seconds", "minutes"), [(1, 1), (59, 1), (60, 1), (61, 2), (3600, 60), (3601, 61)])
def test_a_started_minute_is_a_whole_one(seconds: int, minutes: int) -> None:
    assert ours(a_job(started_at=NOON, completed_at=NOON + seconds)).minutes == minutes


def test_a_hosted_job_cannot_have_run_for_days() -> None:
    job = a_job(created_at=NOON, started_at=NOON, completed_at=NOON + 5 * 86_400)
    assert naive.minutes([job]) == 7200
    count = ours(job)
    assert (count.minutes, count.duration_s) == (LONGEST_S // 60, LONGEST_S)
    assert "432000 s" in count.oddity


def test_a_hosted_job_may_take_its_6_h_and_some_to_end() -> None:
    count = ours(a_job(started_at=NOON, completed_at=NOON + LONGEST_S))
    assert (count.duration_s, count.oddity) == (LONGEST_S, "")


def test_a_runner_that_is_known_by_its_number_is_known() -> None:
    assert ours(a_job(runner_name="")).oddity == ""


def test_a_machine_of_ours_may_run_for_days() -> None:
    count = ours(a_job(started_at=NOON, completed_at=NOON + 86_400, **OWN))
    assert (count.duration_s, count.oddity) == (86_400, "")


@pytest.mark.parametrize("missing", ["started_at", "completed_at"])
def test_a_time_that_is_missing_makes_the_minutes_unknown(missing: str) -> None:
    count = ours(a_job(**{missing: None}))
    assert (count.minutes, count.duration_s, count.free) == (None, None, None)
    assert missing in count.oddity


def test_a_job_that_still_runs_is_unknown_and_not_0() -> None:
    count = ours(a_job(status="in_progress", conclusion=None, completed_at=None))
    assert (count.minutes, count.duration_s) == (None, None)


def test_a_job_is_booked_on_the_utc_day_on_which_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    late = NOON + 29 * 86_400 + 43_199
    job = a_job(started_at=late - 90, completed_at=late)
    row = LedgerJob(a_run(), job, ours(job))
    try:
        assert naive.day_of(late) == "2026-11-01"
        assert row.day == day_of(late) == date(2026, 10, 31)
    finally:
        monkeypatch.undo()
        time.tzset()
