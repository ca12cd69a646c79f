"""Changes that turn a gate red."""

from __future__ import annotations

from typing import Any

import pytest

from greenlane.workflows.simulate_changes import (
    cancel,
    fail,
    first,
    last,
    lose_output,
    set_output,
    skip,
)


def document() -> dict[str, Any]:
    return {
        "jobs": {
            "plan": {"outputs": {"matrix": "${{ steps.p.outputs.m }}"}, "steps": [{"run": "plan"}]},
            "legs": {"uses": "./.github/workflows/x.yml", "needs": "plan", "with": {"a": 1}},
            "gate": {
                "needs": ["plan", "legs"],
                "if": "always() && needs.legs.result != 'skipped'",
                "steps": [{"run": "gate", "env": {"NEEDS": "${{ toJSON(needs) }}"}}],
            },
        }
    }


def changed(change: Any) -> dict[str, Any]:
    made = document()
    change(made)
    return dict(made["jobs"])


def test_a_failing_job_fails_in_its_first_step() -> None:
    assert changed(fail("plan"))["plan"]["steps"][0]["run"] == "exit 1"


def test_a_call_that_fails_is_no_call_any_more() -> None:
    legs = changed(fail("legs"))["legs"]
    assert "uses" not in legs
    assert "with" not in legs
    assert legs["needs"] == "plan"


def test_a_cancelled_job_is_read_as_cancelled_by_those_that_need_it() -> None:
    gate = changed(cancel("legs"))["gate"]
    assert gate["if"] == "always() && 'cancelled' != 'skipped'"
    needs = gate["steps"][0]["env"]["NEEDS"]
    assert '"legs": {"result": "cancelled", "outputs": {}}' in needs
    assert '"plan": {"result": "${{ needs.plan.result }}"' in needs


def test_a_skipped_job_has_a_condition_that_is_false() -> None:
    assert changed(skip("plan"))["plan"]["if"] == "false"


def test_an_output_is_lost_or_forged() -> None:
    assert changed(lose_output("plan", "matrix"))["plan"]["outputs"] == {"matrix": ""}
    assert changed(set_output("plan", "more", "[]"))["plan"]["outputs"]["more"] == "[]"


def test_a_command_is_put_first_or_last_and_the_last_one_runs_always() -> None:
    assert [step["run"] for step in changed(first("plan", "x"))["plan"]["steps"]] == ["x", "plan"]
    steps = changed(last("plan", "x"))["plan"]["steps"]
    assert [step["run"] for step in steps] == ["plan", "x"]
    assert steps[-1]["if"] == "always()"


@pytest.mark.parametrize("change", [fail, cancel, skip])
def test_a_change_of_a_job_that_is_not_there_proves_nothing(change: Any) -> None:
    with pytest.raises(KeyError):
        changed(change("none"))


def test_needs_inside_of_a_longer_expression_cannot_be_written_out() -> None:
    made = document()
    made["jobs"]["gate"]["steps"][0]["env"]["NEEDS"] = "${{ contains(toJSON(needs), 'x') }}"
    with pytest.raises(ValueError, match="longer expression"):
        cancel("legs")(made)
