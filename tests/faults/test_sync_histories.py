"""Weeks of work, syncs and mishaps in any order: after the last sweep, the ledger is what GitHub holds.

Each seed tells a story: runs begin, end and are started again, while syncs come at odd times, with GitHub
failing, cutting and limiting, and with changes while pages are read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest

from tests.standins.actions import (
    Repo,
    World,
    at,
    blocked,
    broken,
    changing,
    cut,
    secondary,
    serving,
    skipped,
    work,
)
from tests.standins.actions_synced import BLOCK, Machine

SEEDS = 20
STEPS = 30


@dataclass
class Story:
    """What happens next is drawn from its random numbers. pause_s: the longest between two things."""

    world: World
    app: Repo
    random: Random
    pause_s: int = 36000
    has_reruns: bool = True

    def step(self) -> None:
        """Some time passes, and one thing happens."""
        self.world.now += self.random.randrange(1, self.pause_s)
        again = self.again if self.has_reruns else self.begin
        self.random.choice((self.begin, self.begin, self.end, again))()

    def begin(self) -> None:
        jobs = [work(f"job {number}", self.random.randrange(1, 700)) for number in range(2)]
        more = [work("slow", status="in_progress"), skipped("deploy"), blocked("lint", BLOCK)]
        more += [work("fails", 30, "failure")]
        self.app.run("CI", *jobs, self.random.choice(more), begins=self.world.now - 800)

    def end(self) -> None:
        for run in self.app.runs:
            if run.status != "completed" and self.random.random() < 0.5:
                self.app.finish(run, self.world.now, self.random.choice(("success", "failure")))

    def again(self) -> None:
        over = [run for run in self.app.runs if run.status == "completed"]
        if over:
            slow = [work("slow", status="in_progress")] if self.random.random() < 0.3 else []
            run = self.random.choice(over)
            begins = self.world.now - 750
            self.app.rerun(run, *slow, begins=begins, only_failed=self.random.random() < 0.6)

    def mishaps(self) -> None:
        """What goes wrong at the next sync."""
        draw = self.random
        where = draw.choice((r"/jobs", r"runs\?", r"created=", r"/runs/\d+$", ""))
        times = draw.choice((1, 3, 40))
        faults = [
            broken(where, times=times, skip=draw.randrange(4)),
            cut(where, after_bytes=draw.choice((0, 20)), times=times),
            secondary(where, retry_after=draw.choice((5, 500))),
            changing(where, self.step, skip=draw.randrange(4)),
        ]
        self.world.faults[:] = draw.sample(faults, draw.randrange(3))


def tell(story: Story, machine: Machine) -> None:
    """Let it happen, with syncs in between; then all is quiet for two hours."""
    for _ in range(STEPS):
        story.step()
        if story.random.random() < 0.4:
            story.mishaps()
            machine.now = story.world.now
            machine.sync()
    story.world.faults.clear()
    story.world.now += 2 * 3600
    machine.now = story.world.now


@pytest.mark.parametrize("seed", range(SEEDS))
def test_after_the_last_sweep_the_ledger_is_what_github_holds(tmp_path: Path, seed: int) -> None:
    world = World(now=at("2026-11-01T12:00"), most_a_page=Random(seed).choice((3, 7, 100)))
    story = Story(world, world.repository("octo-org/app"), Random(seed))
    with serving(world) as url:
        machine = Machine(url, tmp_path / "minutes.sqlite", world.now)
        tell(story, machine)
        assert machine.sync(sweep=True).is_whole
        other = replace(machine, file=tmp_path / "other.sqlite")
        other.sync()
    assert runs_and_jobs(machine) == runs_and_jobs(other)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_within_a_day_without_reruns_no_sweep_is_needed(tmp_path: Path, seed: int) -> None:
    world = World(now=at("2026-11-20T00:10"), most_a_page=Random(seed).choice((3, 7, 100)))
    story = Story(world, world.repository("octo-org/app"), Random(seed), pause_s=1200, has_reruns=False)
    with serving(world) as url:
        machine = Machine(url, tmp_path / "minutes.sqlite", world.now)
        machine.sync()
        tell(story, machine)
        assert machine.sync().is_whole
        other = replace(machine, file=tmp_path / "other.sqlite")
        other.sync()
    assert runs_and_jobs(machine) == runs_and_jobs(other)


def runs_and_jobs(machine: Machine) -> list[str]:
    """The rows but those that say when somebody looked."""
    return [row for row in machine.rows() if not row.startswith(("CacheUse(", "Artifact("))]
