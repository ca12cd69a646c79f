"""kill -9 while a ledger is made, written, brought up to date and counted anew: it is whole afterwards."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from greenlane.minutes.ledger import open_ledger
from tests.faults import ledger_writer
from tests.faults.conftest import Say
from tests.faults.ledger_writer import RECOUNTED, put, seen
from tests.forked import Forked, heard
from tests.unit.minutes.ledger.content import content, whole

KILLS = 100
FEWER_KILLS = 20
KILLS_A_LIFE = 5
"""The same ledger goes on being written after each."""


def killed(work: str, path: Path, after_s: float, first: int = 1) -> list[str]:
    """Let a process work on the ledger for a while, kill it, and return what it said."""
    process, reader = heard(ledger_writer.work, work, path, first)
    with os.fdopen(reader) as said:
        assert said.readline() == "begun\n"
        time.sleep(after_s)
        process.kill()
        process.wait()
        return said.read().split("\n")


class Life:
    """A ledger that is killed again and again, and one beside it with the same runs that never was."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "minutes.sqlite"
        self._undisturbed = folder / "undisturbed.sqlite"
        self.last = 0

    def killed_while_writing(self, after_s: float) -> int | None:
        """The last transaction that was acknowledged, None when there is no file yet."""
        said = killed("write", self.path, after_s, self.last + 1)
        acknowledged = max([self.last, *(int(line) for line in said if line.isdigit())])
        assert self.path.exists() or acknowledged == 0
        return acknowledged if self.path.exists() else None

    def found(self) -> int:
        """The last transaction that is there, once the ledger was opened again and all of it compared."""
        with open_ledger(self.path) as ledger:
            found = int(ledger.recall("octo-org/app", "newest") or 0)
        with open_ledger(self._undisturbed) as ledger:
            for number in range(self.last + 1, found + 1):
                put(ledger, number)
        assert whole(self.path) == []
        assert content(self.path) == content(self._undisturbed)
        self.last = found
        return found


@pytest.mark.timeout(900)
def test_what_was_acknowledged_is_there_and_nothing_is_half_written(
    tmp_path: Path, seeded: random.Random, say: Say
) -> None:
    lives = [Life(tmp_path / str(number)) for number in range(KILLS // KILLS_A_LIFE)]
    written, unsaid, not_made = 0, 0, 0
    for life in lives * KILLS_A_LIFE:
        before = life.last
        acknowledged = life.killed_while_writing(seeded.uniform(0, 0.05))
        if acknowledged is None:
            not_made += 1
            continue
        found = life.found()
        assert found in (acknowledged, acknowledged + 1)
        unsaid += found > acknowledged
        written += found - before
    say(f"{KILLS} kills; {written} transactions, {unsaid} done but not yet said; {not_made} before there")
    assert written > KILLS, "the kills came while it was writing"


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A ledger of 600 runs."""
    path = tmp_path / "minutes.sqlite"
    with open_ledger(path) as ledger, ledger.writing() as write:
        for number in range(1, 601):
            write.put_jobs(*seen(number))
    return path


@pytest.mark.timeout(300)
def test_an_older_file_is_the_old_or_the_new_one(large: Path, seeded: random.Random, say: Say) -> None:
    new = content(large)
    with closing(sqlite3.connect(large)) as connection:
        connection.executescript(
            "DROP TRIGGER job_added; DROP TRIGGER job_removed; DROP TRIGGER job_changed; DROP TABLE daily;"
            "PRAGMA user_version = 1;"
        )
    old = large.read_bytes()
    versions = []
    for _ in range(FEWER_KILLS):
        large.with_name("minutes.sqlite-wal").unlink(missing_ok=True)
        large.with_name("minutes.sqlite-shm").unlink(missing_ok=True)
        large.write_bytes(old)
        killed("migrate", large, seeded.uniform(0, 0.03))
        with closing(sqlite3.connect(large)) as connection:
            versions.append(connection.execute("PRAGMA user_version").fetchone()[0])
        open_ledger(large).close()
        assert whole(large) == []
        assert content(large) == new
    say(f"{FEWER_KILLS} kills; {versions.count(1)} before the step, {versions.count(2)} after it")


@pytest.mark.timeout(300)
def test_all_jobs_count_as_before_or_all_anew(large: Path, seeded: random.Random, say: Say) -> None:
    anew = 0
    before = content(large)
    for _ in range(FEWER_KILLS):
        said = killed("recount", large, seeded.uniform(0, 0.2))
        assert whole(large) == []
        if content(large) == before:
            assert not any(line.startswith("done") for line in said)
            continue
        anew += 1
        counts = {(one["machine"], one["minutes"]) for one in content(large)["job"]}
        assert counts == {(RECOUNTED.machine, RECOUNTED.minutes)}
        with open_ledger(large) as ledger, ledger.writing() as write:
            for number in range(1, 601):
                write.put_jobs(*seen(number))
    say(f"{FEWER_KILLS} kills; {anew} after all was counted")


def test_two_processes_that_write_at_once_both_get_through(tmp_path: Path) -> None:
    path = tmp_path / "minutes.sqlite"
    processes = [Forked(ledger_writer.put_every_second, path, first) for first in (1, 2)]
    assert [one.wait() for one in processes] == [0, 0]
    assert whole(path) == []
    assert {row["run_id"] for row in content(path)["run"]} == set(range(1, 400))
    assert sorted(one.name for one in tmp_path.iterdir()) == ["minutes.sqlite"]
