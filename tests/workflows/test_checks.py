"""A consumer's pull request: what runs, where, and what the gate says."""

from __future__ import annotations

from pathlib import Path

from tests.workflows.shop import APART, change, run, shop

SETTLED = {"plan": "success", "legs": "skipped", "legs-1": "skipped", "legs-2": "skipped", "gate": "skipped"}


def test_what_fits_into_the_planning_job_runs_and_is_settled_there(tmp_path: Path) -> None:
    done = run(shop(tmp_path / "small"), "pull-request")
    assert done.results == SETTLED, done.story
    assert [line for line in done.said("plan").splitlines() if "checking" in line]


def test_jobs_that_share_no_runner_are_legs_and_the_gate_reads_them(tmp_path: Path) -> None:
    done = run(shop(tmp_path / "apart", {"greenlane.yaml": APART}), "pull-request")
    assert done.results == {**SETTLED, "legs": "success", "gate": "success"}, done.story
