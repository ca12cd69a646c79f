"""Results of legs beside those of the workflow's jobs: green only when both say so of everything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from greenlane.model.leg import Ending, JobResult
from greenlane.model.plan import HERE as PLANNING_LEG
from greenlane.model.plan import Choice, Declared, Plan
from greenlane.model.verdict import Outcome
from greenlane.planner.outcomes import Workflow
from greenlane.planner.saying import HERE
from tests.unit.planner.deciding import decided
from tests.unit.planner.test_plan_properties import some_case

MATRICES = ("legs", "legs-1", "legs-2", "legs-3", "legs-4", "legs-5", "legs-6")
GOOD = JobResult(Ending.SUCCESS, 1.0, None, 0, {}, "")
BAD = st.sampled_from([Ending.FAILURE, Ending.CANCELLED, Ending.SKIPPED, None])


def green(made: Plan) -> Workflow:
    """As everything succeeds."""
    stages = {group.stage for group in made.groups if group.name != PLANNING_LEG}
    ran = {name: "success" if stage in stages else "skipped" for stage, name in enumerate(MATRICES)}
    legs = {name: GOOD for group in made.groups for name in group.jobs}
    return Workflow({"plan": "success", **ran}, MATRICES, "plan", legs)


def is_red(workflow: Workflow, made: Plan) -> bool:
    return any(one.outcome is Outcome.FAIL for one in workflow.judged(made))


def planned(case: tuple[Declared, dict[str, Any]]) -> Plan:
    made = decided(case[0], **case[1])
    assume(made.groups)
    assume(all(one.choice is not Choice.REFUSE for one in made.decisions))
    return made


@given(some_case())
def test_all_that_ran_and_succeeded_is_green(case: tuple[Declared, dict[str, Any]]) -> None:
    made = planned(case)
    assert not is_red(green(made), made)


@given(some_case(), st.data(), BAD)
def test_one_job_that_did_not_succeed_in_its_leg_is_red(
    case: tuple[Declared, dict[str, Any]], data: st.DataObject, ending: Ending | None
) -> None:
    made = planned(case)
    workflow = green(made)
    legs = dict(workflow.legs or {})
    name = data.draw(st.sampled_from(sorted(legs)))
    del legs[name]
    if ending is not None:
        legs[name] = replace(GOOD, result=ending)
    judged = replace(workflow, legs=legs).judged(made)
    assert [one.name for one in judged if one.outcome is Outcome.FAIL] == [name]


@given(some_case(), st.data(), st.sampled_from(["failure", "cancelled", "skipped", "odd", None]))
def test_one_job_of_the_workflow_that_did_not_succeed_is_red(
    case: tuple[Declared, dict[str, Any]], data: st.DataObject, result: str | None
) -> None:
    made = planned(case)
    workflow = green(made)
    results = dict(workflow.results or {})
    ran = [name for name, word in sorted(results.items()) if word == "success"]
    name = data.draw(st.sampled_from(ran))
    assume(result is not None or name != "plan" or any(one.name == PLANNING_LEG for one in made.groups))
    del results[name]
    if result is not None:
        results[name] = result
    assert is_red(replace(workflow, results=results), made)


@given(some_case())
def test_in_the_planning_job_only_its_own_leg_can_be_green(case: tuple[Declared, dict[str, Any]]) -> None:
    made = planned(case)
    legs = {name: GOOD for group in made.groups if group.name == PLANNING_LEG for name in group.jobs}
    running = {one.job for one in made.decisions if one.choice in HERE}
    workflow = Workflow(None, MATRICES, "plan", legs)
    assert is_red(workflow, made) is (running != set(legs))
