"""What holds of every count, whatever GitHub lists."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from greenlane.minutes.counting import count, count_run, minutes_of
from greenlane.model.jobs import Free, SeenJob, SeenRun

from .samples import NOON, a_run

TIMES = st.none() | st.integers(NOON - 90_000, NOON + 90_000)
HOSTED = (5, "GitHub Actions 5", "GitHub Actions")
RUNNERS = st.sampled_from([(None, "", ""), (0, "", ""), HOSTED, HOSTED, (6, "x", "Default")])
RUNS = st.builds(
    a_run,
    is_private=st.sampled_from([True, False, None]),
    path=st.sampled_from([".github/workflows/ci.yml", "dynamic/pages/pages-build-deployment"]),
)


@st.composite
def seen_jobs(draw: st.DrawFn) -> SeenJob:
    runner_id, runner_name, group = draw(RUNNERS)
    status = draw(st.sampled_from(["completed", "completed", "completed", "in_progress", "queued"]))
    return SeenJob(
        job_id=draw(st.integers(1, 10_000)),
        run_id=700,
        attempt=draw(st.integers(1, 3)),
        name=draw(st.sampled_from(["lint", "test"])),
        status=status,
        conclusion=draw(st.sampled_from(["success", "failure", "cancelled", "skipped"])),
        created_at=draw(TIMES),
        started_at=draw(TIMES),
        completed_at=draw(TIMES),
        labels=draw(st.sampled_from([(), ("ubuntu-latest",), ("self-hosted",), ("box",)])),
        runner_id=runner_id,
        runner_name=runner_name,
        runner_group=group,
        steps=draw(st.sampled_from([None, 0, 4])),
    )


JOBS = st.lists(seen_jobs(), max_size=8, unique_by=lambda job: job.job_id)


SHUFFLED = JOBS.flatmap(lambda jobs: st.tuples(st.just(jobs), st.permutations(jobs)))


@given(RUNS, SHUFFLED)
def test_the_order_of_the_jobs_changes_nothing(
    run: SeenRun, both: tuple[list[SeenJob], list[SeenJob]]
) -> None:
    one, other = (
        {job.job_id: counted for job, counted in zip(jobs, count_run(run, jobs), strict=True)}
        for jobs in both
    )
    assert one == other


@given(RUNS, JOBS)
def test_nothing_that_is_counted_is_below_0(run: SeenRun, jobs: list[SeenJob]) -> None:
    for one in count_run(run, jobs):
        assert one.minutes is None or one.minutes >= 0
        assert one.duration_s is None or one.duration_s >= 0


@given(RUNS, JOBS)
def test_minutes_are_never_fewer_than_the_time_that_passed(run: SeenRun, jobs: list[SeenJob]) -> None:
    for one in count_run(run, jobs):
        if one.free is None and one.minutes is not None:
            assert one.duration_s is not None
            assert one.duration_s / 60 <= one.minutes < one.duration_s / 60 + 1


@given(RUNS, JOBS)
def test_what_is_free_counts_nothing_and_what_counts_nothing_says_why(
    run: SeenRun, jobs: list[SeenJob]
) -> None:
    for one in count_run(run, jobs):
        assert (one.minutes == 0) == (one.free is not None)


@given(RUNS, JOBS)
def test_listing_all_jobs_again_under_a_later_attempt_adds_nothing(run: SeenRun, jobs: list[SeenJob]) -> None:
    """Jobs that are over, as GitHub copies no others."""
    over = [job for job in jobs if job.started_at is not None and job.completed_at is not None]
    again = [replace(job, job_id=job.job_id + 20_000, attempt=9) for job in over]
    first = {job.job_id: one for job, one in zip(over, count_run(run, over), strict=True)}
    both = {job.job_id: one for job, one in zip(over + again, count_run(run, over + again), strict=True)}
    assert {job_id: one for job_id, one in both.items() if job_id <= 20_000} == first
    copies = [one for job_id, one in both.items() if job_id > 20_000]
    assert sum(one.free is Free.COPY for one in copies) >= sum(
        one.free is not Free.COPY for one in first.values()
    )
    assert all(one.minutes == 0 for one in copies if one.free is Free.COPY)


@given(RUNS, seen_jobs())
def test_a_job_alone_counts_the_same_in_its_run(run: SeenRun, job: SeenJob) -> None:
    assert count_run(run, [job]) == (count(run, job),)


@given(st.integers(-10, 100_000), st.integers(0, 1000))
def test_more_time_never_counts_less(seconds: int, more: int) -> None:
    assert 0 <= minutes_of(seconds) <= minutes_of(seconds + more)


def test_a_run_without_jobs_counts_nothing() -> None:
    assert count_run(a_run(), []) == ()
