"""Locks that are held while others remove them, and what a refusal of the system is in a user's words."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from greenlane.edges.files import locked, refusal, remove_left_aside
from greenlane.model.errors import ExitCode, OutsideError


def test_a_lock_that_its_holder_removed_is_taken_anew(tmp_path: Path) -> None:
    path, waits, inodes = tmp_path / "lock", threading.Event(), list[bool]()

    def second() -> None:
        with locked(path, waiting=waits.set):
            inodes.append(path.exists())

    thread = threading.Thread(target=second)
    with locked(path):
        thread.start()
        assert waits.wait(60)
        path.unlink()
    thread.join(10)

    assert inodes == [True], "what the second one holds is the file that others will look for"


def test_a_lock_whose_folder_is_gone_is_an_error_that_can_be_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), locked(tmp_path / "gone" / "lock"):
        pass


def test_a_lock_held_too_long_names_its_file(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with (
        locked(path),
        pytest.raises(OutsideError, match=r"has held .*lock for 0 s"),
        locked(path, timeout_s=0),
    ):
        pass


@pytest.mark.parametrize(
    ("number", "what"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EROFS, "this may not be written: Read-only file system"),
        (errno.EACCES, "this may not be written: Permission denied"),
    ],
)
def test_a_refusal_of_the_system_says_what_and_where(number: int, what: str) -> None:
    refused = refusal(OSError(number, "…", "/some/file"))

    assert refused is not None
    assert refused.lines()[0] == f"/some/file: {what}"
    assert refused.fix
    assert refused.code is ExitCode.OUTSIDE


def test_any_other_error_of_the_system_may_be_a_mistake_of_ours() -> None:
    assert refusal(FileNotFoundError(errno.ENOENT, "…", "/some/file")) is None


def test_what_a_killed_writer_left_aside_is_removed_and_nothing_else(tmp_path: Path) -> None:
    gone = f".ports.json.{2**22 + 1}.0123abcd"
    kept = [f".ports.json.{os.getpid()}.0123abcd", ".gitignore", "ports.json"]
    for name in (gone, *kept):
        (tmp_path / name).touch()

    remove_left_aside(tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)
