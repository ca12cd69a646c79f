"""What a plan makes of the place that keeps passes and debts."""

from __future__ import annotations

from greenlane.cli.plan_kept import Known
from greenlane.model.budget import BudgetLevel
from greenlane.model.plan import Choice, Debt, Declared, Until
from tests.unit.planner.deciding import NOW, a_job, choices, decided, declared, standing, waiting

JOBS = declared(a_job("tests"), waiting("ios"))
SCARCE = standing(BudgetLevel.CRITICAL)
FORK = "from a fork, which reads and never writes"


def debt(job: str, digest: str) -> Debt:
    return Debt(job, digest, "c0", NOW - 500, Until.NIGHTLY, None)


def test_where_nobody_could_write_down_what_is_owed_nothing_is_put_off() -> None:
    known = Known(is_read=True, cannot_owe=FORK)
    assert choices(decided(JOBS, standing=SCARCE))["ios"] is Choice.DEFER
    made = decided(known.impatient(JOBS), standing=SCARCE)
    assert Choice.DEFER not in choices(made).values()
    assert known.closed(made, JOBS).notes[-1].endswith(FORK)


def test_without_jobs_that_may_wait_nothing_is_said_of_waiting() -> None:
    one: Declared = declared(a_job("tests"))
    assert Known(is_read=True, cannot_owe=FORK).closed(decided(one), one).notes == ()


def test_where_it_can_be_written_down_jobs_wait_as_declared() -> None:
    assert Known(is_read=True).impatient(JOBS) is JOBS


def test_a_plan_closes_what_it_was_told_and_does_not_hand_on() -> None:
    paid, stands = debt("gone", "x"), debt("ios", "ios-content")
    known = Known(debts=(paid, stands), is_read=True)
    made = known.closed(decided(JOBS, standing=SCARCE, debts=known.debts), JOBS)
    assert paid in (made.closed or ())
    assert {one.job for one in made.debts} == {"ios"}


def test_a_plan_that_could_not_read_what_is_owed_closes_nothing() -> None:
    for known in (Known(), Known(is_read=True, unreadable="why")):
        assert known.closed(decided(JOBS), JOBS).closed is None
