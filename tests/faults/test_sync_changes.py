"""Runs come, go and change while they are read: none is lost, none is there twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.standins.actions import Repo, World, changing, serving, work
from tests.standins.actions_synced import Machine, weeks_of_work


@pytest.fixture
def world() -> World:
    made = weeks_of_work(runs=16)
    made.most_a_page = 5
    return made


@pytest.fixture
def app(world: World) -> Repo:
    return world.repositories["octo-org/app"]


@pytest.fixture
def machine(world: World, tmp_path: Path) -> Iterator[Machine]:
    with serving(world) as url:
        yield Machine(url, tmp_path / "minutes.sqlite", world.now)


def undisturbed(machine: Machine) -> list[str]:
    """What a sync of the world as it is now makes of it."""
    other = replace(machine, file=machine.file.with_name("other.sqlite"))
    assert other.sync().is_whole
    return other.rows()


CHANGES: dict[str, Callable[[Repo], object]] = {
    "a run begins": lambda app: app.run("CI", work("unit", 90), begins=app.world.now - 30),
    "two runs begin": lambda app: [app.run(begins=app.world.now - number) for number in (20, 10)],
    "a run ends": lambda app: app.finish(app.runs[-1], app.world.now - 5),
    "an old run is started again": lambda app: app.rerun(app.runs[-6], begins=app.world.now - 5),
    "an artifact comes": lambda app: app.artifact("more", 7, created_at=app.world.now - 5),
}


@pytest.mark.parametrize(
    "where", [r"runs\?exclude.*per_page=100$", r"created=.*page=2", r"created=[^&]*&per_page=100$"]
)
@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_while_pages_are_read_is_there_after_the_next_sweep(
    world: World, app: Repo, machine: Machine, where: str, change: str
) -> None:
    world.faults.append(changing(where, lambda: CHANGES[change](app)))
    machine.sync()
    machine.sync(sweep=True)
    assert machine.rows() == undisturbed(machine)


def test_a_run_deleted_while_pages_are_read_takes_no_other_with_it(
    world: World, app: Repo, machine: Machine
) -> None:
    gone = sorted(app.runs, key=lambda run: run.created_at)[-7]
    world.faults.append(changing(r"created=[^&]*&per_page=100$", lambda: app.runs.remove(gone)))
    done = machine.sync()
    others = undisturbed(machine)
    ours = machine.rows()
    assert set(others) <= set(ours)
    assert all(f"run_id={gone.run_id}," in row for row in set(ours) - set(others))
    assert not done.truncations


def test_a_run_that_grows_while_its_jobs_are_read_is_whole_afterwards(
    world: World, app: Repo, machine: Machine
) -> None:
    run = app.runs[3]
    world.faults.append(
        changing(f"/{run.run_id}/jobs", lambda: app.rerun(run, begins=world.now - 5, only_failed=False))
    )
    machine.sync()
    machine.sync(sweep=True)
    assert machine.rows() == undisturbed(machine)


def test_what_happens_between_syncs_is_there_after_a_sweep(world: World, app: Repo, machine: Machine) -> None:
    for name in CHANGES:
        machine.sync()
        CHANGES[name](app)
        world.now += 3600
        machine.now = world.now
    machine.sync(sweep=True)
    assert without_times(machine.rows()) == without_times(undisturbed(machine))


def without_times(rows: list[str]) -> list[str]:
    """The rows but those that say when somebody looked: artifacts were seen, caches were taken."""
    return [row for row in rows if not row.startswith(("CacheUse(", "Artifact("))]
