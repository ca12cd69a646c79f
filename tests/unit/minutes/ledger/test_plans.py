"""What is asked often is answered from an index, never by going through a table, as SQLite says itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from greenlane.minutes.ledger import SqliteLedger, totals
from greenlane.minutes.ledger import sqlite as questions
from greenlane.minutes.ledger.interface import Dimension
from tests.unit.minutes.ledger.made import SINCE, UNTIL, job, put, run

PARAMETERS = {
    "since": totals.seconds(SINCE),
    "until": totals.seconds(UNTIL),
    "everywhere": 0,
    "names": '["octo-org/app"]',
    "name": "octo-org/app",
    "copy": 1,
}


@pytest.fixture
def filled(path: Path, ledger: SqliteLedger) -> Path:
    for number in range(20):
        put(ledger, run(number), job(number, number))
    return path


def plan(path: Path, statement: str) -> list[str]:
    """The steps on tables, subqueries and what sorts left out."""
    with closing(sqlite3.connect(path)) as connection:
        steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", PARAMETERS)]
    return [one for one in steps if one.startswith(("SCAN", "SEARCH")) and "asked" not in one]


def on(steps: Sequence[str], table: str) -> list[str]:
    return [one for one in steps if one.split()[1] == table]


@pytest.mark.parametrize("by", [[one] for one in Dimension] + [list(Dimension), []], ids=str)
def test_what_minutes_went_to_is_read_from_one_index(by: list[Dimension], filled: Path) -> None:
    (step,) = on(plan(filled, totals.statement(by, machines=True)), "job")
    assert "SEARCH job USING COVERING INDEX job_by_end (completed_at>? AND completed_at<?)" in step


def test_days_are_read_from_their_own_table(filled: Path) -> None:
    steps = plan(filled, totals.BOOKED)
    assert on(steps, "daily") == ["SEARCH daily USING PRIMARY KEY (day>? AND day<?)"]
    assert on(steps, "job") == []


@pytest.mark.parametrize(
    ("condition", "index"), [("pending = 1", "run_pending"), ("status <> 'completed'", "run_open")]
)
def test_runs_to_be_read_are_found_without_the_others(condition: str, index: str, filled: Path) -> None:
    asked = f"SELECT * FROM run WHERE {questions.NAMED} AND {condition} AND gone = 0 ORDER BY created_at DESC"
    assert f"USING INDEX {index}" in on(plan(filled, asked), "run")[0]
