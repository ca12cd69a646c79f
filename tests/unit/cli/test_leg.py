"""A plan, its legs and the gate, as a workflow calls them one after another."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.test_plan import Shop

JUNIT = '<testsuite name="s"><testcase classname="a" name="one"/></testsuite>'
REPORT = f"mkdir -p .greenlane/reports && echo '{JUNIT}' > .greenlane/reports/$1.junit.xml"
DECLARED = """\
version: 1
components:
  api: {paths: [server/**]}
  docs: {paths: [docs/**]}
jobs:
  lint: {components: [api], run: ["test -f server/a.py", "true | cat"], minutes: 0.1, setup: 2s}
  tests: {components: [api], run: [sh test.sh tests], reports: [.greenlane/reports/*], alone: true}
  docs: {components: [docs], run: [test -f docs/d.md], minutes: 0.1, setup: 2s}
planner: {shadow: false, audit: 0}
"""
WORDS = ("--plan", "../run/plan.json", "--results", "../run/results")


class Flow(Shop):
    """The jobs of a workflow: plan, legs, gate."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.run = 7
        self.trial.write(
            {"greenlane.yaml": DECLARED, "test.sh": f"{REPORT}\n", ".gitignore": ".greenlane/\n"}
        )
        self.trial.commit()
        (folder / "run").mkdir()
        self.outputs = folder / "outputs"

    def changes(self, files: dict[str, str]) -> None:
        self.trial.write(files)
        self.trial.commit()

    def step(self, *words: str) -> tuple[int, str, dict[str, str]]:
        """The exit code, all that was said, and the outputs of a step."""
        self.outputs.write_text("")
        self.more["GITHUB_OUTPUT"] = str(self.outputs)
        code, out, err = self.call(*words)
        said = dict(line.split("=", 1) for line in self.outputs.read_text().splitlines())
        return code, out + err, said

    def plan(self, *more: str) -> dict[str, str]:
        """As a new run of the workflow does, with nothing of the last one."""
        shutil.rmtree(self.folder / "run/results", ignore_errors=True)
        return self.planned_again(*more)

    def planned_again(self, *more: str) -> dict[str, str]:
        words = ("plan", "--passes", "../passes", "--here", "ubuntu-24.04", "--output", "../run/plan.json")
        code, said, outputs = self.step(*words, *more)
        assert code == 0, said
        return outputs

    def planned(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "run/plan.json").read_bytes())
        return found

    def leg(self, name: str) -> tuple[int, str]:
        return self.step("leg", name, *WORDS)[:2]

    def printed(self, name: str) -> tuple[int, list[str]]:
        """The exit code and the lines, with N for how many seconds anything took."""
        code, said = self.leg(name)
        return code, re.sub(r"\b\d+ s\)", "N s)", said).splitlines()

    def legs(self) -> None:
        for group in self.planned()["groups"]:
            self.leg(group["name"])

    def result(self, leg: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / f"run/results/{leg}/result.json").read_bytes())
        return found

    def held(self, needs: dict[str, str] | None = None) -> tuple[int, str, dict[str, str]]:
        """The gate; in the planning job without needs."""
        self.more["NEEDS"] = ""
        if needs is not None:
            self.more["NEEDS"] = json.dumps({name: {"result": one} for name, one in needs.items()})
        more = ("--passes", "../passes", "--keep", "../run/keep", "--matrix", "legs", "--matrix", "legs-1")
        return self.step("gate", "plan-result", *WORDS, *more)


GREEN = {"plan": "success", "legs": "success", "legs-1": "skipped"}


@pytest.fixture
def flow(tmp_path: Path) -> Flow:
    return Flow(tmp_path)


def test_short_jobs_run_where_the_plan_is_made_and_the_rest_in_legs(flow: Flow) -> None:
    outputs = flow.plan()
    assert outputs["has_here"] == "true"
    assert [one["leg"] for one in json.loads(outputs["matrix"])["include"]] == ["tests"]
    here = next(one for one in flow.planned()["groups"] if one["name"] == "here")
    assert here["jobs"] == ["docs", "lint"]
    assert here["minutes"] == 0


def test_all_legs_green_and_the_gate_is_green_and_what_passed_is_reused(flow: Flow) -> None:
    flow.plan()
    flow.legs()
    code, said, outputs = flow.held(GREEN)
    assert code == 0, said
    assert outputs == {"keep": "false", "settled": "true"}
    assert set(flow.choices().values()) == {"reuse"}


def test_a_change_of_documents_is_settled_by_the_planning_job_alone(flow: Flow) -> None:
    flow.plan()
    flow.legs()
    flow.held(GREEN)
    flow.changes({"docs/d.md": "changed\n"})
    outputs = flow.plan()
    assert (outputs["has_here"], outputs["has_jobs"]) == ("true", "false")
    assert flow.leg("here")[0] == 0
    code, said, outputs = flow.held()
    assert code == 0, said
    assert outputs["settled"] == "true"


def test_without_needs_the_gate_judges_only_what_ran_in_the_planning_job(flow: Flow) -> None:
    flow.plan()
    flow.legs()
    code, said, _ = flow.held()
    assert code == 2
    assert "NEEDS" in said


def test_a_failed_job_is_red_and_the_others_still_pass(flow: Flow) -> None:
    flow.changes({"test.sh": "exit 3\n"})
    flow.plan()
    flow.legs()
    code, said, outputs = flow.held({**GREEN, "legs": "failure"})
    assert code == 1
    assert "tests: failed: exit 3: sh test.sh tests" in said
    assert "settled" not in outputs
    assert flow.choices() == {"lint": "reuse", "docs": "reuse", "tests": "run"}


def test_a_leg_that_left_nothing_is_red(flow: Flow) -> None:
    flow.plan()
    flow.leg("here")
    code, said, _ = flow.held(GREEN)
    assert code == 1
    assert "tests: missing: leg tests left no result of it (legs: success)" in said


def test_a_result_of_another_plan_is_red(flow: Flow) -> None:
    flow.plan()
    flow.legs()
    flow.planned_again("--event", "workflow_dispatch")
    code, said, _ = flow.held(GREEN)
    assert code == 1
    assert "ran another plan" in said


def test_a_report_that_was_altered_or_is_gone_is_red(flow: Flow) -> None:
    flow.plan()
    flow.legs()
    report = next(flow.folder.glob("run/results/tests/reports/*/*"))
    report.write_text("<testsuite/>")
    assert "tests.junit.xml is not what the job left" in flow.held(GREEN)[1]
    report.unlink()
    code, said, _ = flow.held(GREEN)
    assert code == 1
    assert "tests.junit.xml is missing" in said


def test_a_matrix_that_failed_although_its_jobs_succeeded_is_red(flow: Flow) -> None:
    flow.plan()
    flow.legs()
    code, said, _ = flow.held({**GREEN, "legs": "failure"})
    assert code == 1
    assert "legs: failure, though its jobs succeeded" in said


def test_a_leg_refuses_the_plan_of_another_commit(flow: Flow) -> None:
    flow.plan()
    flow.changes({"docs/d.md": "changed\n"})
    code, said = flow.leg("here")
    assert code == 2
    assert "the plan is of commit" in said


def test_a_leg_that_is_not_planned_is_a_mistake(flow: Flow) -> None:
    flow.plan()
    code, said = flow.leg("hera")
    assert code == 2
    assert "one of: here, tests" in said


def test_a_job_that_leaves_no_new_report_fails(flow: Flow) -> None:
    flow.plan()
    assert flow.leg("tests")[0] == 0
    flow.changes({"test.sh": "true\n"})
    flow.plan()
    assert flow.leg("tests")[0] == 1
    assert flow.result("tests")["jobs"]["tests"]["reason"] == (
        "left no report: no new file is .greenlane/reports/*"
    )


def test_a_job_that_ran_no_test_fails(flow: Flow) -> None:
    flow.changes({"test.sh": REPORT.replace('<testcase classname="a" name="one"/>', "") + "\n"})
    flow.plan()
    assert flow.leg("tests")[0] == 1
    assert flow.result("tests")["jobs"]["tests"]["tests"] == 0


def test_in_a_workflow_each_job_is_folded_and_a_failure_is_annotated(flow: Flow) -> None:
    flow.changes(
        {"greenlane.yaml": DECLARED.replace("sh test.sh tests", r'"exit 3 # %0A\u202e\n::error::no"')}
    )
    flow.plan()
    code, said = flow.printed("tests")
    assert code == 1
    assert said == [
        "::group::tests",
        r"$ exit 3 # %0A\u202e",
        "$ ::error::no",
        "::endgroup::",
        r"::error title=tests%3A failure::tests: failure (exit 3: exit 3 # %250A\u202e …, N s)",
        "leg tests: 0 of 1 jobs succeeded",
    ]


def test_on_a_laptop_a_leg_is_plain_text(flow: Flow) -> None:
    flow.plan()
    flow.run = 0
    assert flow.printed("here")[1] == [
        "== docs",
        "$ test -f docs/d.md",
        "docs: success (N s)",
        "== lint",
        "$ test -f server/a.py",
        "$ true | cat",
        "lint: success (N s)",
        "leg here: 2 of 2 jobs succeeded",
    ]


def test_a_job_behind_one_that_failed_runs_unless_it_needs_it(flow: Flow) -> None:
    declared = DECLARED.replace("test -f docs/d.md", "exit 1").replace(
        "planner:", "  last: {run: ['true'], needs: [docs], minutes: 0.1, setup: 1s}\nplanner:"
    )
    flow.changes({"greenlane.yaml": declared})
    flow.plan()
    assert flow.leg("here")[0] == 1
    found = {name: one["result"] for name, one in flow.result("here")["jobs"].items()}
    assert found == {"docs": "failure", "lint": "success", "last": "skipped"}


@pytest.mark.parametrize(("given", "seen"), [({}, "none"), ({"NOX_SCRIPT_MODE": "fresh"}, "fresh")])
def test_a_noxfile_that_would_install_another_greenlane_runs_with_this_one(
    flow: Flow, given: dict[str, str], seen: str
) -> None:
    check = 'test "$NOX_SCRIPT_MODE" = ' + seen
    flow.changes({"greenlane.yaml": DECLARED.replace('"true | cat"', f"'{check}'")})
    flow.more.update(given)
    flow.plan()
    flow.leg("here")
    assert flow.result("here")["jobs"]["lint"]["result"] == "success"
