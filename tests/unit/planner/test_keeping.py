"""The folder that a run leaves for upload."""

from __future__ import annotations

from pathlib import Path

from greenlane.model.plan import Pass
from greenlane.planner import keeping, unzipping
from greenlane.planner.debt_book import Book
from greenlane.planner.keeping import WithReports, lay
from greenlane.planner.passes import decode
from greenlane.planner.store import pass_file
from tests.unit.planner.kept_contract import debt
from tests.unit.planner.recorded import DIGEST, NOW, OTHER, passed

BOOK = Book(NOW, (debt(),), ())


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("pass-*"))


def read(folder: Path, digest: str) -> Pass:
    one = decode((folder / pass_file("api-tests", digest)).read_bytes(), "here")
    assert isinstance(one, Pass)
    return one


def test_what_has_no_room_is_told_and_the_rest_is_laid(tmp_path: Path) -> None:
    big, small = WithReports(passed(), {"a" * 64: bytes(2500)}), WithReports(passed(job="lint"), {})
    (refusal,) = lay(tmp_path / "keep", [big, small], [], BOOK, None, most_bytes=3000)
    assert refusal.why == "there is no room for it and its reports"
    assert names(tmp_path / "keep") == [pass_file("lint", DIGEST)]
    assert (tmp_path / "keep" / "debts.json").exists()


def test_what_is_carried_on_gives_way_and_nobody_is_told(tmp_path: Path) -> None:
    mine, carried = WithReports(passed(), {}), WithReports(passed(job="lint"), {"a" * 64: bytes(2500)})
    assert lay(tmp_path / "keep", [mine], [carried], BOOK, None, most_bytes=3000) == ()
    assert names(tmp_path / "keep") == [pass_file("api-tests", DIGEST)]


def test_a_pass_of_this_run_is_not_replaced_by_one_that_is_carried_on(tmp_path: Path) -> None:
    mine, older = passed(run_id=9), passed(passed_at=NOW - 90_000)
    lay(tmp_path, [WithReports(mine, {})], [WithReports(older, {})], BOOK, None)
    assert read(tmp_path, DIGEST).run_id == 9


def test_only_the_newest_of_a_job_keeps_what_explains_a_change(tmp_path: Path) -> None:
    older, newer = passed(digest=OTHER, passed_at=NOW - 90_000), passed()
    lay(tmp_path, [], [WithReports(older, {}), WithReports(newer, {})], BOOK, None)
    assert (read(tmp_path, DIGEST).parts, read(tmp_path, OTHER).parts) == (newer.parts, ())


def test_so_many_are_carried_on_and_no_more(tmp_path: Path) -> None:
    many = [WithReports(passed(job=f"job-{number}"), {}) for number in range(keeping.MOST_CARRIED + 5)]
    lay(tmp_path, [], many, BOOK, None)
    assert len(names(tmp_path)) == keeping.MOST_CARRIED


def test_an_artifact_never_holds_more_files_than_a_reader_takes(tmp_path: Path) -> None:
    assert keeping.MOST_FILES < unzipping.MOST_FILES
    many = {f"{number:064x}": b"" for number in range(keeping.MOST_FILES)}
    (refusal,) = lay(
        tmp_path, [WithReports(passed(), many), WithReports(passed(job="lint"), {})], [], BOOK, None
    )
    assert refusal.where == "the pass of api-tests"
    assert names(tmp_path) == [pass_file("lint", DIGEST)]


def test_what_lay_there_is_gone_be_it_a_file_a_folder_or_a_link(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine").write_text("")
    link, file, folder = tmp_path / "link", tmp_path / "file", tmp_path / "folder"
    link.symlink_to(elsewhere)
    file.write_text("")
    (folder / "reports").mkdir(parents=True)
    (folder / "reports" / "old").write_text("")
    for place in (link, file, folder):
        lay(place, [], [], BOOK, 3)
        assert sorted(path.name for path in place.iterdir()) == ["debts.json", "reports", "shadow.json"]
        assert [*(place / "reports").iterdir()] == []
    assert (elsewhere / "mine").exists()
