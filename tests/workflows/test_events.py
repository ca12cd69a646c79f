"""Every event that a consumer's checks meet: what runs, and whose success may be reused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workflows.shop import SETTLED, Pushed, change, kept, ran, run, shop

ALL = ["api", "app", "docs"]


def test_a_push_to_the_default_branch_is_believed_by_a_pull_request(pushed: Pushed, tmp_path: Path) -> None:
    folder = pushed.copy(tmp_path / "shop")
    assert (ran(pushed.push()), len(kept(folder))) == (ALL, 3)
    change(folder, {"server/api.py": "api = 2\n"})
    done = run(folder, "pull-request")
    assert (ran(done), done.results) == (["api", "app"], SETTLED), done.story


def test_a_draft_is_planned_as_any_other_and_the_merge_queue_believes_no_pull_request(tmp_path: Path) -> None:
    folder = shop(tmp_path / "shop")
    done = run(folder, "pull-request", payload={"pull_request": {"draft": True}})
    assert (ran(done), done.results) == (ALL, SETTLED), done.story
    assert ran(run(folder, "pull-request")) == []
    assert ran(run(folder, "merge-group")) == ALL


def test_a_fork_reads_what_passed_and_writes_nothing(pushed: Pushed, tmp_path: Path) -> None:
    folder = shop(tmp_path / "shop")
    done = run(folder, "fork")
    assert (ran(done), done.results, kept(folder)) == (ALL, SETTLED, set()), done.story
    assert "greenlane-passes" not in {one.name for one in done.artifacts}
    assert ran(run(pushed.copy(tmp_path / "pushed"), "fork")) == []


def test_a_second_attempt_plans_anew_and_writes_nothing(tmp_path: Path) -> None:
    folder = shop(tmp_path / "shop")
    done = run(folder, "push", attempt=2)
    assert (ran(done), done.results, kept(folder)) == (ALL, SETTLED, set()), done.story


@pytest.mark.parametrize("kind", ["dispatch", "tag"])
def test_what_somebody_asks_for_runs_everything(kind: str, pushed: Pushed, tmp_path: Path) -> None:
    done = run(pushed.copy(tmp_path / "shop"), kind)
    assert (ran(done), done.results) == (ALL, SETTLED), done.story


@pytest.mark.parametrize("kind", ["new-branch", "force-push"])
def test_a_push_without_a_base_needs_none(kind: str, pushed: Pushed, tmp_path: Path) -> None:
    folder = pushed.copy(tmp_path / "shop")
    change(folder, {"app/app.py": "app = 2\n"})
    done = run(folder, kind)
    assert (ran(done), done.results) == (["app"], SETTLED), done.story
    assert len(kept(folder)) == 3


def test_a_schedule_reuses_what_passed_lately(pushed: Pushed, tmp_path: Path) -> None:
    done = run(pushed.copy(tmp_path / "shop"), "schedule")
    assert (ran(done), done.results) == ([], SETTLED), done.story


def test_a_change_of_the_workflow_runs_everything(pushed: Pushed, tmp_path: Path) -> None:
    folder = pushed.copy(tmp_path / "shop")
    file = folder / ".github/workflows/checks.yml"
    change(folder, {".github/workflows/checks.yml": file.read_text() + "# changed\n"})
    assert ran(run(folder, "pull-request")) == ALL


def test_passes_that_cannot_be_read_run_everything(pushed: Pushed, tmp_path: Path) -> None:
    folder = pushed.copy(tmp_path / "shop")
    passes = folder.with_name("shop-passes")
    for one in passes.rglob("*.json"):
        one.write_text("cut off")
    done = run(folder, "pull-request")
    assert (ran(done), done.results) == (ALL, SETTLED), done.story
