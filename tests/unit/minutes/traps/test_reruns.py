"""Trap 1: a job that passed is listed again under every later attempt, with a new id and its old times."""

from __future__ import annotations

from greenlane.minutes.counting import copies_among, count_run
from greenlane.model.jobs import Free, SeenJob

from ..samples import NOON, a_job, a_run
from . import naive

LINT = a_job(job_id=1, name="lint", started_at=NOON, completed_at=NOON + 60)
TEST = a_job(job_id=2, name="test", conclusion="failure", started_at=NOON, completed_at=NOON + 60)
LINT_AGAIN = a_job(job_id=3, name="lint", attempt=2, started_at=NOON, completed_at=NOON + 60)
TEST_AGAIN = a_job(
    job_id=4, name="test", attempt=2, created_at=NOON + 900, started_at=NOON + 900, completed_at=NOON + 960
)
ALL = (LINT, TEST, LINT_AGAIN, TEST_AGAIN)


def ours(*jobs: SeenJob) -> int:
    return sum(one.minutes or 0 for one in count_run(a_run(attempt=2), jobs))


def test_rerunning_failed_jobs_bills_only_what_ran_again() -> None:
    assert naive.minutes(ALL) == 4
    assert ours(*ALL) == 3


def test_earlier_attempts_were_billed_too() -> None:
    assert naive.minutes_of_latest(ALL) == 2
    assert ours(*ALL) == 3


def test_the_copy_says_that_it_is_one() -> None:
    counts = count_run(a_run(attempt=2), ALL)
    assert [one.free for one in counts] == [None, None, Free.COPY, None]


def test_two_jobs_of_one_name_in_one_attempt_are_two() -> None:
    pair = (LINT, a_job(job_id=9, name="lint", started_at=NOON, completed_at=NOON + 60))
    assert naive.minutes_without_repeats(pair) == 1
    assert ours(*pair) == 2


def test_as_many_copies_as_there_were_jobs_are_copies() -> None:
    again = (LINT_AGAIN, a_job(job_id=10, name="lint", attempt=2, started_at=NOON, completed_at=NOON + 60))
    more = a_job(job_id=11, name="lint", attempt=2, started_at=NOON, completed_at=NOON + 60)
    pair = (LINT, a_job(job_id=9, name="lint", started_at=NOON, completed_at=NOON + 60))
    assert copies_among((*pair, *again)) == {3, 10}
    assert copies_among((*pair, *again, more)) == {3, 10}


def test_a_third_attempt_copies_the_copy() -> None:
    third = a_job(job_id=12, name="lint", attempt=3, started_at=NOON, completed_at=NOON + 60)
    assert copies_among((third, LINT_AGAIN, LINT)) == {3, 12}


def test_a_copy_that_lost_its_runner_is_still_a_copy() -> None:
    bare = a_job(
        job_id=3,
        name="lint",
        attempt=2,
        started_at=NOON,
        completed_at=NOON + 60,
        runner_id=None,
        runner_name="",
        runner_group="",
        steps=None,
    )
    assert copies_among((LINT, bare)) == {3}


def test_the_same_job_read_twice_is_no_copy_of_itself() -> None:
    """A page that moved while it was read lists a job again; the ledger keeps one of them."""
    assert [one.minutes for one in count_run(a_run(), (LINT, LINT))] == [1, 1]


def test_jobs_of_a_name_that_ran_at_other_times_are_all_billed() -> None:
    later = a_job(job_id=3, name="lint", attempt=2, started_at=NOON + 900, completed_at=NOON + 960)
    assert ours(LINT, later) == 2


def test_jobs_without_an_end_are_no_copies_of_each_other() -> None:
    jobs = [a_job(job_id=n, attempt=n, status="in_progress", completed_at=None) for n in (1, 2)]
    assert copies_among(jobs) == frozenset()
