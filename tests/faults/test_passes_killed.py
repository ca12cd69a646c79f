"""kill -9 while passes are kept, and several writers at once: a reader sees whole records only."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path
from typing import TextIO

import pytest

from greenlane.planner.store import Wanted
from greenlane.planner.store_folder import FolderStore
from tests.faults.passes_writer import RUNS, write
from tests.forked import Forked, heard
from tests.unit.planner.recorded import APP, DIGEST, NOW, passed

KILLS = 30
WRITERS = 3
WANTED = (Wanted("api-tests", DIGEST),)
LONG_S = 10**9


Writer = tuple[Forked, TextIO]


def writer(folder: Path, first: int) -> Writer:
    """A process that has begun to write, and what it says."""
    process, reader = heard(write, folder, first)
    said = os.fdopen(reader)
    assert said.readline() == "begun\n"
    return process, said


def ended(writing: Writer) -> list[int]:
    """Kill it; what it said it had kept."""
    process, said = writing
    process.kill()
    process.wait()
    with said:
        return [int(line) for line in said.read().split("\n")[:-1]]


@pytest.mark.timeout(600)
def test_what_was_kept_before_a_kill_is_there_and_nothing_is_half_written(
    tmp_path: Path, seeded: random.Random
) -> None:
    store = FolderStore(tmp_path / "passes", APP, "main")
    last = 0
    for _ in range(KILLS):
        process = writer(store.folder, last + 1)
        time.sleep(seeded.uniform(0, 0.03))
        last = max([last, *ended(process)])
        found = store.find(WANTED, now=NOW)
        assert found.refusals == ()
        if last:
            (one,) = found.passes
            assert one.run_id in (last, last + 1)
            last = one.run_id
    assert last


@pytest.mark.timeout(600)
def test_a_reader_beside_several_writers_sees_whole_records_only(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "passes", APP, "main")
    processes = [writer(store.folder, 1 + number * RUNS) for number in range(WRITERS)]
    seen: set[int] = set()
    deadline = time.monotonic() + 60
    while len({run_id // RUNS for run_id in seen}) < WRITERS and time.monotonic() < deadline:
        found = store.find(WANTED, now=NOW)
        assert found.refusals == ()
        seen |= {one.run_id for one in found.passes}
    kept = [ended(process) for process in processes]
    assert all(kept)
    assert len({run_id // RUNS for run_id in seen}) == WRITERS


def test_what_a_killed_writer_left_aside_is_taken_away_later(tmp_path: Path, seeded: random.Random) -> None:
    store = FolderStore(tmp_path / "passes", APP, "main")
    store.write(passed())
    for first in range(1, 200 * RUNS, RUNS):
        process = writer(store.folder, first)
        time.sleep(seeded.uniform(0, 0.02))
        ended(process)
        left = [path for path in store.folder.rglob(".*") if path.is_file()]
        if left:
            break
    assert left
    store.prune(now=int(time.time()) + 60, older_than_s=LONG_S)
    assert all(path.exists() for path in left)
    store.prune(now=int(time.time()) + 7200, older_than_s=LONG_S)
    assert not any(path.exists() for path in left)
    assert store.find(WANTED, now=NOW).passes
