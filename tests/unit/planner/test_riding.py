"""Riders: what was put off and runs all the same, because it takes no minute more."""

from __future__ import annotations

from greenlane.model.budget import BudgetLevel
from greenlane.model.plan import Choice, Declared, Past, Plan
from tests.unit.planner.deciding import a_job, choices, decided, declared, of, standing, waiting

SHORT = Past((35.0,), 10, 0)
TIGHT, CRITICAL = standing(BudgetLevel.TIGHT), standing(BudgetLevel.CRITICAL)


def made(found: Declared, level: BudgetLevel = BudgetLevel.CRITICAL) -> Plan:
    return decided(found, standing=standing(level), past={job.name: SHORT for job in found.jobs})


def test_what_was_put_off_rides_along_in_a_minute_that_is_billed_anyway() -> None:
    plan = made(declared(a_job("lint"), waiting("links")))
    assert choices(plan) == {"lint": Choice.PACK, "links": Choice.PACK}
    assert sum(group.minutes for group in plan.groups) == 1
    assert plan.debts == ()
    assert of(plan, "links").reason == (
        "minutes are critical: as the test has it, and beside the others it takes no minute more; "
        "with lint on one runner"
    )


def test_nobody_rides_where_a_minute_would_be_added() -> None:
    plan = decided(declared(a_job("lint", minutes=1), waiting("links", minutes=1)), standing=CRITICAL)
    assert choices(plan) == {"lint": Choice.RUN, "links": Choice.DEFER}


def test_nobody_rides_alone() -> None:
    assert choices(made(declared(waiting("links")))) == {"links": Choice.DEFER}


def test_nobody_rides_on_another_runner_or_when_it_has_to_be_alone() -> None:
    plan = made(declared(a_job("lint"), waiting("mac", runner="macos-15"), waiting("big", alone=True)))
    assert choices(plan) == {"lint": Choice.RUN, "mac": Choice.DEFER, "big": Choice.DEFER}


def test_a_rider_does_not_come_without_what_it_needs() -> None:
    plan = made(declared(a_job("lint"), waiting("app", alone=True), waiting("ship", needs=("app",))))
    assert choices(plan) == {"lint": Choice.RUN, "app": Choice.DEFER, "ship": Choice.DEFER}


def test_who_fails_most_has_the_first_seat() -> None:
    both = declared(a_job("lint"), waiting("a"), waiting("b"))
    past = {"lint": SHORT, "a": Past((50.0,), 100, 0), "b": Past((50.0,), 100, 9)}
    plan = decided(both, standing=TIGHT, past=past)
    assert choices(plan) == {"lint": Choice.PACK, "a": Choice.DEFER, "b": Choice.PACK}
