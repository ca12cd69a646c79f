"""What runs in the planning job: all of it where it is one leg, else what ends in its first minute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings

from greenlane.model.plan import HERE, Choice, Group
from greenlane.planner.costs import Estimate
from greenlane.planner.here import MINUTE_S, SPENT_S, with_here
from greenlane.planner.legs import Item
from greenlane.planner.packing import pack
from tests.examples import examples
from tests.unit.planner.deciding import a_job, a_pass, decided, declared, of
from tests.unit.planner.test_packing import item, minutes, some_items

WALL_S = 600.0


def split(items: Sequence[Item], label: str = "linux") -> dict[str, Group]:
    return {one.name: one for one in with_here(items, pack(items, WALL_S), WALL_S, label)}


def quick(name: str, **changes: Any) -> Item:
    return item(name, 15, 5, **changes)


def long(name: str, **changes: Any) -> Item:
    """With minutes of its own."""
    return item(name, 590, 5, alone=True, **changes)


def test_what_is_one_leg_runs_where_the_plan_is_made_and_adds_its_time_to_that_minute() -> None:
    (found,) = split([item("tests", 170)]).values()
    assert (found.name, found.jobs, found.minutes) == (HERE, ("tests",), 3)


def test_what_ends_within_the_planning_jobs_first_minute_takes_no_minute() -> None:
    (found,) = split([item("tests", 40)]).values()
    assert found.minutes == 0


def test_one_leg_on_another_label_stays_there() -> None:
    assert HERE not in split([quick("a")], "macos")


def test_two_legs_and_a_job_that_judges_are_dearer_than_one_job_for_all() -> None:
    (found,) = split([quick("lint"), item("tests", 55, 5)]).values()
    assert (found.name, found.jobs, found.minutes) == (HERE, ("lint", "tests"), 1)


def test_jobs_that_one_runner_may_not_hold_together_stay_apart() -> None:
    assert HERE not in split([item("a", 100, 0, fails=0.5), item("b", 100, 0, fails=0.5)])
    assert HERE not in split([item("a", 350, 0), item("b", 350, 0)])
    assert HERE not in split([item("a", 100, 0, alone=True), item("b", 100, 0)])


def test_what_needs_a_job_that_often_fails_is_not_behind_it_here() -> None:
    found = split([item("a", 100, 0, fails=0.5), item("b", 100, 0, needs=("a",))])
    assert HERE not in found


def test_short_jobs_leave_legs_that_are_dearer_with_them() -> None:
    found = split([quick("lint"), long("tests")])
    assert found[HERE].jobs == ("lint",)
    assert found["tests"].minutes == 10


def test_a_job_that_waits_for_nothing_else_waits_for_no_leg_then() -> None:
    found = split([quick("lint"), long("tests", needs=("lint",))])
    assert found["tests"].stage == 0


def test_a_job_that_needs_a_leg_is_not_here() -> None:
    found = split([long("tests"), quick("after", needs=("tests",))])
    assert HERE not in found


def test_the_slow_time_of_a_job_has_to_fit() -> None:
    slow = quick("lint")._replace(takes=Estimate(15, 50, 5))
    assert HERE not in split([slow, long("tests")])


def test_a_job_that_often_fails_would_stop_all_legs_and_is_not_here() -> None:
    assert HERE not in split([quick("lint", fails=0.5), long("tests")])


def test_a_job_named_here_has_a_leg_of_another_name() -> None:
    found = split([long(HERE), quick("lint")])
    assert found[HERE].jobs == ("lint",)
    assert found[f"{HERE}+0"].jobs == (HERE,)


def test_a_plan_says_what_runs_here_and_what_the_workflow_takes_beside_it() -> None:
    made = decided(declared(a_job("lint", minutes=0.2, setup_s=2.0)), here="ubuntu-24.04")
    assert of(made, "lint").group == HERE
    assert of(made, "lint").choice is Choice.RUN
    assert of(made, "lint").reason.endswith("in the job that plans, which is billed anyway")
    assert "beside this, the job that plans: 1 minute billed" in made.notes


def test_with_legs_the_job_that_judges_is_counted_too() -> None:
    jobs = declared(a_job("tests"), a_job("ios", runner="macos-15"))
    made = decided(jobs, here="ubuntu-24.04")
    assert "beside this, the jobs that plan and judge: 2 minutes billed" in made.notes


def test_what_is_all_reused_takes_the_planning_jobs_minute_only() -> None:
    made = decided(declared(a_job()), passes=[a_pass()], here="ubuntu-24.04")
    assert made.groups == ()
    assert "beside this, the job that plans: 1 minute billed" in made.notes


@settings(deadline=None, max_examples=examples(60))
@given(some_items(12))
def test_the_planning_job_makes_nothing_dearer_and_holds_what_its_jobs_need(items: list[Item]) -> None:
    groups = pack(items, WALL_S)
    found = with_here(items, groups, WALL_S, "linux")
    assert sorted(name for one in found for name in one.jobs) == sorted(one.name for one in items)
    assert minutes(found) <= minutes(groups)
    here = next((one for one in found if one.name == HERE), None)
    if here is None:
        assert found == groups
        return
    assert (here.runner, here.stage) == ("linux", 0)
    known = {one.name for one in items}
    for one in items:
        if one.name in here.jobs:
            assert set(here.jobs) >= {need for need in one.needs if need in known}
    assert len(found) == 1 or SPENT_S + here.wall_s <= MINUTE_S
