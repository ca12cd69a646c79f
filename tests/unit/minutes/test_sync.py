"""What a sync asks GitHub for, hour by hour and day by day, and what the ledger holds then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from greenlane.minutes.ledger import open_ledger
from greenlane.minutes.notes import complete_since, synced_at
from tests.standins.actions import Repo, World, at, serving, work
from tests.standins.actions_synced import Machine, weeks_of_work

HOUR_S, DAY_S = 3600, 86400


@pytest.fixture
def world() -> World:
    return weeks_of_work()


@pytest.fixture
def app(world: World) -> Repo:
    return world.repositories["octo-org/app"]


@pytest.fixture
def machine(world: World, tmp_path: Path) -> Iterator[Machine]:
    with serving(world) as url:
        yield Machine(url, tmp_path / "minutes.sqlite", world.now)


def quiet(app: Repo) -> None:
    """Nothing runs any more."""
    for run in app.runs:
        app.finish(run, app.world.now)


def later(world: World, machine: Machine, seconds: int) -> list[str]:
    """Sync again after that time; the requests that it took."""
    world.now += seconds
    machine.now = world.now
    before = len(world.requests)
    machine.sync()
    return [request.target.partition("octo-org/")[2] for request in world.requests[before:]]


def test_an_hourly_sync_of_a_quiet_repository_is_one_call_and_a_304(
    world: World, app: Repo, machine: Machine
) -> None:
    quiet(app)
    machine.sync()
    rows = machine.rows()
    for _ in range(5):
        assert len(later(world, machine, HOUR_S)) == 1
        assert world.requests[-1].answered == 304
    assert machine.rows() == rows


def test_a_large_quiet_repository_is_one_call_as_well(tmp_path: Path) -> None:
    world = weeks_of_work(runs=60)
    world.most_a_page = 10
    quiet(world.repositories["octo-org/app"])
    with serving(world) as url:
        machine = Machine(url, tmp_path / "minutes.sqlite", world.now)
        machine.sync()
        assert len(later(world, machine, HOUR_S)) == 1


def test_a_new_run_takes_one_call_more(world: World, app: Repo, machine: Machine) -> None:
    quiet(app)
    machine.sync()
    run = app.run("CI", work("unit", 61), begins=world.now + 60)
    assert later(world, machine, HOUR_S)[1:] == [
        f"app/actions/runs/{run.run_id}/jobs?filter=all&per_page=100"
    ]


def test_a_run_that_was_open_and_fell_off_the_first_page_is_asked_for(
    world: World, app: Repo, machine: Machine
) -> None:
    world.most_a_page = 5
    machine.sync()
    slow = app.runs[-1]
    for number in range(8):
        app.run(begins=world.now + number)
    world.now += HOUR_S
    app.finish(slow, world.now)
    asked = later(world, machine, 0)
    assert f"app/actions/runs/{slow.run_id}" in {target.partition("?")[0] for target in asked}
    with closing(open_ledger(machine.file)) as ledger:
        run = ledger.run("octo-org/app", slow.run_id)
        assert run
        assert run.status == "completed"
        assert not ledger.open_jobs()


def test_a_run_that_waits_for_a_person_is_asked_for_once_a_day(
    world: World, app: Repo, machine: Machine
) -> None:
    world.most_a_page = 5
    quiet(app)
    waits = app.runs[-8]
    waits.status, waits.conclusion, waits.updated_at = "waiting", None, waits.created_at
    machine.sync()
    mine = f"app/actions/runs/{waits.run_id}"
    hours = [later(world, machine, HOUR_S) for _ in range(20)]
    assert sum(mine in asked for asked in hours) == 1


@pytest.mark.parametrize("status", ["queued", "in_progress"])
def test_a_run_that_github_forgot_to_end_costs_a_quiet_hour_nothing(
    world: World, app: Repo, machine: Machine, status: str
) -> None:
    world.most_a_page = 5
    quiet(app)
    ago = world.now - 40 * DAY_S
    run = app.run("CI", work("unit", status=status), begins=ago)
    run.status, run.conclusion, run.updated_at = status, None, ago
    machine.sync()
    hours = [later(world, machine, HOUR_S) for _ in range(3)]
    assert [len(asked) for asked in hours] == [1, 1, 1]


def test_an_open_run_that_is_gone_is_asked_for_once(world: World, app: Repo, machine: Machine) -> None:
    machine.sync()
    app.runs.pop()
    world.most_a_page = 5
    assert sum("/runs/" in target for target in later(world, machine, HOUR_S)) == 1
    assert sum("/runs/" in target for target in later(world, machine, HOUR_S)) == 0


def test_the_daily_sweep_finds_a_rerun_of_an_old_run(world: World, app: Repo, machine: Machine) -> None:
    world.most_a_page = 5
    quiet(app)
    machine.sync()
    old = next(run for run in app.runs if run.created_at > world.now - 25 * DAY_S)
    app.rerun(old, begins=world.now + 60, only_failed=False)
    assert not any(f"/{old.run_id}/jobs" in target for target in later(world, machine, HOUR_S))
    assert any(f"/{old.run_id}/jobs" in target for target in later(world, machine, DAY_S))


def test_a_sweep_can_be_asked_for(world: World, app: Repo, machine: Machine) -> None:
    world.most_a_page = 5
    quiet(app)
    machine.sync()
    old = next(run for run in app.runs if run.created_at > world.now - 25 * DAY_S)
    app.rerun(old, begins=world.now + 60, only_failed=False)
    machine.sync(sweep=True)
    with closing(open_ledger(machine.file)) as ledger:
        run = ledger.run("octo-org/app", old.run_id)
        assert run
        assert run.attempt == old.attempt


def test_storage_and_the_bill_are_read_once_a_day(world: World, app: Repo, machine: Machine) -> None:
    quiet(app)
    machine.sync()
    asked = later(world, machine, DAY_S)
    assert [target.partition("?")[0] for target in asked if "runs" not in target] == [
        "app/actions/artifacts",
        "app/actions/cache/usage",
        "settings/billing/usage",
        "settings/billing/usage/summary",
    ]
    assert len(asked) == 5


def test_the_history_goes_back_to_since_and_deeper_when_asked(world: World, machine: Machine) -> None:
    world.most_a_page = 5
    machine.since = date(2026, 11, 1)
    machine.sync()
    shallow = len(machine.rows())
    machine.since = date(2026, 9, 1)
    machine.sync()
    deep = machine.rows()
    assert len(deep) > shallow
    fresh = replace(machine, file=machine.file.with_name("fresh.sqlite"))
    fresh.sync()
    assert fresh.rows() == deep


def test_a_first_sync_reads_the_newest_runs_first(world: World, machine: Machine) -> None:
    world.most_a_page = 5
    machine.sync()
    jobs = [request.target for request in world.requests if "/jobs" in request.target]
    runs = [int(target.split("/runs/")[1].partition("/")[0]) for target in jobs]
    assert runs == sorted(runs, reverse=True)


@pytest.mark.unmeasured
def test_more_runs_than_the_cap_are_read_in_windows_under_it(tmp_path: Path) -> None:
    world = World(now=at("2026-11-20T12:00"))
    app = world.repository("octo-org/app")
    for number in range(1150):
        app.run("CI", begins=world.now - 60 * DAY_S + number * 4000)
    with serving(world) as url:
        machine = Machine(url, tmp_path / "minutes.sqlite", world.now)
        done = machine.sync()
    assert (done.read, done.jobs, done.truncations, done.left) == (1150, 1150, (), 0)
    lists = [request for request in world.requests if "/runs?" in request.target]
    assert len(lists) <= 1 + 1 + 12


def test_two_repositories_and_their_account_go_into_one_ledger(world: World, machine: Machine) -> None:
    world.repository("octo-org/api").run("CI", begins=world.now - 3600)
    machine.repositories = ("octo-org/app", "octo-org/api")
    machine.sync()
    with closing(open_ledger(machine.file)) as ledger:
        assert set(ledger.repositories()) == {"octo-org/app", "octo-org/api"}
    assert len([request for request in world.requests if "billing" in request.target]) == 6


def test_a_repository_that_cannot_be_seen_is_told_and_the_others_are_read(
    world: World, machine: Machine
) -> None:
    machine.repositories = ("octo-org/secret", "octo-org/app")
    done = machine.sync()
    assert [(one.repository, one.what) for one in done.unread] == [("octo-org/secret", "its newest runs")]
    assert "404" in done.unread[0].why
    assert done.read == len(world.repositories["octo-org/app"].runs)
    assert not done.is_whole


def test_the_end_of_a_sync_is_remembered(world: World, machine: Machine) -> None:
    with closing(open_ledger(machine.file)) as ledger:
        assert synced_at(ledger, "octo-org/app") is None
        assert complete_since(ledger, "octo-org/app") is None
    machine.sync()
    with closing(open_ledger(machine.file)) as ledger:
        assert synced_at(ledger, "octo-org/app") == world.now
        assert complete_since(ledger, "octo-org/app") == date(2026, 9, 1)


def test_progress_is_told_to_its_end(machine: Machine) -> None:
    machine.sync()
    jobs = [one for one in machine.told if one.doing == "jobs of runs"]
    assert [one.done for one in jobs] == [*range(27)]
    assert {one.of for one in jobs} == {26}


def test_calls_are_those_that_github_saw(world: World, machine: Machine) -> None:
    assert machine.sync().calls == len(world.requests)
