"""One writer at a time, by a lock beside the ledger."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from greenlane.minutes.lock import one_writer
from greenlane.model.errors import OutsideError


def test_a_second_writer_is_told_and_gives_up(tmp_path: Path) -> None:
    told: list[str] = []
    second = one_writer(tmp_path / "minutes.sqlite", timeout_s=0.1, waiting=lambda: told.append("waits"))
    refused = pytest.raises(OutsideError, match="another greenlane process")
    with one_writer(tmp_path / "minutes.sqlite"), refused, second:
        pass
    assert told == ["waits"]


def test_a_second_writer_goes_on_when_the_first_is_done(tmp_path: Path) -> None:
    waits, done = threading.Event(), threading.Event()

    def write() -> None:
        with one_writer(tmp_path / "minutes.sqlite", waiting=waits.set):
            done.set()

    with one_writer(tmp_path / "minutes.sqlite"):
        second = threading.Thread(target=write)
        second.start()
        assert waits.wait(60)
        assert not done.is_set()
    second.join(10)
    assert done.is_set()


def test_two_ledgers_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with one_writer(tmp_path / "a.sqlite"), one_writer(tmp_path / "b.sqlite", timeout_s=0):
        pass


def test_the_folder_is_made(tmp_path: Path) -> None:
    with one_writer(tmp_path / "new" / "minutes.sqlite"):
        assert (tmp_path / "new").is_dir()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutsideError, match="may not be written"), one_writer(tmp_path / "minutes.sqlite"):
        pass
