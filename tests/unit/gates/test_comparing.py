"""What a change is compared with: the call says it, else the event, else the remote's default branch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from greenlane.edges.git import Repository
from greenlane.gates.comparing import Compared, compare
from greenlane.model.errors import OutsideError
from tests.unit.gates.trial import ENVIRONMENT, Trial


class Work:
    """Two commits on main, and one of a branch that left it after the first."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.trial = folder, Trial(folder / "work")
        self.first = self.trial.write({"a.py": "a = 1\n"}).commit()
        self.main = self.trial.write({"a.py": "a = 2\n"}).commit()
        self.trial.git("checkout", "--quiet", "-b", "change", self.first)
        self.trial.write({"b.py": "b = 1\n"}).commit()

    def compare(self, event: str = "", told: object = None, **more: str) -> Compared:
        variables: Mapping[str, str] = {}
        if event:
            path = self.folder / "event.json"
            path.write_text(json.dumps(told))
            variables = {"GITHUB_EVENT_NAME": event, "GITHUB_EVENT_PATH": str(path)}
        base, history = more.pop("base", ""), more.pop("history", None)
        repository = Repository.find(self.trial.root, ENVIRONMENT)
        return compare(repository, {**variables, **more}, base=base, history=history)  # type: ignore[arg-type]


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path)


def test_a_base_that_was_named_is_where_the_change_left_it(work: Work) -> None:
    found = work.compare(base="main")
    assert found.change is not None
    assert (found.change.base, found.history, found.why_not) == (work.first, "base", "")
    assert set(found.change.lines) == {"b.py"}


def test_a_base_that_is_no_commit_is_a_mistake(work: Work) -> None:
    with pytest.raises(OutsideError, match="nowhere is no commit of this clone"):
        work.compare(base="nowhere")


@pytest.mark.parametrize(
    ("event", "where"),
    [
        ("pull_request", ("pull_request", "base", "sha")),
        ("merge_group", ("merge_group", "base_sha")),
        ("push", ("before",)),
    ],
)
def test_an_event_names_the_base(work: Work, event: str, where: tuple[str, ...]) -> None:
    told: object = work.main
    for name in reversed(where):
        told = {name: told}
    found = work.compare(event, told)
    assert found.change is not None
    assert (found.change.base, found.history) == (work.first, "base")


@pytest.mark.parametrize("told", [{}, [], {"pull_request": None}, "text"])
def test_an_event_that_says_nothing_leaves_the_name_of_the_base_branch(work: Work, told: object) -> None:
    found = work.compare("pull_request", told, GITHUB_BASE_REF="main")
    assert found.change is not None
    assert found.change.base == work.first


def test_the_first_push_of_a_branch_has_no_base(work: Work) -> None:
    assert work.compare("push", {"before": "0" * 40}) == Compared(None, "none")


def test_a_base_that_is_not_in_the_clone_says_why(work: Work) -> None:
    found = work.compare("push", {"before": "b" * 40})
    assert (found.change, found.history) == (None, "base")
    assert found.why_not == "bbbbbbbbbbbb is not in this clone; fetch-depth: 0"


@pytest.mark.parametrize("event", ["schedule", "workflow_dispatch", "release"])
def test_what_runs_now_and_then_looks_at_all_history(work: Work, event: str) -> None:
    assert work.compare(event, {}) == Compared(None, "all")


def test_a_history_that_was_asked_for_is_the_history(work: Work) -> None:
    assert work.compare("schedule", {}, history="none").history == "none"
    assert work.compare(base="main", history="all").history == "all"


def test_on_a_laptop_the_default_branch_of_the_remote_is_the_base(work: Work) -> None:
    assert work.compare() == Compared(None, "none")
    work.trial.git("update-ref", "refs/remotes/origin/main", work.main)
    work.trial.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    found = work.compare()
    assert found.change is not None
    assert found.change.base == work.first


def test_a_branch_that_only_the_remote_has_is_found(work: Work) -> None:
    work.trial.git("update-ref", "refs/remotes/origin/theirs", work.main)
    found = work.compare(base="theirs")
    assert found.change is not None
    assert found.change.base == work.first


@pytest.mark.parametrize(("base", "why"), [("main", "this is not a git repository"), ("", "")])
def test_without_git_there_is_nothing_to_compare_with(base: str, why: str) -> None:
    assert compare(None, {}, base=base) == Compared(None, "none", why)
