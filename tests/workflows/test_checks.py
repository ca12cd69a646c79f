"""A consumer's pull request: what runs, where, what it costs, and what the gate says."""

from __future__ import annotations

from pathlib import Path

from greenlane.workflows.simulate_result import Simulated
from tests.workflows.shop import APART, DECLARED, SETTLED, Pushed, billed, change, kept, ran, run, shop

RED_HERE = {**SETTLED, "plan": "failure", "gate": "failure"}


def test_what_fits_into_the_planning_job_runs_and_is_settled_there(opened: Simulated) -> None:
    assert opened.results == SETTLED, opened.story
    assert ran(opened) == ["api", "app", "docs"]
    assert billed(opened) == 1


def test_jobs_that_share_no_runner_are_legs_and_the_gate_reads_them(tmp_path: Path) -> None:
    done = run(shop(tmp_path / "apart", {"greenlane.yaml": APART}), "pull-request")
    assert done.results == {**SETTLED, "legs": "success", "gate": "success"}, done.story
    assert ran(done) == ["api", "app", "docs"]
    assert {job.matrix["leg"] for job in done.jobs if job.id == "legs"} == {"api", "app"}


def test_a_leg_that_needs_another_waits_in_the_next_matrix(tmp_path: Path) -> None:
    declared = APART.replace("sh check.sh app]", "sh check.sh app], needs: [api]")
    done = run(shop(tmp_path / "stages", {"greenlane.yaml": declared}), "pull-request")
    assert done.results == {**SETTLED, "legs": "success", "legs-1": "success", "gate": "success"}, done.story
    assert done.job("legs-1").matrix["leg"] == "app"


def test_a_documentation_only_change_runs_its_job_alone_in_one_minute(pushed: Pushed, tmp_path: Path) -> None:
    folder = pushed.copy(tmp_path / "docs", APART)
    change(folder, {"docs/index.md": "# Shop, open\n"})
    done = run(folder, "pull-request")
    assert done.results == SETTLED, done.story
    assert (ran(done), billed(done)) == (["docs"], 1)


def test_a_change_that_changes_nothing_runs_nothing_and_is_green(pushed: Pushed, tmp_path: Path) -> None:
    folder = pushed.copy(tmp_path / "same", APART)
    change(folder, {})
    done = run(folder, "pull-request")
    assert done.results == SETTLED, done.story
    assert (ran(done), billed(done)) == ([], 1)


def test_a_job_that_fails_in_the_planning_job_stops_the_legs_and_is_named(tmp_path: Path) -> None:
    folder = shop(tmp_path / "red", {"greenlane.yaml": APART, "docs.broken": ""})
    done = run(folder, "pull-request")
    assert done.results == RED_HERE, done.story
    assert "pages" in done.said("gate")
    assert "docs is broken" in done.said("plan")


def test_a_leg_that_fails_turns_the_gate_red_and_the_others_run(tmp_path: Path) -> None:
    folder = shop(tmp_path / "red", {"greenlane.yaml": APART, "api.broken": ""})
    done = run(folder, "pull-request")
    assert done.results["gate"] == "failure", done.story
    assert done.job("legs", leg="api").result == "failure"
    assert done.job("legs", leg="app").result == "success"
    assert not any("api" in name for name in kept(folder))


def test_the_legs_of_a_failed_stage_let_no_later_one_start(tmp_path: Path) -> None:
    declared = APART.replace("sh check.sh app]", "sh check.sh app], needs: [api]")
    done = run(shop(tmp_path / "stages", {"greenlane.yaml": declared, "api.broken": ""}), "pull-request")
    assert (done.results["legs-1"], done.results["gate"]) == ("skipped", "failure"), done.story


def test_a_job_that_leaves_no_report_is_a_failure(tmp_path: Path) -> None:
    declared = DECLARED.replace("reports/app.*", "reports/nothing.*")
    done = run(shop(tmp_path / "silent", {"greenlane.yaml": declared}), "pull-request")
    assert done.results == RED_HERE, done.story
    assert "left no report" in done.said("plan")


def test_a_job_whose_tests_are_none_is_a_failure(tmp_path: Path) -> None:
    empty = {
        "check.sh": "mkdir -p .greenlane/reports\n"
        "echo '<testsuite tests=\"0\"/>' > .greenlane/reports/$1.junit.xml\n"
    }
    done = run(shop(tmp_path / "none", empty), "pull-request")
    assert done.results == RED_HERE, done.story


def test_nothing_is_put_into_the_matrix_of_another_runner_than_its_label(tmp_path: Path) -> None:
    declared = DECLARED.replace("p], minutes", "p], runner: macos-15, minutes")
    done = run(shop(tmp_path / "mac", {"greenlane.yaml": declared}), "pull-request")
    assert done.results == {**SETTLED, "legs": "success", "gate": "success"}, done.story
    assert done.job("legs").matrix["runner"] == "macos-15"
