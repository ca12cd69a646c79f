"""What must turn the gate red is done, and it is: jobs, outputs, plan and results are tampered with."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.workflows.simulate_changes import cancel, fail, lose_output, skip
from tests.workflows.forging import forge
from tests.workflows.shop import APART, DECLARED, run, shop

FORGED = {
    "the plan says less": "plan_says_less",
    "the plan is of another commit": "plan_is_of_another_commit",
    "the plan is gone": "plan_is_gone",
    "the coverage of a leg is lost": "report_is_gone",
    "a report was altered": "report_is_altered",
    "a result is gone": "result_is_gone",
    "a result is of another plan": "result_is_of_another_plan",
    "a result names fewer jobs": "result_names_fewer_jobs",
}
SAYS = {
    "the plan says less": "app",
    "the plan is of another commit": "commit",
    "the plan is gone": "there is no plan",
}
RED = {
    "a leg failed": (fail("legs"), "legs"),
    "a leg was cancelled": (cancel("legs"), "cancelled"),
    "the legs were skipped without a plan": (skip("legs"), "skipped"),
    "the plan's output is missing": (lose_output("plan", "has_jobs"), "skipped"),
    **{
        name: (forge("plan" if what.startswith("plan") else "legs", what), SAYS.get(name, "api"))
        for name, what in FORGED.items()
    },
}


@pytest.mark.parametrize("name", RED)
def test_the_gate_is_red_when(name: str, tmp_path: Path) -> None:
    changed, says = RED[name]
    declared = (
        APART
        if "plan says less" in name
        else APART.replace("p], minutes: 3, alone", "p], minutes: 0.1, alone")
    )
    folder = shop(tmp_path / "shop", {"greenlane.yaml": declared})
    done = run(folder, "pull-request", changes={"reusable-checks.yml": (changed,)})
    assert done.results["gate"] == "failure", done.story
    assert says in done.said("gate")
    if name in FORGED:
        assert f"forged: {FORGED[name]}" in done.said("plan") + done.said("legs"), done.story


def test_the_gate_is_red_when_the_planning_job_fails_before_it_has_planned(tmp_path: Path) -> None:
    done = run(shop(tmp_path / "shop"), "pull-request", changes={"reusable-checks.yml": (fail("plan"),)})
    assert (done.results["plan"], done.results["gate"]) == ("failure", "failure"), done.story


def test_the_gate_is_red_when_the_planning_job_is_cancelled(tmp_path: Path) -> None:
    done = run(shop(tmp_path / "shop"), "pull-request", changes={"reusable-checks.yml": (cancel("plan"),)})
    assert done.results["gate"] == "failure", done.story


def test_a_declaration_that_is_wrong_is_red_and_says_where(tmp_path: Path) -> None:
    folder = shop(
        tmp_path / "shop", {"greenlane.yaml": DECLARED.replace("run: [sh check.sh api]", "rum: [x]")}
    )
    done = run(folder, "pull-request")
    assert (done.results["plan"], done.results["gate"]) == ("failure", "failure"), done.story
    assert "Did you mean run" in done.said("plan")
