"""The kept record of forecasts: the one that would be made now, and never that of other days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from greenlane.minutes.counting import count_run
from greenlane.minutes.laws import cycle_of, laws_at
from greenlane.minutes.ledger import SqliteLedger, open_ledger
from greenlane.minutes.notes import Listed
from greenlane.minutes.record_kept import Past, is_due, keep, past, record
from greenlane.model.jobs import SeenJob, SeenRun

ACCOUNT, REPOSITORY = "octo-org", "octo-org/app"
TODAY = date(2026, 11, 21)
CYCLE = cycle_of(TODAY)
RAW = laws_at(TODAY)[0]


def put(ledger: SqliteLedger, number: int, day: date, minutes: int) -> None:
    """One job of so many minutes, that ended at noon."""
    ends = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())
    begins = ends - 60 * minutes
    run = SeenRun(
        REPOSITORY, number, 1, 1, ".github/workflows/ci.yml", "CI", "push", "main", "ada", f"{number:040x}",
        "completed", "success", True, begins, begins, ends,
    )  # fmt: skip
    job = SeenJob(
        number, number, 1, "unit", "completed", "success", begins, begins, ends, ("ubuntu-latest",), 7,
        "GitHub Actions 7", 0, "GitHub Actions", 3,
    )  # fmt: skip
    with ledger.writing() as writer:
        writer.put_run(run)
        writer.put_jobs(run, [job], count_run(run, [job]))


@pytest.fixture
def ledger(tmp_path: Path) -> SqliteLedger:
    """A job a day since the first of September, longer on Wednesdays."""
    found = open_ledger(tmp_path / "minutes.sqlite")
    first = date(2026, 9, 1)
    for number in range((TODAY - first).days):
        day = first + timedelta(days=number)
        put(found, number + 1, day, 40 if day.weekday() == 2 else 10)
    held_since(found, first)
    return found


def held_since(ledger: SqliteLedger, day: date) -> None:
    """As a sync notes that it listed every run from this day on."""
    begins = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    with ledger.writing() as writer:
        Listed(newest=begins, oldest=begins).save(writer, REPOSITORY)


def before(ledger: SqliteLedger) -> Past:
    return past(ledger, (REPOSITORY,), CYCLE, 1)


def test_what_is_kept_is_what_would_be_made(ledger: SqliteLedger) -> None:
    fresh = record(ledger, ACCOUNT, before(ledger), RAW)
    with ledger.writing() as writer:
        keep(writer, ACCOUNT, before(ledger), RAW)
    assert fresh is not None
    assert fresh.windows == 6
    assert record(ledger, ACCOUNT, before(ledger), RAW) == fresh


def test_it_is_due_once_and_again_when_a_day_of_the_past_changes(ledger: SqliteLedger) -> None:
    assert is_due(ledger, ACCOUNT, before(ledger))
    with ledger.writing() as writer:
        keep(writer, ACCOUNT, before(ledger), RAW)
    assert not is_due(ledger, ACCOUNT, before(ledger))
    put(ledger, 999, TODAY, 30)
    assert not is_due(ledger, ACCOUNT, before(ledger))
    old = record(ledger, ACCOUNT, before(ledger), RAW)
    put(ledger, 1000, date(2026, 10, 28), 300)
    assert is_due(ledger, ACCOUNT, before(ledger))
    assert record(ledger, ACCOUNT, before(ledger), RAW) != old


def test_a_broken_note_is_as_if_there_were_none(ledger: SqliteLedger) -> None:
    fresh = record(ledger, ACCOUNT, before(ledger), RAW)
    with ledger.writing() as writer:
        writer.remember(ACCOUNT, "track-record", '{"of": ')
    assert record(ledger, ACCOUNT, before(ledger), RAW) == fresh


def test_before_the_first_whole_cycle_there_is_no_record(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "other.sqlite") as found:
        put(found, 1, date(2026, 11, 3), 10)
        assert before(found).cycles == ()
        with found.writing() as writer:
            keep(writer, ACCOUNT, before(found), RAW)
        assert record(found, ACCOUNT, before(found), RAW) is None
        assert not is_due(found, ACCOUNT, before(found))


def test_a_cycle_that_is_not_held_in_full_is_no_trial(ledger: SqliteLedger) -> None:
    held_since(ledger, date(2026, 9, 2))
    assert [cycle.since for cycle in before(ledger).cycles] == [date(2026, 10, 1)]
    assert before(ledger).since == date(2026, 9, 1)
