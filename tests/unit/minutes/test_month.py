"""A cycle as the ledger knows it: what runs now, what nobody knows, and that neither is taken for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from greenlane.minutes.counting import count_run
from greenlane.minutes.ledger import open_ledger
from greenlane.minutes.ledger.sqlite import SqliteLedger
from greenlane.minutes.month import Asked, Month, month
from greenlane.minutes.notes import SYNCED_AT, Listed
from greenlane.minutes.report import outcome, verdict
from greenlane.model.bill import Artifact
from greenlane.model.jobs import SeenJob, SeenRun
from greenlane.model.minutes import Minutes
from greenlane.model.verdict import Outcome
from tests.unit.minutes.samples import NOON, a_job, a_run

APP = "octo-org/app"
DAY_S = 86400
NOW = NOON + 10 * DAY_S
OPEN = {"status": "in_progress", "conclusion": None, "completed_at": None}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    with open_ledger(tmp_path / "minutes.sqlite") as made:
        yield made


def put(ledger: SqliteLedger, run: SeenRun, jobs: Sequence[SeenJob]) -> None:
    with ledger.writing() as writer:
        writer.put_run(run)
        writer.put_jobs(run, jobs, count_run(run, jobs))


def synced(ledger: SqliteLedger, *, since: date = date(2026, 8, 1), at: int = NOW) -> None:
    """As a sync leaves it that went back to a day and came to its end."""
    oldest = (since - date(1970, 1, 1)).days * DAY_S
    with ledger.writing() as writer:
        Listed(newest=at, oldest=oldest).save(writer, APP)
        writer.remember(APP, SYNCED_AT, str(at))


def read(ledger: SqliteLedger) -> Month:
    return month(ledger, Asked("octo-org", (APP,), Minutes(), NOW))


def days_of_work(ledger: SqliteLedger, *, name: str = "test") -> None:
    """A job of two minutes on each of ten days, skipped on nine of them for `deploy`."""
    for day in range(10):
        at = NOON + day * DAY_S
        run = a_run(run_id=day + 1, created_at=at, started_at=at, updated_at=at + 600)
        job = a_job(job_id=day + 1, run_id=day + 1, name=name, started_at=at + 5, completed_at=at + 66)
        put(ledger, run, [job])


def test_a_job_that_says_it_runs_for_weeks_is_expected_to_take_six_hours(ledger: SqliteLedger) -> None:
    days_of_work(ledger)
    put(ledger, a_run(run_id=99, status="in_progress", conclusion=None), [a_job(run_id=99, **OPEN)])
    synced(ledger)
    found = read(ledger)
    assert found.open_jobs == 1
    assert 360 <= found.forecast.in_flight <= 370


def test_a_job_that_never_ends_in_a_run_that_did_is_unknown_and_does_not_run(ledger: SqliteLedger) -> None:
    days_of_work(ledger)
    put(ledger, a_run(run_id=99), [a_job(run_id=99, **OPEN)])
    synced(ledger)
    found = read(ledger)
    assert (found.open_jobs, found.forecast.in_flight) == (0, 0)
    assert [one for one in found.gaps if "1 job in the export" in one]


@pytest.mark.parametrize("missing", ["started_at", "completed_at"])
def test_a_job_that_is_over_without_a_time_is_said_to_be_unknown(ledger: SqliteLedger, missing: str) -> None:
    days_of_work(ledger)
    put(ledger, a_run(run_id=99), [a_job(run_id=99, **{missing: None})])
    synced(ledger)
    found = read(ledger)
    assert [one for one in found.gaps if "1 job in the export" in one]
    assert sum(found.raw.values()) == 20


def test_what_was_skipped_says_nothing_of_what_a_running_job_takes(ledger: SqliteLedger) -> None:
    days_of_work(ledger, name="deploy")
    for day in range(40):
        run = a_run(run_id=200 + day)
        put(ledger, run, [a_job(run_id=run.run_id, name="deploy", conclusion="skipped", runner_id=0)])
    runs = {"status": "in_progress", "conclusion": None}
    deploys = replace(a_job(run_id=99, name="deploy", **OPEN), started_at=NOW - 30)
    put(ledger, a_run(run_id=99, **runs), [deploys])
    synced(ledger)
    assert read(ledger).forecast.in_flight == 2


def test_a_month_is_green_only_when_all_of_it_was_read(ledger: SqliteLedger) -> None:
    days_of_work(ledger)
    synced(ledger)
    assert outcome(read(ledger)) is Outcome.PASS
    assert verdict(read(ledger)).startswith("20 of 2,000")


@pytest.mark.parametrize(
    ("since", "read_ago_s", "why"),
    [
        (date(2026, 10, 5), 0, "known in full only since 2026-10-05"),
        (date(2026, 8, 1), 3 * DAY_S, "GitHub was last asked on 2026-10-09"),
    ],
)
def test_a_part_of_a_month_is_unknown_and_not_green(
    ledger: SqliteLedger, since: date, read_ago_s: int, why: str
) -> None:
    days_of_work(ledger)
    synced(ledger, since=since, at=NOW - read_ago_s)
    found = read(ledger)
    assert outcome(found) is Outcome.UNKNOWN
    assert verdict(found).startswith("at least 20 of 2,000 minutes used")
    assert why in verdict(found)


def test_a_part_of_a_month_that_is_over_already_is_red(ledger: SqliteLedger) -> None:
    days_of_work(ledger)
    synced(ledger, since=date(2026, 10, 5))
    settings = Minutes(included=10)
    assert outcome(month(ledger, Asked("octo-org", (APP,), settings, NOW))) is Outcome.FAIL


@pytest.mark.parametrize(("is_private", "lines"), [(True, 1), (False, 0), (None, 1)])
def test_artifacts_of_a_public_repository_take_no_storage(
    ledger: SqliteLedger, is_private: bool | None, lines: int
) -> None:
    put(ledger, a_run(is_private=is_private), [a_job()])
    artifact = Artifact(APP, 1, "wheels", 10**9, NOON, None, NOW)
    with ledger.writing() as writer:
        writer.put_artifacts(APP, [artifact], NOW)
    synced(ledger)
    assert len(read(ledger).storage) == lines


def test_a_forecast_is_not_tried_on_a_cycle_that_is_not_held_in_full(ledger: SqliteLedger) -> None:
    for day in range(60):
        at = NOON - day * DAY_S
        run = a_run(run_id=500 + day, created_at=at, started_at=at, updated_at=at + 600)
        put(ledger, run, [a_job(run_id=run.run_id, started_at=at, completed_at=at + 66)])
    synced(ledger)
    whole = read(ledger).forecast.record
    assert whole is not None
    synced(ledger, since=date(2026, 9, 10))
    assert read(ledger).forecast.record is None


def test_a_month_is_of_one_moment_though_a_sync_writes_meanwhile(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    days_of_work(ledger)
    synced(ledger)
    with open_ledger(tmp_path / "minutes.sqlite", read_only=True) as reader:
        with reader.one_moment():
            before = read(reader)
            put(ledger, a_run(run_id=99), [a_job(run_id=99)])
            after = read(reader)
        assert [before.used, after.used, after.forecast.spent] == [20, 20, 20]
        assert read(reader).used == 22


@pytest.mark.pages
def test_the_example_of_the_page_runs(
    ledger: SqliteLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    days_of_work(ledger)
    synced(ledger)
    page = (Path(__file__).parents[3] / "docs" / "minutes.md").read_text("utf-8")
    example = re.search(r"^## As a library\n+```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert example is not None
    monkeypatch.chdir(tmp_path)
    exec(compile(example[1].replace("1_763_740_800", str(NOW)), "docs/minutes.md", "exec"), {})
    used, mid, overrun = capsys.readouterr().out.split()
    assert used == "20"
    assert float(mid) > 20
    assert 0 < float(overrun) < 1
