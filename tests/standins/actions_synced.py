"""Syncing a World into a ledger file, and what the ledger holds then, row by row."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from greenlane.edges.github_actions import Actions
from greenlane.edges.github_client import Client
from greenlane.minutes.answers import Answers
from greenlane.minutes.ledger import open_ledger
from greenlane.minutes.sync import sync
from greenlane.model.jobs import day_of
from greenlane.model.sync import Progress, Synced
from tests.standins.actions import World, at, blocked, never_started, skipped, work

SINCE = date(2026, 9, 1)
ALWAYS = (date(2000, 1, 1), date(2100, 1, 1))
BLOCK = (
    "The job was not started because recent account payments have failed or your spending limit needs to be"
)


@dataclass
class Machine:
    """A machine that syncs into one file. now: its clock, which may not be the world's."""

    url: str
    file: Path
    now: int
    repositories: tuple[str, ...] = ("octo-org/app",)
    account: str = "octo-org"
    since: date = SINCE
    max_wait_s: float = 120.0
    slept_s: list[float] = field(default_factory=list)
    told: list[Progress] = field(default_factory=list)

    def sync(self, *, sweep: bool = False) -> Synced:
        """One sync, from opening the ledger to closing it."""
        with closing(open_ledger(self.file)) as ledger:
            answers = Answers(ledger)
            client = Client(
                self.url,
                "a-token",
                tags=answers,
                clock=lambda: self.now + sum(self.slept_s),
                sleep=self.slept_s.append,
                random=Random(1),
                max_wait_s=self.max_wait_s,
            )
            return sync(
                ledger,
                Actions(client),
                repositories=self.repositories,
                account=self.account,
                since=self.since,
                now=self.now,
                sweep=sweep,
                answers=answers,
                told=self.told.append,
            )

    def rows(self) -> list[str]:
        """Everything the ledger holds: runs, jobs and counts, what is pending, storage and the bill."""
        with closing(open_ledger(self.file, read_only=True)) as ledger:
            runs = [ledger.run(name, number) for name, number in self._runs()]
            pending = [run for name in self.repositories for run in ledger.pending(name)]
            jobs = [*ledger.jobs(*ALWAYS), *ledger.open_jobs()]
            storage = [*ledger.artifacts(), *ledger.cache_uses(*ALWAYS)]
            bill = ledger.usage(self.account, *ALWAYS)
            rows: list[Any] = [*runs, *jobs, *storage, *bill, *ledger.booked(*ALWAYS), *map(str, pending)]
        return sorted(map(repr, rows))

    def notes(self) -> dict[tuple[str, str], str]:
        """What the sync remembers."""
        return {(name, key): value for name, key, value in self._select("SELECT * FROM note")}

    def _runs(self) -> list[tuple[str, int]]:
        words = "SELECT name, run_id FROM run JOIN repository ON repository.id = run.repository"
        return [(name, number) for name, number in self._select(words)]

    def _select(self, words: str) -> list[Any]:
        with closing(sqlite3.connect(self.file)) as connection:
            return connection.execute(words).fetchall()


def weeks_of_work(seed: int = 1, *, runs: int = 24) -> World:
    """A repository with every kind of run: re-runs, copies, skipped, blocked, cancelled, open."""
    world, random = World(now=at("2026-11-20T12:00")), Random(seed)
    app = world.repository("octo-org/app")
    for number in range(runs):
        begins = world.now - 3600 - (runs - number) * 86400 * 2 - random.randrange(86400)
        jobs = [work(f"job {one}", random.randrange(1, 900)) for one in range(random.randint(1, 3))]
        jobs += random.choice(
            [[], [skipped("deploy")], [never_started("late")], [work("lint", 30, "failure")]]
        )
        run = app.run(
            random.choice(("CI", "Docs")), *jobs, begins=begins, branch=random.choice(("main", "a"))
        )
        if random.random() < 0.4:
            app.rerun(run, begins=begins + 7200, only_failed=random.random() < 0.7)
    app.run("CI", blocked("unit", BLOCK), begins=world.now - 7200)
    app.run("CI", work("unit"), work("slow", status="in_progress"), begins=world.now - 600)
    app.artifact("wheels", 5_000_000, created_at=world.now - 86400)
    app.cache_bytes, app.caches = 123_456, 3
    day = str(day_of(world.now) - timedelta(days=2))
    world.charge("octo-org", day, "Actions Linux", 40, price=0.006, repository="app")
    return world
