"""The one required check: exactly what was planned is green."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from greenlane.model.plan import Choice, Decision, Declared, Event, Group, Key, Plan, Until
from greenlane.model.verdict import Outcome
from greenlane.planner.explaining import explain
from greenlane.planner.graph import graph
from greenlane.planner.outcomes import Workflow
from greenlane.planner.result import OLDEST_S, Seen, Verdict, judge, without_debts
from greenlane.planner.result_report import result_report
from greenlane.planner.saying import HERE
from greenlane.planner.writing import write
from greenlane.planner.written import read
from greenlane.render.graph import svg
from tests.examples import examples
from tests.unit.planner.deciding import decided
from tests.unit.planner.plans import (
    COMMIT,
    DECLARED,
    KEYS,
    NOW,
    RESULTS,
    changed,
    decisions,
    key,
    owed,
    passed,
    plan,
)
from tests.unit.planner.test_plan_properties import some_case

SEEN = Seen(COMMIT, DECLARED.jobs, (passed("docs"),))
RUNNING = ("lint", "api-tests", "app-tests")


def judged(
    one: Plan | None = None,
    results: dict[str, str] | None = None,
    now: int = NOW + 600,
    keys: dict[str, Key] | None = None,
    seen: Seen = SEEN,
) -> Verdict:
    return judge(one or plan(), KEYS if keys is None else keys, Workflow(results or RESULTS), now, seen=seen)


def without(*names: str) -> dict[str, str]:
    return {name: result for name, result in RESULTS.items() if name not in names}


def test_what_ran_as_planned_and_was_left_out_as_planned_is_green() -> None:
    verdict = judged()

    assert verdict.outcome is Outcome.PASS
    assert verdict.faults == ()
    assert verdict.reason == "4 of 6 jobs succeeded, 1 reused and 1 put off as planned"
    assert {one.name: one.outcome for one in verdict.jobs}["ios"] is Outcome.NOT_RUN


def test_a_job_that_was_left_out_as_planned_may_be_missing_from_the_results() -> None:
    assert judged(results=without("docs", "ios")).outcome is Outcome.PASS


@given(
    st.sampled_from(RUNNING), st.sampled_from(["skipped", "cancelled", "failure", "", "SUCCESS", "neutral"])
)
def test_a_planned_job_that_did_anything_but_succeed_is_red(job: str, result: str) -> None:
    verdict = judged(results={**RESULTS, job: result})

    assert verdict.outcome is Outcome.FAIL
    assert verdict.reason.startswith(f"{job}: ")


@pytest.mark.parametrize("job", RUNNING)
def test_a_planned_job_without_a_result_is_red(job: str) -> None:
    verdict = judged(results=without(job))

    assert verdict.outcome is Outcome.FAIL
    assert verdict.reason == f"{job}: missing: it is planned to run, and {job} has no result"


def test_a_skip_the_plan_did_not_expect_is_red() -> None:
    assert judged(results={**RESULTS, "lint": "skipped"}).reason == "lint: skipped, and the plan runs it"


def test_a_job_of_the_workflow_that_no_plan_knows_may_not_be_skipped() -> None:
    assert judged(results={**RESULTS, "plan": "skipped"}).outcome is Outcome.FAIL
    assert judged(results={**RESULTS, "build": "skipped"}).reason == "build: skipped, and no plan says so"
    assert judged(results={**RESULTS, "build": "success"}).outcome is Outcome.PASS


@pytest.mark.parametrize("result", ["failure", "cancelled"])
def test_a_job_that_ran_although_it_need_not_is_judged_by_what_it_came_to(result: str) -> None:
    assert judged(results={**RESULTS, "docs": result}).outcome is Outcome.FAIL
    assert judged(results={**RESULTS, "docs": "success", "ios": "success"}).outcome is Outcome.PASS


def test_without_a_plan_it_is_red_and_says_why() -> None:
    verdict = judge(None, KEYS, Workflow(RESULTS), NOW, absent="plan.json: not there")

    assert (verdict.outcome, verdict.reason) == (Outcome.FAIL, "plan.json: not there")


def test_nothing_declared_and_nothing_run_is_not_green() -> None:
    empty = replace(plan(), decisions=(), groups=(), debts=())

    assert judge(empty, {}, Workflow({}), NOW).outcome is Outcome.NOT_RUN


def test_keys_that_differ_are_red_even_when_every_job_succeeded() -> None:
    verdict = judged(keys={**KEYS, "lint": key("lint", "2")})

    assert verdict.reason == "lint is planned on another content than what is here: component api"


@pytest.mark.parametrize("job", [*RUNNING, "docs", "ios"])
def test_a_key_that_can_no_longer_be_told_differs(job: str) -> None:
    verdict = judged(keys={**KEYS, job: Key(job, None, why="the tree cannot be read")})

    assert verdict.outcome is Outcome.FAIL
    assert "the tree cannot be read" in verdict.reason


def test_a_job_that_runs_because_its_key_cannot_be_told_is_green_when_it_succeeded() -> None:
    unknown = Key("lint", None, why="a submodule without a commit")

    assert judged(changed("lint", key=unknown), keys={**KEYS, "lint": unknown}).outcome is Outcome.PASS


def test_a_plan_that_forgets_a_declared_job_or_invents_one_is_red() -> None:
    fewer = {name: one for name, one in KEYS.items() if name != "docs"}

    assert judged(keys={**KEYS, "e2e": key("e2e")}).reason == "e2e is declared, and the plan does not know it"
    assert judged(keys=fewer).reason == "the plan decides about docs, which is not declared"


@pytest.mark.parametrize(
    ("now", "said"), [(NOW - 301, "dated after now"), (NOW + OLDEST_S + 1, "the plan is 24 hours old")]
)
def test_a_plan_of_another_time_is_red(now: int, said: str) -> None:
    assert said in judged(now=now).reason


def test_a_plan_of_another_commit_is_red() -> None:
    assert "of commit" in judged(replace(plan(), commit="e" * 40)).reason


def test_a_plan_of_another_schema_is_red() -> None:
    assert judged(replace(plan(), schema=2)).reason == "the plan is of schema 2, and this is 1"


FORGED: dict[str, tuple[str, dict[str, Any], str]] = {
    "no pass": ("docs", {"evidence": None}, "no pass is cited"),
    "other job": ("docs", {"evidence": passed("lint")}, "one of lint"),
    "other content": ("docs", {"evidence": passed("docs", "2")}, "another content"),
    "second attempt": ("docs", {"evidence": passed("docs", attempt=2)}, "on attempt 2"),
    "no tests": ("docs", {"evidence": passed("docs", tests=0)}, "no test ran"),
    "from later": ("docs", {"evidence": passed("docs", passed_at=NOW + 301)}, "dated after the plan"),
    "too old": (
        "docs",
        {"evidence": passed("docs", passed_at=NOW - 15 * 86400)},
        "15 days old, and 14 days are allowed",
    ),
    "not in the ledger": ("docs", {"evidence": passed("docs", run_id=1)}, "not in the ledger"),
    "required": (
        "lint",
        {"choice": Choice.DEFER, "group": "", "debt": owed("lint")},
        "lint is put off, and it is required",
    ),
    "until too late": (
        "ios",
        {"debt": replace(owed("ios"), until=Until.RELEASE)},
        "until release, and only until nightly is allowed",
    ),
    "for too long": (
        "ios",
        {"debt": replace(owed("ios"), due_at=NOW + 4 * 86400)},
        "for longer than the 3 days that are allowed",
    ),
    "for ever": ("ios", {"debt": replace(owed("ios"), due_at=None)}, "for longer than the 3 days"),
    "no debt": ("ios", {"debt": None}, "nothing is owed"),
    "debt of other content": ("ios", {"debt": owed("ios", "2")}, "another content"),
    "paid debt": ("ios", {"debt": replace(owed("ios"), paid_by=passed("ios"))}, "marked as paid"),
    "due debt": ("ios", {"debt": replace(owed("ios"), due_at=NOW - 1)}, "was due already"),
    "unknown key": ("docs", {"key": Key("docs", None)}, "its key is not known"),
    "key of another job": ("docs", {"key": key("lint")}, "decided by the key of lint"),
    "unknown leg": ("lint", {"group": "linux-9"}, "leg linux-1"),
}


@pytest.mark.parametrize("case", FORGED)
def test_a_plan_that_says_more_than_its_evidence_is_red(case: str) -> None:
    job, changes, said = FORGED[case]
    verdict = judged(changed(job, **changes))

    assert verdict.outcome is Outcome.FAIL
    assert any(said in fault for fault in verdict.faults), verdict.faults


def test_a_job_decided_twice_is_red() -> None:
    twice = replace(plan(), decisions=(*decisions(), decisions()[0]))

    assert "lint is decided 2 times" in judged(twice).faults


def test_legs_hold_each_job_once_and_none_that_is_left_out() -> None:
    legs = (*plan().groups, Group("linux-1", "ubuntu-24.04", ("lint", "docs"), 1.0, 60.0))
    faults = judged(replace(plan(), groups=legs)).faults

    assert "leg linux-1 is there 2 times" in faults
    assert "lint runs in 2 legs" in faults
    assert "leg linux-1 runs docs, which is not to run" in faults


def test_a_plan_in_shadow_leaves_nothing_out() -> None:
    faults = judged(replace(plan(), shadow=True)).faults

    assert faults == (
        "docs is left out, and a plan in shadow leaves nothing out",
        "ios is left out, and a plan in shadow leaves nothing out",
    )


def test_a_release_puts_nothing_off_and_owes_nothing() -> None:
    faults = judged(replace(plan(), event=Event.RELEASE)).faults

    assert "ios is put off, and what waits until nightly is due by a release" in faults
    assert "ios is still owed, and this is a release" in faults


def test_a_release_does_not_count_what_passed_at_another_commit() -> None:
    faults = judged(
        replace(changed("docs", evidence=passed("docs")), event=Event.RELEASE, commit="f" * 40)
    ).faults

    assert any("a release asks for its very commit" in one for one in faults)


def test_a_release_does_not_count_what_passed_in_a_pull_request() -> None:
    from_pull_request = changed("docs", evidence=passed("docs", event="pull_request"))

    assert any(
        "proves nothing for a release" in one
        for one in judged(replace(from_pull_request, event=Event.RELEASE)).faults
    )
    assert judged(from_pull_request).outcome is Outcome.PASS


def test_a_merge_runs_what_is_owed_until_merge() -> None:
    waiting = changed("ios", debt=replace(owed("ios"), until=Until.MERGE))

    assert judged(waiting).outcome is Outcome.PASS
    assert (
        "ios is put off, and what waits until merge is due by the merge queue"
        in judged(replace(waiting, event=Event.MERGE_GROUP)).faults
    )


def test_a_refused_job_is_red_with_its_reason() -> None:
    refused = changed("docs", choice=Choice.REFUSE, reason="no minutes", evidence=None)

    assert judged(refused).reason == "docs: refused: no minutes"


def matrix(one: Plan, result: str, *more: str) -> Verdict:
    """The legs run in one matrix a stage; the later stages have these results."""
    names = ("run", "run-1", "run-2")
    results = dict(zip(names, (result, *more), strict=False))
    return judge(one, KEYS, Workflow({"plan": "success", **results}, names[: 1 + len(more)]), NOW)


def test_the_legs_of_a_matrix_have_one_result_for_all_that_run() -> None:
    assert matrix(plan(), "success").outcome is Outcome.PASS
    for result in ("skipped", "cancelled", "failure"):
        assert matrix(plan(), result).outcome is Outcome.FAIL


def test_a_matrix_without_legs_may_be_skipped() -> None:
    reused = tuple(
        Decision(name, Choice.REUSE, "passed", key(name), 0.0, 0.0, evidence=passed(name)) for name in KEYS
    )
    nothing = replace(plan(), decisions=reused, groups=(), debts=())

    assert matrix(nothing, "skipped").outcome is Outcome.PASS
    assert matrix(nothing, "cancelled").outcome is Outcome.FAIL


def test_the_legs_of_each_stage_have_the_result_of_its_matrix() -> None:
    first, second = plan().groups
    staged = replace(plan(), groups=(first, replace(second, stage=1)))

    assert matrix(staged, "success", "success", "skipped").outcome is Outcome.PASS
    assert matrix(staged, "success", "skipped").reason == "api-tests: skipped, and the plan runs it"
    assert matrix(staged, "success").reason.startswith("api-tests: missing")
    assert matrix(staged, "success", "success", "failure").reason == "run-2: failed"


@given(st.dictionaries(st.sampled_from(sorted(RESULTS)), st.sampled_from(["success", "skipped", "failure"])))
def test_green_means_that_exactly_the_planned_jobs_were_left_out(results: dict[str, str]) -> None:
    verdict = judge(plan(), KEYS, Workflow(results), NOW)
    ran = all(results.get(name) == "success" for name in RUNNING)
    rest = all(results.get(name, "skipped") != "failure" for name in ("docs", "ios"))

    assert (verdict.outcome is Outcome.PASS) == (ran and rest and results.get("plan", "success") == "success")


@settings(max_examples=examples(150), deadline=None)
@given(some_case(), st.data())
def test_what_the_planner_decides_is_sound_and_green_exactly_when_all_that_runs_succeeds(
    case: tuple[Declared, dict[str, Any]], data: st.DataObject
) -> None:
    declared, given_ = case
    keys = {job.name: given_["keys"].get(job.name, Key(job.name, None)) for job in declared.jobs}
    made = read(write(decided(declared, **given_)))
    runs = [one.job for one in made.decisions if one.choice in HERE]
    bad = data.draw(st.sets(st.sampled_from(runs), max_size=1)) if runs else set()
    results = {name: "failure" if name in bad else "success" for name in runs}
    seen = Seen("c1", declared.jobs, given_["passes"])
    verdict = judge(made, keys, Workflow(results), made.made_at, seen=seen)
    refused = any(one.choice is Choice.REFUSE for one in made.decisions)

    assert verdict.faults == () or (refused and made.event is Event.RELEASE)
    assert (verdict.outcome is Outcome.FAIL) == (bool(bad) or refused)
    assert result_report(verdict, made, made.made_at).outcome is verdict.outcome
    assert explain(made, declared, declared.jobs[0].name)
    assert svg(graph(made, declared))


@settings(max_examples=examples(100), deadline=None)
@given(some_case(), st.data())
def test_a_job_that_a_forged_plan_leaves_out_is_red(
    case: tuple[Declared, dict[str, Any]], data: st.DataObject
) -> None:
    declared, given_ = case
    keys = {job.name: given_["keys"].get(job.name, Key(job.name, None)) for job in declared.jobs}
    made = decided(declared, **given_)
    running = [one for one in made.decisions if one.choice in HERE]
    assume(running)
    target = data.draw(st.sampled_from(running))
    choice = data.draw(st.sampled_from([Choice.REUSE, Choice.DEFER]))
    forged = replace(target, choice=choice, group="", evidence=None, debt=None)
    others = tuple(
        replace(one, jobs=tuple(job for job in one.jobs if job != target.job)) for one in made.groups
    )
    decisions = tuple(forged if one is target else one for one in made.decisions)
    results = {one.job: "success" for one in running if one is not target}

    verdict = judge(replace(made, decisions=decisions, groups=others), keys, Workflow(results), made.made_at)

    assert verdict.outcome is Outcome.FAIL


def test_a_debt_that_nobody_could_write_down_is_red() -> None:
    verdict = without_debts(judged(), "the disk is full")
    assert verdict.outcome is Outcome.FAIL
    assert verdict.reason == "what is put off could not be written down: the disk is full"
    assert without_debts(judged(), "") == judged()
