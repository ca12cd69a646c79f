"""What a clone tells of runs, asked of real repositories."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from greenlane.minutes.clone import Clone
from greenlane.model.jobs import SeenRun
from tests.unit.gates.trial import ENVIRONMENT, Trial
from tests.unit.minutes.explain.histories import RUN

NAME = "octo-org/app"
TOUCHED = frozenset({"docs/é\n.md", "README.md"})


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    """main with a commit, and a branch `work` from it with two."""
    made = Trial(tmp_path / "a clone").write({"a.txt": "1\n"})
    made.commit()
    made.git("update-ref", "refs/remotes/origin/main", "HEAD")
    made.git("checkout", "--quiet", "-b", "work")
    made.write({"docs/é\n.md": "1\n"}).commit()
    made.write({"README.md": "1\n"}).commit()
    return made


def clone(trial: Trial, folder: str = ".") -> Clone:
    found = Clone.find(NAME, trial.root / folder, ENVIRONMENT, date(2000, 1, 1))
    assert found
    return found


def run_of(commit: str, event: str = "pull_request") -> SeenRun:
    return replace(RUN, event=event, commit=commit)


def head(trial: Trial, name: str = "work") -> str:
    return trial.git("rev-parse", name).strip()


def merge(trial: Trial) -> None:
    """`work` into main, as the button does it, and pushed."""
    trial.git("checkout", "--quiet", "main")
    trial.git("merge", "--quiet", "--no-ff", "--message", "merged", "work")
    trial.git("update-ref", "refs/remotes/origin/main", "HEAD")


def test_a_pull_request_touched_the_files_of_all_its_commits(trial: Trial) -> None:
    assert clone(trial).changed(run_of(head(trial))) == TOUCHED


def test_an_older_commit_of_it_touched_fewer(trial: Trial) -> None:
    assert clone(trial).changed(run_of(head(trial, "work~1"))) == TOUCHED - {"README.md"}


def test_a_merge_afterwards_changes_nothing(trial: Trial) -> None:
    merge(trial)
    assert clone(trial).changed(run_of(head(trial))) == TOUCHED


def test_what_came_from_the_default_branch_is_no_part_of_the_change(trial: Trial) -> None:
    trial.git("checkout", "--quiet", "main")
    trial.write({"other.py": "1\n"}).commit()
    trial.git("update-ref", "refs/remotes/origin/main", "HEAD")
    trial.git("checkout", "--quiet", "work")
    trial.git("merge", "--quiet", "--no-edit", "main")
    assert clone(trial).changed(run_of(head(trial))) == TOUCHED


def test_what_cannot_be_known_is_unknown(trial: Trial) -> None:
    found = clone(trial)
    assert found.changed(run_of("0" * 40)) is None
    assert found.changed(run_of(head(trial), "push")) is None
    assert found.changed(run_of(head(trial, "main"))) is None
    assert found.changed(replace(run_of(head(trial)), repository="octo-org/other")) is None


def test_a_change_that_reaches_too_far_back_is_unknown(trial: Trial) -> None:
    found = Clone.find(NAME, trial.root, ENVIRONMENT, date(2090, 1, 1))
    assert found
    assert found.changed(run_of(head(trial))) is None


def test_without_a_default_branch_everything_is_unknown(trial: Trial) -> None:
    trial.git("update-ref", "-d", "refs/remotes/origin/main")
    assert clone(trial).changed(run_of(head(trial))) is None


def test_a_file_that_looks_like_a_commit_is_a_file(trial: Trial) -> None:
    trial.write({"\x01notes.md": "1\n"}).commit()
    found = clone(trial).changed(run_of(head(trial)))
    assert found == TOUCHED | {"\x01notes.md"}


def test_workflow_files_are_read_also_from_a_subfolder(trial: Trial) -> None:
    folder = trial.root / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "ci.yml").write_text("on: push\n")
    (folder / "latin.yaml").write_bytes(b"# \xe9\n")
    (folder / "link.yml").symlink_to(folder / "ci.yml")
    (folder / "notes.md").write_text("no workflow\n")
    assert clone(trial, "docs").workflow_texts() == {(NAME, ".github/workflows/ci.yml"): "on: push\n"}


def test_a_folder_without_a_repository_has_no_clone(tmp_path: Path) -> None:
    assert Clone.find(NAME, tmp_path, ENVIRONMENT, date(2026, 1, 1)) is None
