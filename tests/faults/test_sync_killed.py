"""A sync that is killed (kill -9) at any moment: the next one goes on, and ends with the same rows.

A hundred seeds say when the process dies: at one of its requests (before GitHub's answer, within it, right
after it or moments later), or just before one of its SQL statements. Each is killed once to three times.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from signal import SIGKILL

import pytest

from greenlane.minutes.lock import one_writer
from tests.faults.sync_dying import Countdown, each_statement, sync_locked, sync_to_statement
from tests.forked import Forked
from tests.standins.actions import Fault, World, serving
from tests.standins.actions_synced import Machine, weeks_of_work

SEEDS = 100
MOMENTS = ("before", "within", "after", "later")
DEADLINE_S = 60


@dataclass(frozen=True)
class Place:
    """Where the syncs of this module run. The rest: what a sync that nobody disturbed left, and took."""

    world: World
    url: str
    folder: Path
    rows: list[str]
    notes: dict[tuple[str, str], str]
    calls: int
    statements: int

    def machine(self, name: str) -> Machine:
        """A new ledger."""
        return Machine(self.url, self.folder / f"{name}.sqlite", self.world.now)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    world, folder = weeks_of_work(seed=2, runs=14), tmp_path_factory.mktemp("killed")
    world.most_a_page = 5
    with serving(world) as url:
        machine = Machine(url, folder / "undisturbed.sqlite", world.now)
        with each_statement(count := Countdown(0)):
            done = machine.sync()
        assert done.is_whole
        yield Place(world, url, folder, machine.rows(), machine.notes(), done.calls, -count.left)


def die_at_statement(machine: Machine, number: int) -> bool:
    """Sync in a process of its own up to this statement; whether it came to that."""
    return Forked(sync_to_statement, machine, number).wait(DEADLINE_S) == -SIGKILL


def sync_and_die(place: Place, machine: Machine, request: int, moment: str, later_s: float) -> bool:
    """Sync in a process of its own that is killed at its request of this number; whether it was."""
    started: Future[Forked] = Future()
    with ExitStack() as timers:

        def kill() -> None:
            started.result(DEADLINE_S).kill()

        def kill_later() -> None:
            timer = threading.Timer(later_s, kill)
            timers.callback(timer.join)
            timer.start()

        place.world.faults[:] = [fault_of(moment, request, kill, kill_later)]
        process = Forked(sync_locked, machine)
        started.set_result(process)
        code = process.wait(DEADLINE_S)
    place.world.faults.clear()
    return code == -SIGKILL


def fault_of(moment: str, skip: int, kill: Callable[[], None], kill_later: Callable[[], None]) -> Fault:
    match moment:
        case "before":
            return Fault(skip=skip, before=kill)
        case "within":
            return Fault(skip=skip, cut_after=30, after=kill)
        case "after":
            return Fault(skip=skip, after=kill)
        case _:
            return Fault(skip=skip, after=kill_later)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_killed_sync_ends_with_the_rows_of_an_undisturbed_one(place: Place, seed: int) -> None:
    random, machine = Random(seed), place.machine(str(seed))
    for _ in range(random.randint(1, 3)):
        if random.random() < 0.6:
            die_at_statement(machine, random.randrange(place.statements))
        else:
            request, moment = random.randrange(place.calls - 6), random.choice(MOMENTS)
            sync_and_die(place, machine, request, moment, random.uniform(0, 0.03))
    machine.sync()
    assert machine.rows() == place.rows
    assert machine.notes() == place.notes


def test_the_process_does_die_at_a_statement(place: Place) -> None:
    machine = place.machine("dies at a statement")
    assert die_at_statement(machine, place.statements // 2)
    assert machine.rows() != place.rows


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_process_does_die_where_it_is_told(place: Place, moment: str) -> None:
    machine = place.machine(f"dies {moment}")
    assert sync_and_die(place, machine, 4, moment, 0.0)
    assert machine.rows() != place.rows


def test_a_killed_sync_is_gone_on_with_and_not_begun_again(place: Place) -> None:
    machine = place.machine("goes on")
    before = len(place.world.requests)
    for _ in range(4):
        sync_and_die(place, machine, place.calls // 4, "after", 0.0)
    machine.sync()
    assert machine.rows() == place.rows
    assert len(place.world.requests) - before <= place.calls + 4 * 8


def test_a_kill_leaves_no_lock(place: Place) -> None:
    machine = place.machine("lock")
    assert sync_and_die(place, machine, 3, "after", 0.0)
    with one_writer(machine.file, timeout_s=0):
        pass


def test_a_rerun_after_the_kill_is_seen(place: Place) -> None:
    world = weeks_of_work(seed=3, runs=6)
    with serving(world) as url:
        machine = Machine(url, place.folder / "rerun.sqlite", world.now)
        assert sync_and_die(replace(place, world=world, url=url), machine, 4, "after", 0.0)
        app = world.repositories["octo-org/app"]
        app.rerun(app.runs[2], begins=world.now - 60, only_failed=False)
        machine.sync()
        other = replace(machine, file=place.folder / "rerun-undisturbed.sqlite")
        other.sync()
    assert machine.rows() == other.rows()
