"""Keeps passes in a folder, one after another, until it is killed; a line for each that is kept."""

from __future__ import annotations

import itertools
from pathlib import Path

from greenlane.planner.store_folder import FolderStore
from tests.unit.planner.recorded import APP, passed

RUNS = 1_000_000
"""Of one writer; the next one's numbers begin there."""


def write(folder: Path, first: int) -> None:
    """The same content of the same job, in ever newer runs."""
    store = FolderStore(folder, APP, "main")
    print("begun", flush=True)
    for number in itertools.count(first):
        store.write(passed(run_id=number))
        print(number, flush=True)
