"""A ledger on a disk that is full, or may not be written."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.minutes.ledger import SqliteLedger, open_ledger
from greenlane.model.errors import OutsideError
from tests.faults.ledger_writer import put
from tests.faults.mounts import read_only, resize, small
from tests.unit.minutes.ledger.content import content, whole
from tests.unit.minutes.ledger.made import SINCE, UNTIL


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "own" / "minutes.sqlite"
    with open_ledger(path) as ledger:
        for number in range(1, 6):
            put(ledger, number)
    return path


@contextlib.contextmanager
def seen_read_only(path: Path, folder: Path) -> Iterator[Path]:
    """The ledger, where nobody may write."""
    with read_only(path.parent, folder):
        yield folder / path.name


def test_a_ledger_in_a_folder_that_may_not_be_written_can_be_read(filled: Path, tmp_path: Path) -> None:
    with seen_read_only(filled, tmp_path / "mounted") as path, open_ledger(path, read_only=True) as ledger:
        assert len(list(ledger.jobs(SINCE, UNTIL))) == len(content(filled)["job"])
        assert ledger.booked(SINCE, UNTIL)


def test_what_another_process_writes_meanwhile_can_be_read_there(filled: Path, tmp_path: Path) -> None:
    with open_ledger(filled) as writing, seen_read_only(filled, tmp_path / "mounted") as path:
        put(writing, 6)
        with open_ledger(path, read_only=True) as ledger:
            assert ledger.run("octo-org/app", 6)
            put(writing, 7)
            assert ledger.run("octo-org/app", 7)


def test_writing_there_is_refused_with_the_name_of_the_file(filled: Path, tmp_path: Path) -> None:
    def writing(path: Path) -> None:
        with open_ledger(path) as ledger:
            put(ledger, 6)

    mounted = tmp_path / "mounted"
    with (
        seen_read_only(filled, mounted) as path,
        pytest.raises(OutsideError, match="cannot be used") as caught,
    ):
        writing(path)
    assert str(mounted / filled.name) in str(caught.value)


def write_on(ledger: SqliteLedger) -> None:
    """Until something goes wrong."""
    for number in range(1, 100_000):
        put(ledger, number)


def test_a_full_disk_takes_nothing_that_was_written(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    with small(folder, "2m"):
        path = folder / "minutes.sqlite"
        with open_ledger(path) as ledger:
            with pytest.raises(OutsideError, match="disk is full"):
                write_on(ledger)
            last = int(ledger.recall("octo-org/app", "newest") or 0)
            assert last > 0
            resize(folder, "50m")
            put(ledger, last + 1)
        assert whole(path) == []
        assert max(row["run_id"] for row in content(path)["run"]) == last + 1


def test_a_ledger_that_there_is_no_room_to_make_is_not_begun(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    with small(folder, "16k"):
        with pytest.raises(OutsideError, match="disk is full"):
            open_ledger(folder / "minutes.sqlite")
        assert list(folder.iterdir()) == []
