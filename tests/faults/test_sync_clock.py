"""Our clock jumps: GitHub's times decide what was read, so nothing is lost and nothing waits for weeks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.standins.actions import Repo, World, at, serving, work
from tests.standins.actions_synced import Machine, weeks_of_work

DAY_S = 86400
JUMPS = (-400 * DAY_S, -40 * DAY_S, -2 * DAY_S, -3600, 3600, 2 * DAY_S, 40 * DAY_S, 400 * DAY_S)


@pytest.fixture
def world() -> World:
    made = weeks_of_work(runs=12)
    made.most_a_page = 5
    return made


@pytest.fixture
def app(world: World) -> Repo:
    return world.repositories["octo-org/app"]


@pytest.fixture
def machine(world: World, tmp_path: Path) -> Iterator[Machine]:
    with serving(world) as url:
        yield Machine(url, tmp_path / "minutes.sqlite", world.now)


def timeless(machine: Machine) -> list[str]:
    """The rows without those that say when somebody looked, and without the bill, which is asked by month."""
    return [row for row in machine.rows() if not row.startswith(("CacheUse(", "Artifact(", "UsageItem("))]


def undisturbed(machine: Machine, world: World) -> list[str]:
    other = replace(machine, file=machine.file.with_name("other.sqlite"), now=world.now)
    other.sync()
    return timeless(other)


@pytest.mark.parametrize("jump", JUMPS)
def test_a_first_sync_with_a_wrong_clock_reads_everything(world: World, machine: Machine, jump: int) -> None:
    machine.now += jump
    machine.sync()
    assert timeless(machine) == undisturbed(machine, world)


@pytest.mark.parametrize("jump", JUMPS)
def test_a_clock_that_jumped_and_came_back_loses_no_run(
    world: World, app: Repo, machine: Machine, jump: int
) -> None:
    machine.sync()
    for number in range(9):
        app.run("CI", work("unit", 70 + number), begins=world.now + number)
    world.now += 600
    machine.now = world.now + jump
    machine.sync()
    for number in range(9):
        app.run("CI", work("unit", 170 + number), begins=world.now + number)
    world.now += 600
    machine.now = world.now
    machine.sync()
    assert timeless(machine) == undisturbed(machine, world)


@pytest.mark.parametrize("jump", JUMPS)
def test_a_rerun_is_swept_up_though_the_clock_was_wrong_before(
    world: World, app: Repo, machine: Machine, jump: int
) -> None:
    machine.now += jump
    machine.sync()
    app.rerun(app.runs[5], begins=world.now + 60, only_failed=False)
    world.now += DAY_S
    machine.now = world.now
    machine.sync()
    assert timeless(machine) == undisturbed(machine, world)


def test_a_month_that_a_wrong_clock_took_for_over_is_asked_for_again(world: World, machine: Machine) -> None:
    machine.now += 40 * DAY_S
    machine.sync()
    world.charge("octo-org", "2026-11-29", "Actions Linux", 7, price=0.006)
    world.now = machine.now = at("2026-12-08T12:00")
    machine.sync()
    assert any("gross=Decimal('47')" in row for row in machine.rows())
