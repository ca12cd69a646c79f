"""A ledger that was counted by other rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from greenlane.minutes.counting import count_run
from greenlane.minutes.ledger import open_ledger
from greenlane.minutes.ledger.sqlite import SqliteLedger
from greenlane.minutes.recounted import counted_by_these_rules
from greenlane.model.jobs import Count, SeenJob, SeenRun
from tests.unit.minutes.samples import OCTOBER, a_job, a_run


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    with open_ledger(tmp_path / "minutes.sqlite") as made:
        with made.writing() as writer:
            writer.put_run(a_run())
            writer.put_jobs(a_run(), [a_job()], count_run(a_run(), [a_job()]))
        yield made


def doubled(run: SeenRun, jobs: Sequence[SeenJob]) -> tuple[Count, ...]:
    """Other rules: each minute counts twice."""
    return tuple(replace(one, minutes=2 * (one.minutes or 0)) for one in count_run(run, jobs))


def minutes(ledger: SqliteLedger) -> int:
    return sum(one.minutes for one in ledger.booked(OCTOBER.since, OCTOBER.until))


def test_other_rules_count_the_ledger_again_and_once(ledger: SqliteLedger) -> None:
    assert counted_by_these_rules(ledger) == 0
    assert counted_by_these_rules(ledger, version=99, count=doubled) == 1
    assert minutes(ledger) == 4
    assert counted_by_these_rules(ledger, version=99) == 0
    assert minutes(ledger) == 4


def test_the_same_rules_change_nothing(ledger: SqliteLedger) -> None:
    before = [*ledger.jobs(date(2026, 10, 1), date(2026, 11, 1))]
    assert counted_by_these_rules(ledger) == 0
    assert [*ledger.jobs(date(2026, 10, 1), date(2026, 11, 1))] == before
