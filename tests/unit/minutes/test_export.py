"""What leaves the ledger as CSV and JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.minutes.export import BILL, DAYS, JOBS, csv_lines, json_lines
from greenlane.model.bill import UsageItem
from greenlane.model.jobs import Booked, Count, Free, LedgerJob, Machine
from tests.unit.minutes.ledger.made import job, run

LINUX = LedgerJob(run(), job(labels=("self-hosted", "linux")), Count(Machine.LINUX, 120, 2))
RUNNING = LedgerJob(
    run(), job(completed_at=None, conclusion=None, labels=()), Count(Machine.LINUX, None, None)
)
DAY = Booked(date(2026, 11, 3), "octo-org/app", Machine.WINDOWS, 5, 300, 1)
ITEM = UsageItem(
    account="octo-org",
    year=2026,
    month=11,
    day=None,
    product="actions",
    sku="actions_storage",
    repository="",
    unit="gigabytehours",
    gross=Decimal("593.86"),
    discount=Decimal(600),
    net=Decimal("-6.14"),
    price=None,
)


def rows(lines: Iterator[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(lines))))


def test_a_job_as_csv() -> None:
    (row,) = rows(csv_lines(JOBS, [LINUX]))
    assert row == {
        "day": "2026-11-03",
        "repository": "octo-org/app",
        "workflow": "CI",
        "path": ".github/workflows/ci.yml",
        "run_id": "1",
        "attempt": "1",
        "job_id": "11",
        "job": "test",
        "event": "push",
        "branch": "main",
        "actor": "octocat",
        "commit": "9fceb02",
        "status": "completed",
        "conclusion": "success",
        "created_at": "2026-11-03T12:00:00Z",
        "started_at": "2026-11-03T12:01:00Z",
        "completed_at": "2026-11-03T12:03:00Z",
        "labels": "self-hosted, linux",
        "runner": "GitHub Actions 5",
        "runner_group": "GitHub Actions",
        "machine": "linux",
        "duration_s": "120",
        "minutes": "2",
        "free": "",
        "oddity": "",
    }


def test_a_job_as_json_has_the_same_names_and_its_own_types() -> None:
    (line,) = json_lines(JOBS, [LINUX])
    found = json.loads(line)
    assert list(found) == list(rows(csv_lines(JOBS, [LINUX]))[0])
    assert (found["labels"], found["minutes"], found["free"]) == (["self-hosted", "linux"], 2, None)


def test_what_is_unknown_is_empty_and_not_zero() -> None:
    (row,) = rows(csv_lines(JOBS, [RUNNING]))
    assert [row[name] for name in ("day", "completed_at", "conclusion", "minutes", "duration_s")] == [""] * 5
    found = json.loads(next(json_lines(JOBS, [RUNNING])))
    assert found["minutes"] is None
    assert found["labels"] == []


def test_a_day_and_a_row_of_the_bill() -> None:
    assert list(csv_lines(DAYS, [DAY])) == [
        '"day","repository","machine","minutes","duration_s","jobs"\n',
        '"2026-11-03","octo-org/app","windows",5,300,1\n',
    ]
    assert list(csv_lines(BILL, [ITEM]))[1] == (
        '"octo-org",2026,11,"","actions","actions_storage","","gigabytehours",593.86,600,-6.14,""\n'
    )
    found = json.loads(next(json_lines(BILL, [ITEM])))
    assert (found["gross"], found["discount"], found["day"]) == (593.86, 600, None)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "\uff1d", "\uff0d"])
def test_a_text_that_a_spreadsheet_would_run_is_made_text(start: str) -> None:
    formula = f"{start}HYPERLINK(1)"
    bad = LedgerJob(run(branch=formula), job(name="ok=1", labels=(formula, "b")), LINUX.count)
    (row,) = rows(csv_lines(JOBS, [bad]))
    assert row["branch"] == f"'{formula}"
    assert row["labels"] == f"'{formula}, b"
    assert row["job"] == "ok=1"
    assert json.loads(next(json_lines(JOBS, [bad])))["branch"] == formula


def test_why_a_job_was_free_is_said_in_words() -> None:
    free = LedgerJob(run(), job(), Count(None, 0, 0, Free.SKIPPED))
    assert json.loads(next(json_lines(JOBS, [free])))["free"] == "skipped"
    assert rows(csv_lines(JOBS, [free]))[0]["free"] == "skipped"


def test_days_and_bill_leave_nothing_out() -> None:
    assert list(DAYS.columns) == [one.name for one in fields(Booked)]
    assert list(BILL.columns) == [one.name for one in fields(UsageItem)]


def test_lines_come_one_by_one() -> None:
    def endless() -> Iterator[Booked]:
        while True:
            yield DAY

    lines = csv_lines(DAYS, endless())
    assert len([next(lines) for _ in range(3)]) == 3


@given(st.text(), st.text())
def test_whatever_a_branch_or_a_job_is_called_comes_back(branch: str, name: str) -> None:
    odd = LedgerJob(run(branch=branch), job(name=name), LINUX.count)
    lines = "".join(csv_lines(JOBS, [odd]))
    (row,) = csv.DictReader(io.StringIO(lines, newline=""))
    assert row["branch"] in (branch, f"'{branch}")
    assert row["job"] in (name, f"'{name}")
    (line,) = json_lines(JOBS, [odd])
    assert line.count("\n") == 1
    assert json.loads(line)["branch"] == branch
