"""What a minute takes by a runner's label, and what planned jobs did of late."""

from __future__ import annotations

from typing import Any

import pytest

from greenlane.minutes.counting import count_run
from greenlane.minutes.laws import MULTIPLIER
from greenlane.minutes.pasts import MOST, pasts, planned
from greenlane.minutes.rates import rates
from greenlane.model.jobs import LedgerJob
from greenlane.model.plan import Past
from tests.unit.minutes.samples import NOON, a_job, a_run

LABELS = ("ubuntu-24.04", "macos-15", "windows-2025", "self-hosted", "my-box", "ubuntu-24.04-16core", "odd")
RUNNERS = {"tests": ("ubuntu-24.04", "ubuntu-slim"), "ios": ("macos-15",)}


def done(name: str, seconds: int, *, hour: int = 0, **changes: Any) -> LedgerJob:
    """A job that ended, so many hours after noon."""
    began = NOON + hour * 3600
    given = {"labels": ("ubuntu-24.04",), "started_at": began, "completed_at": began + seconds}
    job = a_job(name=name, **(given | changes))
    return LedgerJob(a_run(), job, count_run(a_run(), [job])[0])


def test_labels_take_what_the_law_says_and_own_machines_nothing() -> None:
    assert rates(LABELS, MULTIPLIER, ("my-box",), is_public=False) == {
        "ubuntu-24.04": 1,
        "macos-15": 10,
        "windows-2025": 2,
        "self-hosted": 0,
        "my-box": 0,
    }


def test_in_a_public_repository_standard_machines_take_nothing() -> None:
    found = rates(LABELS, MULTIPLIER, (), is_public=True)
    assert set(found.values()) == {0.0}
    assert "ubuntu-24.04-16core" not in found


@pytest.mark.parametrize(
    "name",
    ["tests", "checks / tests", "a / b / tests", "legs (tests)", "checks / legs (tests, ubuntu-24.04, x)"],
)
def test_a_planned_job_is_found_under_the_names_that_github_gives_it(name: str) -> None:
    assert planned(name) == "tests"


def test_a_leg_of_several_jobs_tells_of_none() -> None:
    assert pasts([done("legs (lint+1, ubuntu-24.04)", 60), done("gate", 60)], RUNNERS) == {}


def test_what_ended_by_itself_tells_time_and_end_the_newest_last() -> None:
    jobs = [
        done("tests", 90, hour=2, conclusion="failure"),
        done("tests", 60, hour=1),
        done("tests", 5, hour=3, conclusion="cancelled"),
        done("tests", 0, hour=4, conclusion="skipped"),
    ]
    assert pasts(jobs, RUNNERS) == {"tests": Past((60.0, 90.0), 2, 1, True)}


def test_each_runner_has_its_own_past_and_another_ones_tells_nothing() -> None:
    jobs = [
        done("tests", 120, labels=("ubuntu-slim",)),
        done("tests", 60),
        done("ios", 60, labels=("macos-14",)),
    ]
    assert pasts(jobs, RUNNERS) == {
        "tests": Past((60.0,), 1, 0, False),
        "tests@ubuntu-slim": Past((120.0,), 1, 0, False),
    }


def test_of_many_runs_the_newest_count() -> None:
    found = pasts([done("tests", 60 + hour, hour=hour) for hour in range(MOST + 5)], RUNNERS)
    assert len(found["tests"].durations_s) == MOST
    assert found["tests"].durations_s[0] == 65
    assert found["tests"].runs == MOST + 5
