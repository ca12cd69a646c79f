"""Opening: made whole, brought up to date, refused with the file's name and what to do."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from greenlane.minutes.ledger import SqliteLedger, open_ledger
from greenlane.minutes.ledger.schema import APPLICATION_ID, MIGRATIONS
from greenlane.model.errors import GreenlaneError, OutsideError, UsageError
from tests.unit.minutes.ledger.content import content
from tests.unit.minutes.ledger.made import SINCE, UNTIL, count, job, put, run

GOLDEN = Path(__file__).parent / "golden" / "format-1.sql"


def statement(path: Path, asked: str) -> object:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(asked).fetchone()[0]


def older_file(path: Path) -> Path:
    """A ledger as the first format was, with some of everything."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(GOLDEN.read_text())
    return path


def refusal(path: Path, *, read_only: bool = False) -> GreenlaneError:
    with pytest.raises(GreenlaneError) as caught:
        open_ledger(path, read_only=read_only)
    assert str(path) in str(caught.value), "the file is named"
    assert caught.value.fix
    return caught.value


def test_a_new_ledger_is_for_its_owner_alone_and_leaves_one_file(path: Path) -> None:
    with open_ledger(path) as ledger:
        put(ledger, run(), job())
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert statement(path, "PRAGMA journal_mode") == "wal"


def test_what_was_written_is_there_when_it_is_opened_again(path: Path) -> None:
    with open_ledger(path) as ledger:
        put(ledger, run(), job())
    with open_ledger(path, read_only=True) as ledger:
        assert [one.job for one in ledger.jobs(SINCE, UNTIL)] == [job()]


def test_two_that_make_it_at_once_share_it(path: Path, ledger: SqliteLedger) -> None:
    with open_ledger(path) as other:
        put(ledger, run(), job())
        put(other, run(2), job(21, 2))
        assert [one.run.run_id for one in ledger.jobs(SINCE, UNTIL)] == [1, 2]


def test_a_ledger_that_is_only_read_is_not_written(path: Path, ledger: SqliteLedger) -> None:
    put(ledger, run(), job())
    with open_ledger(path, read_only=True) as reading:
        with pytest.raises(OutsideError, match="cannot be used"):
            put(reading, run(2))
        assert reading.run("octo-org/app", 2) is None


def test_an_older_file_is_brought_up_to_date(path: Path) -> None:
    with open_ledger(older_file(path)) as ledger:
        booked = [(one.day, one.machine.value, one.minutes) for one in ledger.booked(SINCE, UNTIL)]
        assert booked == [
            (date(2026, 11, 3), "linux", 3),
            (date(2026, 11, 5), "linux", 2),
            (date(2026, 11, 5), "windows", 10),
        ]
        assert [one.run_id for one in ledger.pending("octo-org/app")] == [4]
        assert [one.job.job_id for one in ledger.open_jobs()] == [31]
        assert ledger.recall("octo-org/app", "newest") == 'W/"e"'
        assert [str(one.gross) for one in ledger.usage("octo-org", SINCE, UNTIL)] == ["593.86", "3"]
    assert statement(path, "PRAGMA user_version") == len(MIGRATIONS)


def test_an_older_file_becomes_what_a_new_one_with_the_same_rows_is(path: Path, tmp_path: Path) -> None:
    with open_ledger(older_file(path)) as ledger, open_ledger(tmp_path / "new.sqlite") as new:
        for one in ledger.jobs(SINCE, UNTIL):
            same_run = [other for other in ledger.jobs(SINCE, UNTIL) if other.run == one.run]
            put(new, one.run, *(x.job for x in same_run), counts=[x.count for x in same_run])
        assert new.booked(SINCE, UNTIL) == ledger.booked(SINCE, UNTIL)
    tables = "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_master ORDER BY name)"
    assert statement(path, tables) == statement(tmp_path / "new.sqlite", tables)


def test_an_older_file_can_be_counted_anew(path: Path) -> None:
    with open_ledger(older_file(path)) as ledger:
        before = content(path)
        told: list[tuple[int, int]] = []
        assert ledger.recount(count, lambda done, total: told.append((done, total))) == 1
        assert told == [(1, 3), (2, 3), (3, 3)]
        assert [one.minutes for one in ledger.booked(SINCE, UNTIL)] == [3, 12]
        assert content(path) != before


def test_an_older_file_that_is_only_read_says_what_to_do(path: Path) -> None:
    before = older_file(path).read_bytes()
    err = refusal(path, read_only=True)
    assert isinstance(err, UsageError)
    assert "older greenlane" in err.what
    assert path.read_bytes() == before


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_file_is_refused_and_left_as_it_is(path: Path, read_only: bool) -> None:
    open_ledger(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 3}")
    before = path.read_bytes()
    err = refusal(path, read_only=read_only)
    assert isinstance(err, UsageError)
    assert f"its format is {len(MIGRATIONS) + 3}, this one knows up to {len(MIGRATIONS)}" in err.what
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"", b"no database at all " * 400, b"SQLite format 3\0" + b"\x07" * 8000]
)
def test_a_damaged_file_is_named_and_never_made_anew(content: bytes, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    err = refusal(path)
    assert isinstance(err, OutsideError)
    assert "damaged" in err.what
    assert "move it away" in str(err.fix)
    assert path.read_bytes() == content


def test_a_page_that_is_damaged_is_named_when_it_is_read(path: Path) -> None:
    with open_ledger(path) as ledger:
        for number in range(400):
            put(ledger, run(number), job(number, number, annotation="x" * 500))
    size = path.stat().st_size
    with path.open("r+b") as handle:
        handle.seek(8 * 4096)
        handle.write(b"\xff" * (size - 8 * 4096))

    def reading() -> None:
        with open_ledger(path) as ledger:
            list(ledger.jobs(SINCE, UNTIL))

    with pytest.raises(OutsideError, match="damaged") as caught:
        reading()
    assert str(path) in str(caught.value)


def test_another_programs_database_is_no_ledger(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE mine (a)")
    assert "no ledger of greenlane" in refusal(path).what


def test_there_is_nothing_to_read_before_the_first_sync(path: Path) -> None:
    assert "minutes sync" in str(refusal(path, read_only=True).fix)
    assert not path.parent.exists()


def test_a_folder_in_its_place_is_refused(path: Path) -> None:
    path.mkdir(parents=True)
    assert isinstance(refusal(path), OutsideError)


def test_a_writer_waits_its_patience_for_another_and_then_says_so(path: Path, ledger: SqliteLedger) -> None:
    with ledger.writing() as write, open_ledger(path, patience_s=0.05) as other:
        write.put_run(run())
        with pytest.raises(OutsideError, match="another process is writing"):
            put(other, run(2))
        assert other.repositories() == [], "reading goes on meanwhile"
    assert ledger.repositories() == ["octo-org/app"]


def test_a_mistake_of_ours_is_not_blamed_on_the_file(ledger: SqliteLedger) -> None:
    nothing: Any = None
    with pytest.raises(sqlite3.IntegrityError), ledger.writing() as write:
        write.remember("octo-org/app", nothing, "a key that is none")


@pytest.mark.usefixtures("ledger")
def test_the_file_says_whose_it_is(path: Path) -> None:
    assert statement(path, "PRAGMA application_id") == APPLICATION_ID
