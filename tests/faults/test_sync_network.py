"""GitHub fails, cuts, limits and repeats itself: afterwards the ledger is that of an undisturbed sync."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from tests.standins.actions import Fault, World, broken, cut, secondary, serving
from tests.standins.actions_synced import Machine, weeks_of_work

CALLS = 30
"""Fewer than an undisturbed sync of these weeks takes."""


@pytest.fixture
def world() -> World:
    made = weeks_of_work(runs=16)
    made.most_a_page = 5
    return made


@pytest.fixture
def url(world: World) -> Iterator[str]:
    with serving(world) as served:
        yield served


@pytest.fixture
def undisturbed(world: World, url: str, tmp_path: Path) -> list[str]:
    machine = Machine(url, tmp_path / "undisturbed.sqlite", world.now)
    assert machine.sync().is_whole
    assert len(world.requests) > CALLS
    return machine.rows()


@pytest.fixture
def machine(world: World, url: str, tmp_path: Path) -> Machine:
    return Machine(url, tmp_path / "minutes.sqlite", world.now)


FAULTS: dict[str, Callable[[int], Fault]] = {
    "500": lambda skip: broken(skip=skip),
    "502 three times": lambda skip: broken(status=502, skip=skip, times=3),
    "cut before": lambda skip: cut(skip=skip),
    "cut within": lambda skip: cut(skip=skip, after_bytes=40),
    "cut twice": lambda skip: cut(skip=skip, after_bytes=1, times=2),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_what_fails_now_and_then_changes_nothing(
    world: World, machine: Machine, undisturbed: list[str], kind: str
) -> None:
    first = Random(kind).randrange(8)
    world.faults += [FAULTS[kind](skip) for skip in range(first, CALLS, 9)]
    done = machine.sync()
    assert done.is_whole
    assert machine.slept_s
    assert machine.rows() == undisturbed


@pytest.mark.parametrize("skip", range(0, CALLS, 3))
def test_a_sync_that_github_ends_goes_on_at_the_next_one(
    world: World, machine: Machine, undisturbed: list[str], skip: int
) -> None:
    world.faults.append(broken(skip=skip, times=1000))
    assert not machine.sync().is_whole
    world.faults.clear()
    assert machine.sync().is_whole
    assert machine.rows() == undisturbed


@pytest.mark.parametrize("status", [403, 429])
def test_a_short_secondary_limit_is_waited_for(
    world: World, machine: Machine, undisturbed: list[str], status: int
) -> None:
    world.faults += [
        secondary(r"/jobs", retry_after=30, status=status),
        secondary(r"created=", retry_after=7),
    ]
    assert machine.sync().is_whole
    assert [seconds for seconds in machine.slept_s if seconds >= 1] == [30, 7]
    assert machine.rows() == undisturbed


def test_a_long_secondary_limit_ends_the_sync_and_the_next_goes_on(
    world: World, machine: Machine, undisturbed: list[str]
) -> None:
    world.faults.append(secondary(r"/jobs", retry_after=3600))
    done = machine.sync()
    assert done.stopped is not None
    assert "secondary rate limit" in done.stopped.what
    before = len(world.requests)
    machine.sync()
    assert machine.rows() == undisturbed
    assert not any(one.answered == 403 for one in world.requests[before:])


def test_a_used_up_limit_ends_each_hour_until_all_is_read(
    world: World, machine: Machine, undisturbed: list[str]
) -> None:
    world.limit, world.used = 12, 12
    world.reset_at = world.now + 3600
    hours = 0
    while not machine.sync().is_whole:
        world.now += 3600
        hours += 1
        assert hours < 8
    assert hours >= 3
    assert machine.rows() == undisturbed


def test_nothing_after_a_stop_is_asked_for(world: World, machine: Machine) -> None:
    world.limit = 3
    machine.sync()
    assert [one.answered for one in world.requests] == [200, 200, 200, 403]


def test_304s_leave_every_row_as_it_is(world: World, machine: Machine, undisturbed: list[str]) -> None:
    machine.sync()
    for _ in range(3):
        machine.sync()
        assert world.asked("/runs?")[-1].answered == 304
    assert machine.rows() == undisturbed


def test_a_304_for_runs_whose_jobs_were_never_read_hides_none(
    world: World, machine: Machine, undisturbed: list[str]
) -> None:
    world.faults.append(broken("/jobs", times=1000))
    machine.sync()
    world.faults.clear()
    machine.sync()
    newest = [one.answered for one in world.asked("/runs?") if "created=" not in one.target]
    assert newest[-2:] == [200, 304]
    assert machine.rows() == undisturbed


def test_three_runs_in_a_row_that_fail_end_the_repository(world: World, machine: Machine) -> None:
    world.faults.append(broken("/jobs", times=1000))
    done = machine.sync()
    assert len({one.target for one in world.asked("/jobs")}) == 3
    assert len(done.unread) == 3
    assert done.left
