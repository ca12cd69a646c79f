"""A job that decides what runs: it has to earn its own minute."""

from __future__ import annotations

import pytest

from greenlane.minutes.explain import explain
from greenlane.model.explain import Explanation
from greenlane.model.jobs import LedgerJob
from tests.unit.minutes.explain.histories import PATH, RAW, Ran, a_run, dismissed, joined, named

FILTER = Ran("changes", 8, at=0)
UNIT = Ran("unit", 290, at=20)


def history(ran: int, skipped: int, filter_: Ran = FILTER) -> list[LedgerJob]:
    """Runs in which a filter of eight seconds let five minutes run, or not."""
    whole = [a_run(n, filter_, UNIT) for n in range(ran)]
    spared = [a_run(ran + n, filter_, Ran("unit", 0, at=20, conclusion="skipped")) for n in range(skipped)]
    return joined(whole + spared)


def explained(jobs: list[LedgerJob], text: str = "") -> Explanation:
    return explain(jobs, law=RAW, days=30, files={("octo-org/app", PATH): text} if text else None)


def test_a_filter_that_costs_more_than_it_spares_goes() -> None:
    (remedy,) = named(explained(history(100, 5)), "filter-job")
    assert (remedy.saved, remedy.cost) == (105, 25)


def test_a_filter_that_earns_its_minute_stays() -> None:
    found = explained(history(60, 40))
    assert not named(found, "filter-job")
    (remedy,) = dismissed(found, "filter-job")
    assert (remedy.saved, remedy.cost) == (100, 200)


@pytest.mark.parametrize(
    "other",
    [Ran("changes", 8, at=0, conclusion="failure"), Ran("changes", 80, at=0), Ran("changes", 8, at=400)],
    ids=["fails", "is long", "comes last"],
)
def test_a_job_that_fails_is_long_or_comes_last_is_no_filter(other: Ran) -> None:
    found = explained(history(30, 0) + joined(a_run(100 + n, other, UNIT) for n in range(30)))
    assert not named(found, "filter-job")


def test_what_has_always_been_skipped_has_no_price() -> None:
    jobs = joined(a_run(n, FILTER, UNIT, Ran("deploy", 0, at=20, conclusion="skipped")) for n in range(30))
    found = explained(jobs)
    assert not named(found, "filter-job")
    assert not dismissed(found, "filter-job")


def test_a_skipped_matrix_stands_for_its_legs() -> None:
    legs = [Ran("unit (1)", 290, at=20), Ran("unit (2)", 290, at=20)]
    whole = [a_run(n, FILTER, *legs) for n in range(30)]
    spared = [a_run(30, FILTER, Ran("unit", 0, at=20, conclusion="skipped"))]
    (remedy,) = named(explained(joined(whole + spared)), "filter-job")
    assert remedy.cost == 10


def test_the_file_tells_who_waits() -> None:
    # Another job runs beside the filter: by the clock, nobody is known to wait.
    jobs = joined(a_run(n, FILTER, UNIT, Ran("lint", 100, at=0)) for n in range(30))
    assert not named(explained(jobs), "filter-job")
    text = "on: push\njobs:\n  changes: {}\n  lint: {}\n  unit: {needs: changes}\n"
    (remedy,) = named(explained(jobs, text), "filter-job")
    assert remedy.saved == 30
    assert "`needs: changes`" in remedy.edit[1]
