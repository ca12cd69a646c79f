"""What each level of the budget permits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from greenlane.model.budget import BudgetLevel
from greenlane.model.plan import Choice, Event, Past
from tests.unit.planner.deciding import (
    FREE,
    LEVELS,
    NOW,
    RATES,
    a_job,
    a_key,
    a_pass,
    choices,
    decided,
    declared,
    of,
    standing,
    waiting,
)

SPARING = [BudgetLevel.TIGHT, BudgetLevel.CRITICAL, BudgetLevel.EXHAUSTED]
COMFORTABLE = standing(BudgetLevel.COMFORTABLE, 100)
TIGHT, CRITICAL = standing(BudgetLevel.TIGHT), standing(BudgetLevel.CRITICAL)
EXHAUSTED = standing(BudgetLevel.EXHAUSTED, 0)
IOS = declared(waiting())


@pytest.mark.parametrize("level", SPARING)
def test_what_may_wait_waits_while_minutes_are_short(level: BudgetLevel) -> None:
    found = of(decided(IOS, standing=standing(level)), "ios")
    assert found.choice == Choice.DEFER
    assert found.reason == f"minutes are {level}: as the test has it"
    assert found.debt is not None
    assert (found.debt.digest, found.debt.since, found.debt.commit) == ("ios-content", NOW, "c1")


@pytest.mark.parametrize("level", [None, standing(None, None), standing(BudgetLevel.COMFORTABLE, 1000)])
def test_what_may_wait_runs_with_enough_minutes_or_unknown_ones(level: object) -> None:
    assert choices(decided(IOS, standing=level)) == {"ios": Choice.RUN}


def test_what_may_wait_runs_only_where_it_fits() -> None:
    both = declared(a_job("tests", minutes=97), waiting())
    made = decided(both, standing=COMFORTABLE)
    assert choices(made) == {"tests": Choice.RUN, "ios": Choice.DEFER}
    assert of(made, "ios").reason == "it is expected to take 4 minutes, and 3 are left for it"


def test_the_reserve_is_not_for_what_may_wait() -> None:
    assert choices(decided(IOS, standing=COMFORTABLE, reserve=97)) == {"ios": Choice.DEFER}


def test_what_fails_often_is_the_first_to_get_the_minutes_that_are_left() -> None:
    many = declared(waiting("a", minutes=60), waiting("b", minutes=60), waiting("c", minutes=60))
    past = {"b": Past((3600.0,), 10, 5)}
    made = decided(many, standing=COMFORTABLE, past=past)
    assert [name for name, choice in choices(made).items() if choice == Choice.RUN] == ["b"]


@pytest.mark.parametrize("past", [Past(runs=10, failures=2), Past(runs=100, failures=1, is_red=True)])
def test_what_is_likely_to_fail_is_not_put_off_while_minutes_are_tight(past: Past) -> None:
    assert choices(decided(IOS, standing=TIGHT, past={"ios": past})) == {"ios": Choice.RUN}
    assert choices(decided(IOS, standing=CRITICAL, past={"ios": past})) == {"ios": Choice.DEFER}


@pytest.mark.parametrize("level", LEVELS)
def test_what_takes_no_minutes_does_not_wait(level: BudgetLevel | None) -> None:
    own = declared(waiting(runner=FREE))
    assert choices(decided(own, standing=standing(level))) == {"ios": Choice.RUN}


@pytest.mark.parametrize("level", SPARING)
def test_what_could_move_to_a_free_runner_moves_instead_of_waiting(level: BudgetLevel) -> None:
    found = of(decided(declared(waiting(moves=(FREE,))), standing=standing(level)), "ios")
    assert (found.choice, found.runner, found.minutes) == (Choice.MOVE, FREE, 0)


@pytest.mark.parametrize("level", LEVELS)
def test_a_pass_is_reused_at_every_level(level: BudgetLevel | None) -> None:
    made = decided(IOS, passes=[a_pass("ios")], standing=standing(level))
    assert choices(made) == {"ios": Choice.REUSE}


@pytest.mark.parametrize("level", [BudgetLevel.TIGHT, BudgetLevel.CRITICAL])
def test_while_minutes_are_short_jobs_move_where_they_take_fewer(level: BudgetLevel) -> None:
    slim = declared(a_job(moves=("ubuntu-slim", "unheard-of")))
    found = of(decided(slim, standing=standing(level)), "tests")
    assert (found.choice, found.runner) == (Choice.MOVE, "ubuntu-slim")
    assert found.minutes == pytest.approx(8 / 3), "twice the time at a third of the price"
    assert "on ubuntu-slim instead of ubuntu-24.04" in found.reason


def test_with_comfortable_minutes_jobs_stay_where_they_are_declared() -> None:
    slim = declared(a_job(moves=("ubuntu-slim",)))
    assert choices(decided(slim, standing=COMFORTABLE)) == {"tests": Choice.RUN}


def test_nothing_moves_where_it_takes_more_or_would_be_ended() -> None:
    mac = declared(a_job(moves=("macos-15",)), a_job("long", minutes=8, moves=("ubuntu-slim",)))
    assert choices(decided(mac, standing=TIGHT)) == {"tests": Choice.RUN, "long": Choice.RUN}


def test_what_a_moved_job_took_before_counts_more_than_a_guess() -> None:
    slim = declared(a_job(moves=("ubuntu-slim",)))
    past = {"tests": Past((240.0,)), "tests@ubuntu-slim": Past((800.0,))}
    assert choices(decided(slim, standing=TIGHT, past=past)) == {"tests": Choice.RUN}


@pytest.mark.parametrize("event", [Event.SCHEDULE, Event.RELEASE, Event.DISPATCH])
@pytest.mark.parametrize("level", [BudgetLevel.TIGHT, BudgetLevel.CRITICAL])
def test_who_pays_debts_pays_them_with_the_last_minutes(event: Event, level: BudgetLevel) -> None:
    made = decided(IOS, event=event, standing=standing(level))
    assert choices(made) == {"ios": Choice.RUN}
    assert made.debts == ()


def test_a_release_without_minutes_is_refused() -> None:
    made = decided(IOS, event=Event.RELEASE, standing=EXHAUSTED)
    assert choices(made) == {"ios": Choice.REFUSE}


def test_a_required_job_takes_along_what_it_needs_though_that_might_wait() -> None:
    both = declared(waiting("build"), a_job("tests", needs=("build",)))
    made = decided(both, standing=TIGHT)
    assert Choice.DEFER not in choices(made).values()
    assert of(made, "build").reason == "tests needs it, and minutes are tight: as the test has it"


def test_what_may_wait_and_needs_what_cannot_run_waits() -> None:
    both = declared(waiting("build"), waiting("ship", needs=("build",), runner=FREE))
    made = decided(both, standing=EXHAUSTED)
    assert choices(made) == {"build": Choice.DEFER, "ship": Choice.DEFER}
    assert of(made, "ship").reason == "no minutes: it needs build"


def test_a_job_without_a_key_is_never_put_off() -> None:
    unclear = {"ios": replace(a_key("ios"), digest=None, why="an odd tree")}
    assert choices(decided(IOS, keys=unclear, standing=CRITICAL)) == {"ios": Choice.RUN}
    assert choices(decided(IOS, keys=unclear, standing=EXHAUSTED)) == {"ios": Choice.REFUSE}


def test_more_than_is_left_is_said() -> None:
    made = decided(declared(a_job(minutes=40)), standing=standing(BudgetLevel.CRITICAL, 12))
    assert made.notes == ("40 minutes are expected, and 12 are left: GitHub may refuse some jobs",)


def test_minutes_are_weighed_by_their_runner() -> None:
    made = decided(declared(a_job(runner="macos-15")), rates=RATES)
    assert (of(made, "tests").minutes, made.groups[0].minutes) == (40, 40)


def test_nothing_moves_where_nobody_told_what_it_takes() -> None:
    mac = declared(a_job(runner="macos-15", moves=("unheard-of",)))
    assert choices(decided(mac, standing=TIGHT)) == {"tests": Choice.RUN}
