"""What days and groups of jobs come to."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from greenlane.minutes.ledger import SqliteLedger
from greenlane.minutes.ledger.interface import Dimension
from greenlane.model.bill import Law
from greenlane.model.jobs import Booked, Count, Free, Machine, Spent
from tests.unit.minutes.ledger.made import SINCE, UNTIL, at, job, put, run

LINUX = Count(Machine.LINUX, 90, 2)
WINDOWS = Count(Machine.WINDOWS, 300, 5)
COPY = Count(Machine.LINUX, 90, 0, Free.COPY)
SKIPPED = Count(None, 0, 0, Free.SKIPPED)
LAW = Law("double", "", {Machine.LINUX: Fraction(1), Machine.WINDOWS: Fraction(2)}, date(2020, 1, 1))


@pytest.fixture
def filled(ledger: SqliteLedger) -> SqliteLedger:
    """A run on the 3rd with a re-run, one on the 4th of another repository."""
    jobs = [job(11), job(12, name="windows"), job(13, attempt=2), job(14, conclusion="skipped")]
    put(ledger, run(), *jobs, counts=[LINUX, WINDOWS, COPY, SKIPPED])
    other = run(2, repository="octo-org/api", workflow="Nightly", event="schedule", branch="", actor="bot")
    late = job(21, 2, completed_at=at(4, 23, 59), conclusion="cancelled")
    put(ledger, other, late, counts=[LINUX])
    return ledger


def test_days_are_booked_by_repository_and_machine(filled: SqliteLedger) -> None:
    assert filled.booked(SINCE, UNTIL) == [
        Booked(date(2026, 11, 3), "octo-org/app", Machine.LINUX, 2, 90, 1),
        Booked(date(2026, 11, 3), "octo-org/app", Machine.WINDOWS, 5, 300, 1),
        Booked(date(2026, 11, 4), "octo-org/api", Machine.LINUX, 2, 90, 1),
    ]


def test_the_last_day_is_not_in_the_span(filled: SqliteLedger) -> None:
    assert [one.repository for one in filled.booked(date(2026, 11, 4), date(2026, 11, 5))] == ["octo-org/api"]
    assert filled.booked(date(2026, 11, 1), date(2026, 11, 3)) == []
    assert [one.job.job_id for one in filled.jobs(date(2026, 11, 4), date(2026, 11, 5))] == [21]
    assert filled.spent([], date(2026, 11, 5), UNTIL) == []


def test_a_job_is_booked_on_the_day_it_ended(ledger: SqliteLedger) -> None:
    put(ledger, run(), job(11, started_at=at(3, 23, 58), completed_at=at(4, 0, 0)))
    assert [one.day for one in ledger.booked(SINCE, UNTIL)] == [date(2026, 11, 4)]


def test_only_the_repositories_asked_for_count(filled: SqliteLedger) -> None:
    assert {one.repository for one in filled.booked(SINCE, UNTIL, ["Octo-Org/API"])} == {"octo-org/api"}
    assert [one.minutes for one in filled.spent([], SINCE, UNTIL, ["octo-org/app"])] == [7]
    assert filled.spent([], SINCE, UNTIL, ["nobody/nothing"]) == []
    assert filled.first_day(["octo-org/api"]) == date(2026, 11, 4)
    assert filled.first_day(["nobody/nothing"]) is None


def test_a_machine_that_is_not_known_is_booked_as_unknown(ledger: SqliteLedger) -> None:
    counts = [Count(None, 60, 1), Count(Machine.UNKNOWN, 60, 1)]
    put(ledger, run(), job(11), job(12), counts=counts)
    assert ledger.booked(SINCE, UNTIL) == [
        Booked(date(2026, 11, 3), "octo-org/app", Machine.UNKNOWN, 2, 120, 2)
    ]


def test_what_is_counted_anew_is_booked_anew(filled: SqliteLedger) -> None:
    put(filled, run(attempt=2), job(11), counts=[WINDOWS])
    assert [(one.machine, one.minutes) for one in filled.booked(SINCE, UNTIL, ["octo-org/app"])] == [
        (Machine.WINDOWS, 5)
    ]


@pytest.mark.parametrize(
    ("dimension", "keys"),
    [
        (Dimension.REPOSITORY, [("octo-org/app", 3, 7), ("octo-org/api", 1, 2)]),
        (Dimension.WORKFLOW, [("CI", 3, 7), ("Nightly", 1, 2)]),
        (Dimension.JOB, [("windows", 1, 5), ("test", 3, 4)]),
        (Dimension.BRANCH, [("main", 3, 7), ("", 1, 2)]),
        (Dimension.ACTOR, [("octocat", 3, 7), ("bot", 1, 2)]),
        (Dimension.EVENT, [("push", 3, 7), ("schedule", 1, 2)]),
        (Dimension.CONCLUSION, [("success", 2, 7), ("cancelled", 1, 2), ("skipped", 1, 0)]),
        (Dimension.MACHINE, [("windows", 1, 5), ("linux", 2, 4), ("", 1, 0)]),
        (Dimension.FREE, [("", 3, 9), (Free.COPY.value, 1, 0), (Free.SKIPPED.value, 1, 0)]),
        (Dimension.ATTEMPT, [("1", 4, 9), ("2", 0, 0)]),
        (Dimension.DAY, [("2026-11-03", 3, 7), ("2026-11-04", 1, 2)]),
        (Dimension.WEEKDAY, [("Tue", 3, 7), ("Wed", 1, 2)]),
        (Dimension.HOUR, [("12", 3, 7), ("23", 1, 2)]),
    ],
)
def test_minutes_are_told_apart_by(
    dimension: Dimension, keys: list[tuple[str, int, int]], filled: SqliteLedger
) -> None:
    found = filled.spent([dimension], SINCE, UNTIL)
    assert [(*one.keys, one.jobs, one.minutes) for one in found] == keys


def test_every_dimension_can_be_asked_for(filled: SqliteLedger) -> None:
    found = filled.spent(list(Dimension), SINCE, UNTIL)
    assert sum(one.minutes for one in found) == 9
    assert {len(one.keys) for one in found} == {len(Dimension)}


def test_rounding_is_that_of_what_billed(filled: SqliteLedger) -> None:
    assert filled.spent([], SINCE, UNTIL) == [Spent((), 4, 9, 480)]
    assert filled.spent([], SINCE, UNTIL)[0].rounding_minutes == 1.0


def test_a_law_weighs_each_machine_by_itself(filled: SqliteLedger) -> None:
    found = filled.spent([Dimension.REPOSITORY], SINCE, UNTIL, law=LAW)
    assert [(one.minutes, one.weighed) for one in found] == [(7, Fraction(12)), (2, Fraction(2))]


def test_a_span_before_1970_is_rounded_to_days_like_any_other(ledger: SqliteLedger) -> None:
    old = int(datetime(1969, 12, 31, 23, 59, tzinfo=UTC).timestamp())
    put(ledger, run(), job(11, started_at=old - 60, completed_at=old))
    assert ledger.first_day() == date(1969, 12, 31)
    assert [one.day for one in ledger.booked(date(1969, 12, 31), date(1970, 1, 1))] == [date(1969, 12, 31)]
    found = ledger.spent([Dimension.WEEKDAY, Dimension.HOUR], date(1969, 12, 1), UNTIL)
    assert [one.keys for one in found] == [("Wed", "23")]
