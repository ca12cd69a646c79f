"""What is kept in a folder."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from greenlane.model.errors import OutsideError
from greenlane.model.plan import Pass
from greenlane.planner.kept import Keeping, Left
from greenlane.planner.kept_folder import OLDEST_S, FolderKept
from greenlane.planner.store_folder import FolderStore
from tests.unit.planner.kept_contract import WANTED, KeptContract, Place, debt, plan, reporting
from tests.unit.planner.recorded import APP, NOW, passed


class Folder(Place):
    def __init__(self, path: Path) -> None:
        self.path = path

    def opened(self, **run: Any) -> FolderKept:
        del run
        return FolderKept(FolderStore(self.path, APP, "main"))

    def leave(self, left: Left, *, at_once: bool = False, **run: Any) -> Keeping:
        del at_once
        return self.opened(**run).keep(left)

    def made(self, **more: Any) -> Pass:
        return passed(**more)


@pytest.fixture
def place(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "new" / "passes")


class TestFolder(KeptContract):
    pass


def test_nothing_is_to_be_uploaded(place: Folder) -> None:
    assert not place.leave(Left(plan())).is_laid


def test_what_is_owed_can_be_written_at_once(place: Folder) -> None:
    place.opened().owe(plan(debts=(debt(),)))
    assert place.opened().debts(now=NOW).debts == (debt(),)


def test_where_nothing_is_owed_no_file_says_so(place: Folder) -> None:
    place.opened().owe(plan())
    assert [path.name for path in place.path.iterdir()] == [".lock"]


@pytest.mark.parametrize("content", ["", "{", '{"kind":"greenlane-plan"}', "[]", '"x"', "\udcff"])
def test_debts_that_cannot_be_read_stop_the_plan(place: Folder, content: str) -> None:
    place.path.mkdir(parents=True)
    (place.path / "debts.json").write_bytes(content.encode(errors="surrogateescape"))
    with pytest.raises(OutsideError, match="what is owed cannot be read"):
        place.opened().debts(now=NOW)
    with pytest.raises(OutsideError, match="what is owed cannot be read"):
        place.leave(Left(plan()))


def test_a_count_that_cannot_be_read_is_none(place: Folder) -> None:
    place.path.mkdir(parents=True)
    for content in ("", "{}", "[1]", '{"clean":-1}', '{"clean":true}', '{"clean":1e9}', "7"):
        (place.path / "shadow.json").write_text(content)
        assert place.opened().clean(now=NOW) == 0


def test_a_miss_that_another_run_found_meanwhile_is_not_counted_over(place: Folder) -> None:
    place.leave(Left(plan(), clean=1))
    place.leave(Left(plan(), clean=0))
    place.leave(Left(plan(), clean=2))  # its plan had read 1 before the miss
    assert place.opened().clean(now=NOW) == 1


def test_many_runs_at_once_lose_no_debt(place: Folder) -> None:
    ones = [debt(f"job-{number}", branch=f"b{number}") for number in range(12)]
    threads = [threading.Thread(target=place.leave, args=(Left(plan(debts=(one,))),)) for one in ones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(place.opened().debts(now=NOW).debts) == set(ones)


def test_reports_go_with_the_passes_that_are_too_old(place: Folder, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "coverage.xml").write_bytes(b"<coverage/>")
    old = passed(passed_at=NOW - OLDEST_S - 60, reports=reporting())
    place.leave(Left(plan(made_at=NOW - OLDEST_S - 60), (old,), {old.job: tmp_path}))
    (report,) = (place.path / "reports").iterdir()
    os.utime(report, (NOW - OLDEST_S - 60,) * 2)
    place.leave(Left(plan()))
    assert not report.exists()
    assert place.opened().find((WANTED,), now=NOW).passes == ()


def test_a_report_that_was_altered_in_the_folder_is_told(place: Folder, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "coverage.xml").write_bytes(b"<coverage/>")
    one = passed(reports=reporting())
    place.leave(Left(plan(), (one,), {one.job: tmp_path}))
    (report,) = (place.path / "reports").iterdir()
    report.write_bytes(b"<coverage more/>")
    (refusal,) = place.opened().reports((one,), tmp_path / "into", now=NOW)
    assert refusal.why == "out/coverage.xml: it is not what was recorded"
    assert [*tmp_path.glob("into/*")] == []


def test_a_folder_that_cannot_be_made_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutsideError) as told:
        Folder(tmp_path / "file" / "passes").leave(Left(plan()))
    assert told.value.fix


def test_what_a_killed_run_left_aside_goes_with_the_next_one(place: Folder) -> None:
    place.leave(Left(plan(debts=(debt(),))))
    left = place.path / ".debts.json.4194305.0badc0de"  # no process has such a number
    left.write_text("{")
    place.leave(Left(plan()))
    assert not left.exists()
    assert place.opened().debts(now=NOW).debts == (debt(),)
