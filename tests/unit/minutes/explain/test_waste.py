"""What the minutes went to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from greenlane.minutes.explain import explain
from greenlane.model.explain import Waste
from greenlane.model.jobs import Count, Free, LedgerJob, Machine
from tests.unit.minutes.explain.histories import (
    MULTIPLIER,
    NOON,
    PRICE,
    RAW,
    Ran,
    a_run,
    joined,
    wasted,
)


def test_what_rounding_added_is_told_under_the_law() -> None:
    jobs = a_run(1, Ran("lint", 30), Ran("mac", 90, label="macos-15"))
    found = explain(jobs, law=MULTIPLIER, days=30)
    assert (found.raw, found.minutes) == (3, 1 + 2 * 10)
    assert wasted(found, Waste.ROUNDING) == pytest.approx(0.5 + 0.5 * 10)


def test_failed_cancelled_and_rerun_jobs_are_told() -> None:
    jobs = a_run(
        1,
        Ran("unit", 100, conclusion="failure"),
        Ran("e2e", 200, conclusion="cancelled"),
        Ran("unit", 100, at=900, attempt=2),
    )
    found = explain(jobs, law=RAW, days=30)
    assert [wasted(found, kind) for kind in (Waste.FAILED, Waste.CANCELLED, Waste.RERUN)] == [2, 4, 2]


def test_a_copy_of_a_passed_job_is_no_job() -> None:
    jobs = a_run(1, Ran("unit", 100), Ran("e2e", 60, conclusion="failure"))
    again = a_run(1, Ran("unit", 100), Ran("unit", 100, attempt=2))[1:]
    assert [one.count.free for one in again] == [Free.COPY]
    found = explain([*jobs, *again], law=RAW, days=30)
    assert (found.jobs, found.raw, wasted(found, Waste.RERUN)) == (2, 3, 0)


def test_scheduled_runs_are_told() -> None:
    found = explain(a_run(1, Ran("nightly", 600), event="schedule"), law=RAW, days=30)
    assert wasted(found, Waste.SCHEDULED) == 10


def test_a_job_that_still_runs_is_unknown_and_not_zero() -> None:
    one = a_run(1, Ran("unit", 100))[0]
    running = replace(one, count=Count(Machine.LINUX, None, None))
    found = explain([running], law=RAW, days=30)
    assert (found.jobs, found.unknown, found.billed) == (1, 1, 0)


def test_public_repositories_waste_nothing_and_need_no_remedy() -> None:
    jobs = joined(a_run(n, Ran("lint", 10), Ran("docs", 10), is_private=False) for n in range(40))
    found = explain(jobs, law=PRICE, days=30)
    assert (found.minutes, found.remedies, found.notes) == (0, (), ())
    assert all(one.minutes == 0 for one in found.wasted)


def test_minutes_of_larger_machines_stand_apart() -> None:
    job = a_run(1, Ran("build", 100))[0]
    larger = LedgerJob(job.run, job.job, Count(Machine.LARGER, 100, 2))
    found = explain([larger], law=RAW, days=30)
    assert (found.minutes, found.apart) == (0, {Machine.LARGER: 2})


def test_a_history_without_jobs_is_empty() -> None:
    found = explain([], law=RAW, days=30)
    assert (found.runs, found.jobs, found.minutes, found.remedies) == (0, 0, 0, ())


def test_workflows_of_github_itself_get_no_remedy() -> None:
    runs = (a_run(n, Ran("x", 600), begins=NOON + 60 * n, path="dynamic/codeql") for n in range(30))
    found = explain(joined(runs), law=PRICE, days=30)
    assert found.minutes > 0
    assert (found.remedies, found.dismissed) == ((), ())
