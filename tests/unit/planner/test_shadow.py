"""Shadow mode: everything runs, says what it would have been, and is enforced after clean runs only."""

from __future__ import annotations

import pytest

from greenlane.model.budget import BudgetLevel
from greenlane.model.plan import Choice, Policy
from greenlane.planner.shadow import Miss, counted, is_shadow, misses
from tests.unit.planner.deciding import a_job, a_pass, choices, decided, declared, of, standing, waiting

SHADOW = Policy(shadow=True, audit=0.0)
BOTH = declared(a_job(), waiting(), policy=SHADOW)


def test_in_shadow_everything_runs_and_remembers_what_it_would_have_been() -> None:
    made = decided(BOTH, passes=[a_pass()], standing=standing(BudgetLevel.TIGHT))
    assert made.shadow
    assert set(choices(made).values()) <= {Choice.RUN, Choice.PACK}
    assert (of(made, "tests").would, of(made, "ios").would) == (Choice.REUSE, Choice.DEFER)
    assert of(made, "tests").reason.startswith("shadow: it would be reused (passed in run 12")
    assert made.debts == ()


def test_in_shadow_nothing_is_left_out_for_lack_of_minutes_either() -> None:
    made = decided(BOTH, passes=[a_pass()], standing=standing(BudgetLevel.EXHAUSTED, 0))
    assert choices(made) == {"tests": Choice.REFUSE, "ios": Choice.REFUSE}
    assert (of(made, "tests").would, of(made, "ios").would) == (Choice.REUSE, Choice.DEFER)


@pytest.mark.parametrize(
    ("shadow", "clean", "expected"),
    [(None, 0, True), (None, 19, True), (None, 20, False), (True, 99, True), (False, 0, False)],
)
def test_the_planner_is_trusted_after_clean_runs_or_when_told(
    shadow: bool | None, clean: int, expected: bool
) -> None:
    assert is_shadow(Policy(shadow=shadow), clean) is expected


def test_a_reuse_that_failed_is_a_miss_and_what_was_owed_is_late() -> None:
    made = decided(BOTH, passes=[a_pass()], standing=standing(BudgetLevel.TIGHT))
    assert misses(made, {"tests": "failure", "ios": "failure"}) == (Miss("tests", False), Miss("ios", True))
    assert misses(made, {"tests": "success", "ios": "cancelled"}) == ()


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ({"tests": "success", "ios": "success"}, 8),
        ({"tests": "success", "ios": "failure"}, 8),
        ({"tests": "failure", "ios": "success"}, 0),
        ({"tests": "cancelled", "ios": "success"}, None),
        ({"ios": "success"}, None),
    ],
)
def test_a_plan_counts_as_clean_when_all_that_it_would_have_reused_succeeded(
    results: dict[str, str], expected: int | None
) -> None:
    made = decided(BOTH, passes=[a_pass()], standing=standing(BudgetLevel.TIGHT))
    assert counted(made, results, 7) == expected


def test_a_plan_that_would_have_left_nothing_out_counts_for_nothing() -> None:
    assert counted(decided(BOTH), {"tests": "success", "ios": "success"}, 7) is None
    enforced = decided(declared(a_job()), passes=[a_pass()])
    assert counted(enforced, {}, 7) is None


def test_an_audited_reuse_that_failed_is_a_miss_too() -> None:
    audited = declared(a_job(), policy=Policy(shadow=False, audit=1.0))
    made = decided(audited, passes=[a_pass()], seed="7")
    assert misses(made, {"tests": "failure"}) == (Miss("tests", False),)
    assert counted(made, {"tests": "failure"}, 30) == 0
