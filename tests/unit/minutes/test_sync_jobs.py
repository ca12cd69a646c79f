"""The jobs of a run: read whole, together with the run as it was then, and what a used-up quota leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from greenlane.minutes.ledger import open_ledger
from greenlane.model.jobs import Free, LedgerJob
from tests.standins.actions import Repo, World, at, blocked, broken, changing, never_started, serving, work
from tests.standins.actions_synced import ALWAYS, BLOCK, Machine

HOUR_S = 3600


@pytest.fixture
def world() -> World:
    made = World(now=at("2026-11-20T12:00"))
    made.repository("octo-org/app")
    return made


@pytest.fixture
def app(world: World) -> Repo:
    return world.repositories["octo-org/app"]


@pytest.fixture
def machine(world: World, tmp_path: Path) -> Iterator[Machine]:
    with serving(world) as url:
        yield Machine(url, tmp_path / "minutes.sqlite", world.now)


def jobs(machine: Machine) -> list[LedgerJob]:
    with closing(open_ledger(machine.file)) as ledger:
        return [*ledger.jobs(*ALWAYS), *ledger.open_jobs()]


def test_every_attempt_is_booked_once_and_copies_cost_nothing(app: Repo, machine: Machine) -> None:
    run = app.run("CI", work("unit", 125), work("lint", 61, "failure"), begins=app.world.now - 7200)
    app.rerun(run, begins=app.world.now - 3600)
    machine.sync()
    booked = [(one.job.name, one.job.attempt, one.count.minutes, one.count.free) for one in jobs(machine)]
    assert sorted(booked, key=str) == [
        ("lint", 1, 2, None),
        ("lint", 2, 2, None),
        ("unit", 1, 3, None),
        ("unit", 2, 0, Free.COPY),
    ]


def test_only_a_job_that_the_quota_may_have_stopped_is_asked_about(app: Repo, machine: Machine) -> None:
    stopped = app.run("CI", blocked("unit", BLOCK), begins=app.world.now - 7200)
    app.run("CI", work("fails", 5, "failure"), never_started("waits"), begins=app.world.now - 7100)
    machine.sync()
    asked = app.world.asked("/annotations")
    assert [request.target.split("/")[5] for request in asked] == [str(stopped.jobs[0].job_id)]
    found = {one.job.name: one for one in jobs(machine)}
    assert found["unit"].count.free is Free.BLOCKED
    assert found["unit"].job.annotation == BLOCK


def test_a_token_without_checks_read_is_told_so_once(app: Repo, machine: Machine) -> None:
    for number in range(3):
        app.run("CI", blocked("unit", BLOCK), blocked("lint", BLOCK), begins=app.world.now - 7200 + number)
    app.world.faults.append(broken("/annotations", status=403, times=-1))
    done = machine.sync()
    assert [one.what for one in done.unread] == ["annotations of jobs that failed at once"]
    assert len(app.world.asked("/annotations")) == 1
    assert done.read == 3


def test_an_annotation_that_does_not_come_leaves_the_run_for_later(app: Repo, machine: Machine) -> None:
    app.run("CI", blocked("unit", BLOCK), begins=app.world.now - 7200)
    app.world.faults.append(broken("/annotations", times=5))
    done = machine.sync()
    assert (done.read, done.left) == (0, 1)
    assert machine.sync().left == 0
    assert jobs(machine)[0].count.free is Free.BLOCKED


def test_a_run_that_ends_while_its_jobs_are_read_is_written_as_one(app: Repo, machine: Machine) -> None:
    run = app.run("CI", work("unit", status="in_progress"), begins=app.world.now - 600)

    def go_on() -> None:
        app.finish(run, app.world.now - 60)
        app.rerun(run, begins=app.world.now)

    app.world.faults.append(changing(r"/actions/runs\?", go_on))
    machine.sync()
    assert {one.run.attempt for one in jobs(machine)} == {2}
    assert {one.run.status for one in jobs(machine)} == {"completed"}


def test_jobs_that_lag_behind_their_run_are_read_again_an_hour_later(app: Repo, machine: Machine) -> None:
    run = app.run("CI", work("unit", 90), begins=app.world.now - 600)
    job = run.jobs[0]
    job.status, job.completed_at = "in_progress", None
    done = machine.sync()
    assert (done.read, done.left, jobs(machine)) == (0, 0, [])
    job.status, job.completed_at = "completed", job.started_at + 90
    assert machine.sync().read == 1
    assert [one.count.minutes for one in jobs(machine)] == [2]


def test_a_job_that_never_ends_in_a_run_that_did_is_taken_as_it_is(app: Repo, machine: Machine) -> None:
    run = app.run("CI", work("unit", 90), begins=app.world.now - 3 * HOUR_S)
    run.jobs[0].status, run.jobs[0].completed_at = "queued", None
    done = machine.sync()
    assert (done.left, done.read) == (0, 1)
    assert [one.count.minutes for one in jobs(machine)] == [None]


def test_no_jobs_of_a_run_that_passed_is_unknown_and_not_nothing(app: Repo, machine: Machine) -> None:
    run = app.run("CI", work("unit", 90), begins=app.world.now - 3 * HOUR_S)
    machine.sync()
    before = jobs(machine)
    kept = [*run.jobs]
    app.rerun(run, begins=app.world.now - 2 * HOUR_S)
    run.jobs.clear()
    done = machine.sync()
    assert [one.why for one in done.unread] == ["GitHub lists none, and the run is over"]
    assert jobs(machine)[0].job == before[0].job
    assert kept


def test_a_run_without_a_job_that_never_began_is_read(app: Repo, machine: Machine) -> None:
    run = app.run("CI", begins=app.world.now - 3 * HOUR_S)
    run.jobs.clear()
    run.conclusion = "startup_failure"
    done = machine.sync()
    assert (done.read, done.left, done.unread) == (1, 0, ())


def test_a_run_whose_workflow_file_is_not_valid_has_no_jobs(app: Repo, machine: Machine) -> None:
    """GitHub gives it the conclusion of a run whose jobs failed, and lists none."""
    run = app.run("CI", begins=app.world.now - 3 * HOUR_S)
    run.jobs.clear()
    run.conclusion = "failure"
    done = machine.sync()
    assert (done.read, done.gone, done.left, done.unread) == (1, 0, 0, ())
    assert machine.sync().calls == 1


def test_one_run_that_cannot_be_read_does_not_keep_the_others(app: Repo, machine: Machine) -> None:
    made = [app.run("CI", begins=app.world.now - 7200 + number) for number in range(6)]
    app.world.faults.append(broken(f"/{made[3].run_id}/jobs", times=-1))
    done = machine.sync()
    assert (done.read, done.left) == (5, 1)
    assert [one.what for one in done.unread] == [f"jobs of run {made[3].run_id}"]
    app.world.faults.clear()
    assert machine.sync().left == 0


def test_a_run_that_is_gone_before_its_jobs_are_read_is_pending_no_more(app: Repo, machine: Machine) -> None:
    app.run("CI", begins=app.world.now - 7200)
    app.world.faults.append(changing(r"/actions/runs\?", app.runs.clear))
    done = machine.sync()
    assert (done.gone, done.left, jobs(machine)) == (1, 0, [])


def test_a_running_job_is_seen_to_go_on_though_its_run_says_nothing(app: Repo, machine: Machine) -> None:
    run = app.run("CI", work("unit", 60), work("slow", status="in_progress"), begins=app.world.now - 600)
    run.jobs[0].status, run.jobs[0].completed_at = "in_progress", None
    machine.sync()
    run.jobs[0].status, run.jobs[0].completed_at = "completed", run.jobs[0].started_at + 60
    machine.sync()
    assert sorted((one.job.name, one.count.minutes) for one in jobs(machine)) == [("slow", None), ("unit", 1)]
