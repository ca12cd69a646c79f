"""What becomes of a job: the order of the reasons, and what each of them says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.model.budget import BudgetLevel
from greenlane.model.plan import Choice, Event, Job, Past, Policy, Report
from tests.unit.planner.deciding import (
    DAY,
    ENFORCED,
    FREE,
    LEVELS,
    NOW,
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

ONE = declared(a_job())
RUNNERS = st.sampled_from(["ubuntu-24.04", "ubuntu-slim", "macos-15", FREE])
ALONE = st.builds(
    a_job,
    runner=RUNNERS,
    minutes=st.sampled_from([None, 1.0, 4.0]),
    setup_s=st.sampled_from([0.0, 30.0]),
    moves=st.lists(RUNNERS, max_size=2, unique=True).map(tuple),
    alone=st.just(True),
)
HISTORY = st.dictionaries(
    st.sampled_from(["job0", "job1", "job0@ubuntu-24.04", "job1@macos-15", "job2@my-box"]),
    st.sampled_from([Past((90.0,), 1), Past((600.0, 700.0), 2)]),
)


def test_a_job_that_never_passed_runs() -> None:
    made = decided(ONE)
    found = of(made, "tests")
    assert found.choice == Choice.RUN
    assert (found.minutes, found.wall_s, found.runner, found.group) == (4.0, 240.0, "ubuntu-24.04", "tests")
    assert found.reason == "no pass of it is known"
    assert [group.jobs for group in made.groups] == [("tests",)]


@given(st.lists(ALONE, min_size=2, max_size=4), HISTORY, st.sampled_from(LEVELS))
def test_a_job_is_placed_beside_others_as_it_would_be_alone(
    jobs: list[Job], past: dict[str, Past], level: BudgetLevel | None
) -> None:
    named = [replace(job, name=f"job{number}") for number, job in enumerate(jobs)]
    minutes = {"past": past, "standing": standing(level)}
    together = decided(declared(*named), **minutes)
    for job in named:
        assert of(together, job.name) == of(decided(declared(job), **minutes), job.name)


def test_a_pass_of_the_same_content_is_reused_and_cited() -> None:
    found = of(decided(ONE, passes=[a_pass()]), "tests")
    assert found.choice == Choice.REUSE
    assert found.evidence == a_pass()
    assert found.reason == "passed in run 12 on 2027-01-15 07:00 UTC"
    assert found.minutes == found.wall_s == 0
    assert "2027-01-29 07:00 UTC" in found.change


def test_a_pass_of_other_content_is_named_by_what_changed() -> None:
    older = a_pass(digest="older", parts=a_key(digest="older").parts)
    found = of(decided(ONE, passes=[older]), "tests")
    assert found.choice == Choice.RUN
    assert found.reason == "component api changed since run 12, which passed"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"attempt": 2}, "run 12 passed on attempt 2: only a first one counts"),
        ({"tests": 0}, "run 12 passed without a test"),
        ({"passed_at": NOW + 1}, "the pass of run 12 is dated after now"),
        ({"passed_at": NOW - 15 * DAY}, "the pass of run 12 is 15 days old, and 14 days are allowed"),
    ],
)
def test_a_pass_that_does_not_count_is_told(changes: dict[str, Any], why: str) -> None:
    found = of(decided(ONE, passes=[a_pass(**changes)]), "tests")
    assert (found.choice, found.reason) == (Choice.RUN, why)


@pytest.mark.parametrize("event", list(Event))
def test_a_pass_of_a_pull_request_spares_a_required_job_in_pull_requests_only(event: Event) -> None:
    made = decided(ONE, event=event, passes=[a_pass(event="pull_request")])
    reused = of(made, "tests").choice == Choice.REUSE
    assert reused == (event in {Event.PULL_REQUEST, Event.LOCAL})


def test_a_release_takes_a_pass_of_its_very_commit_and_no_other() -> None:
    at_home = decided(ONE, event=Event.RELEASE, commit="c1", passes=[a_pass(commit="c1")])
    assert of(at_home, "tests").choice == Choice.REUSE
    elsewhere = of(decided(ONE, event=Event.RELEASE, commit="c2", passes=[a_pass(commit="c1")]), "tests")
    assert (elsewhere.choice, elsewhere.reason) == (
        Choice.RUN,
        "run 12 passed at c1, and a release asks for its very commit",
    )


@pytest.mark.parametrize("event", list(Event))
def test_a_pass_of_a_pull_request_pays_what_may_wait_but_no_release(event: Event) -> None:
    made = decided(declared(waiting()), event=event, passes=[a_pass("ios", event="pull_request")])
    reused = of(made, "ios").choice == Choice.REUSE
    assert reused == (event not in {Event.RELEASE, Event.DISPATCH, Event.OTHER})


def test_a_key_that_cannot_be_told_runs_its_job_and_says_why() -> None:
    unclear = replace(a_key(), digest=None, why="a submodule without a gitlink")
    found = of(decided(ONE, keys={"tests": unclear}, passes=[a_pass()]), "tests")
    assert found.choice == Choice.RUN
    assert found.reason == "what it depends on cannot be told: a submodule without a gitlink"


def test_a_job_without_a_key_runs() -> None:
    assert choices(decided(ONE, keys={}, passes=[a_pass()])) == {"tests": Choice.RUN}


@pytest.mark.parametrize("level", [level for level in LEVELS if level != BudgetLevel.EXHAUSTED])
def test_an_unknown_event_runs_everything(level: BudgetLevel | None) -> None:
    both = declared(a_job(), waiting())
    made = decided(both, event=Event.OTHER, passes=[a_pass(), a_pass("ios")], standing=standing(level))
    assert {Choice.RUN} == set(choices(made).values())
    assert made.everything == "the planner does not know this event"


def test_an_unreadable_ledger_runs_everything_whatever_the_minutes() -> None:
    both = declared(a_job(), waiting())
    made = decided(
        both, everything="the ledger cannot be read", passes=[a_pass()], standing=standing(BudgetLevel.TIGHT)
    )
    assert {Choice.RUN} == set(choices(made).values())
    assert of(made, "tests").reason == "everything runs: the ledger cannot be read"


@pytest.mark.parametrize("level", LEVELS)
def test_a_required_job_is_never_put_off(level: BudgetLevel | None) -> None:
    made = decided(ONE, standing=standing(level))
    expected = Choice.REFUSE if level == BudgetLevel.EXHAUSTED else Choice.RUN
    assert choices(made) == {"tests": expected}


def test_without_minutes_a_required_job_is_refused_and_told() -> None:
    found = of(decided(ONE, standing=standing(BudgetLevel.EXHAUSTED, 0)), "tests")
    assert found.reason == "refused: no minutes: ubuntu-24.04 takes minutes, and none are left"
    assert "one of your own runners in tests's `moves`" in found.change


def test_without_minutes_a_required_job_moves_to_a_runner_that_takes_none() -> None:
    found = of(decided(declared(a_job(moves=(FREE,))), standing=standing(BudgetLevel.EXHAUSTED, 0)), "tests")
    assert (found.choice, found.runner, found.minutes) == (Choice.MOVE, FREE, 0.0)


def test_what_needs_a_refused_job_is_refused_too() -> None:
    both = declared(a_job("a"), a_job("b", needs=("a",), moves=(FREE,)))
    found = of(decided(both, standing=standing(BudgetLevel.EXHAUSTED, 0)), "b")
    assert (found.choice, found.reason) == (Choice.REFUSE, "refused: no minutes: it needs a")


def test_the_audit_runs_a_reuse_and_says_so() -> None:
    audited = declared(a_job(), policy=Policy(shadow=False, audit=1.0))
    found = of(decided(audited, passes=[a_pass()], seed="77"), "tests")
    assert found.choice == Choice.RUN
    assert found.would == Choice.REUSE
    assert found.reason.startswith("drawn for the audit: it passed in run 12")


def test_the_declared_order_is_kept() -> None:
    many = declared(a_job("b", needs=("c",)), waiting("a"), a_job("c"), policy=ENFORCED)
    assert list(choices(decided(many))) == ["b", "a", "c"]


def test_what_a_running_job_needs_is_not_run_again_when_it_passed() -> None:
    both = declared(a_job("build"), a_job("tests", needs=("build",)))
    made = decided(both, passes=[a_pass("build")])
    assert choices(made) == {"build": Choice.REUSE, "tests": Choice.RUN}
    assert made.groups[0].stage == 0


def test_a_laptop_audits_nothing() -> None:
    audited = declared(a_job(), policy=Policy(shadow=False, audit=1.0))
    made = decided(audited, event=Event.LOCAL, passes=[a_pass()], seed="77")
    assert choices(made) == {"tests": Choice.REUSE}


def test_a_pass_without_the_reports_that_the_gate_merges_spares_nothing() -> None:
    jobs = declared(a_job(reports=("out/*",)))
    made = decided(jobs, passes=[a_pass()])
    assert of(made, "tests").choice is Choice.RUN
    assert of(made, "tests").reason == "run 12 kept no report of it, and the gate merges them"
    kept = decided(jobs, passes=[a_pass(reports=(Report("out/a.xml", "0" * 64),))])
    assert of(kept, "tests").choice is Choice.REUSE
