"""Matrices: what GitHub reads, nothing to run, and too much."""

from __future__ import annotations

import json

import pytest

from greenlane.model.errors import UsageError
from greenlane.model.plan import Choice, Past
from greenlane.planner import matrix
from greenlane.planner.packing import MOST_LEGS
from tests.unit.planner.deciding import a_job, a_pass, decided, declared, of


def test_a_leg_names_its_runner_and_its_jobs() -> None:
    made = decided(declared(a_job("lint"), a_job("types")), past={"lint": SHORT, "types": SHORT})
    found = matrix.outputs(made, stages=1)
    assert found == {
        "has_here": "false",
        "has_jobs": "true",
        "matrix": '{"include":[{"leg":"lint+1","runner":"ubuntu-24.04","jobs":"lint types"}]}',
    }
    assert of(made, "types").choice == Choice.PACK
    assert of(made, "types").reason == "no pass of it is known; with lint on one runner"


def test_nothing_to_run_says_so() -> None:
    made = decided(declared(a_job()), passes=[a_pass()])
    assert matrix.outputs(made, stages=2) == {
        "has_here": "false",
        "has_jobs": "false",
        "matrix": '{"include":[]}',
        "has_jobs_1": "false",
        "matrix_1": '{"include":[]}',
    }


def test_a_leg_that_waits_is_in_a_later_matrix() -> None:
    made = decided(declared(a_job("build"), a_job("tests", needs=("build",), alone=True)))
    found = matrix.outputs(made)
    assert [leg["leg"] for leg in json.loads(found["matrix"])["include"]] == ["build"]
    assert [leg["leg"] for leg in json.loads(found["matrix_1"])["include"]] == ["tests"]
    assert found["has_jobs_2"] == "false"


def test_more_stages_than_the_workflow_has_is_an_error() -> None:
    made = decided(declared(a_job("build"), a_job("tests", needs=("build",), alone=True)))
    with pytest.raises(UsageError, match="2 stages, and the workflow has 1"):
        matrix.outputs(made, stages=1)


def test_more_legs_than_github_takes_is_an_error() -> None:
    made = decided(declared(*(a_job(f"j{index}", alone=True) for index in range(257))))
    with pytest.raises(UsageError, match="257 legs are to run, and GitHub takes 256"):
        matrix.outputs(made)


def test_256_legs_are_taken() -> None:
    made = decided(declared(*(a_job(f"j{index}", alone=True) for index in range(256))))
    assert len(json.loads(matrix.outputs(made)["matrix"])["include"]) == 256


def test_more_bytes_than_github_takes_is_an_error() -> None:
    made = decided(declared(*(a_job(f"j{index}" + "x" * 2000, alone=True) for index in range(250))))
    with pytest.raises(UsageError, match="bytes, and GitHub takes 1,000,000"):
        matrix.outputs(made)


def test_more_than_the_gate_can_be_handed_is_an_error_before_anything_runs() -> None:
    """All outputs reach it as one variable, and no program starts with one of 128 KiB."""
    made = decided(declared(*(a_job(f"j{index}" + "x" * 600, alone=True) for index in range(120))))
    with pytest.raises(UsageError, match="bytes, and the gate can be handed 126,976"):
        matrix.outputs(made)


def test_as_many_legs_as_there_may_be_with_usual_names_can_be_handed_to_the_gate() -> None:
    made = decided(
        declared(*(a_job(f"tests-of-component-{index}", alone=True) for index in range(MOST_LEGS)))
    )
    assert matrix.outputs(made)["has_jobs"] == "true"


def test_whatever_a_runner_is_called_an_output_is_one_line_of_ascii() -> None:
    made = decided(declared(a_job(runner="büro\n::set-output")))
    found = matrix.outputs(made)["matrix"]
    assert found.isascii()
    assert "\n" not in found
    assert json.loads(found)["include"][0]["runner"] == "büro\n::set-output"


SHORT = Past((40.0, 40.0, 40.0), 3, 0)
