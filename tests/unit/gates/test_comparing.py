"""The base of a change and the history to look at, as every event of GitHub names them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from greenlane.edges.git import Repository
from greenlane.gates.comparing import Compared, compare
from greenlane.model.errors import OutsideError
from tests.unit.gates.trial import ENVIRONMENT, Trial

ZEROS = "0" * 40


@dataclass
class Clone:
    """A clone of a repository: main with two commits, a branch `work` from the first with two of its own."""

    trial: Trial
    main: tuple[str, str]
    work: tuple[str, str]

    def compare(self, event: str = "", payload: Any = None, **more: Any) -> Compared:
        variables = {"GITHUB_EVENT_NAME": event} if event else {}
        if payload is not None:
            path = self.trial.root.parent / "event.json"
            path.write_text(payload if isinstance(payload, str) else json.dumps(payload))
            variables["GITHUB_EVENT_PATH"] = str(path)
        variables |= more.pop("variables", {})
        root = self.trial.root
        return compare(Repository.find(root, ENVIRONMENT), ENVIRONMENT | variables, **more)

    def on(self, name: str) -> Clone:
        self.trial.git("checkout", "--quiet", "--detach", name)
        return self

    def depth(self, depth: int, branch: str = "work") -> Clone:
        """A shallow clone of it."""
        to = self.trial.root.parent / f"shallow-{depth}"
        url = f"file://{self.trial.root}"
        self.trial.git("clone", "--quiet", f"--depth={depth}", f"--branch={branch}", url, str(to))
        return Clone(Trial(to), self.main, self.work)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    trial = Trial(tmp_path / "clone").write({"a.txt": "1\n"})
    first = trial.commit()
    trial.git("checkout", "--quiet", "-b", "work")
    work = (trial.write({"b.txt": "1\n"}).commit(), trial.write({"b.txt": "1\n2\n"}).commit())
    trial.git("checkout", "--quiet", "main")
    second = trial.write({"c.txt": "1\n"}).commit()
    trial.git("update-ref", "refs/remotes/origin/main", second)
    trial.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    return Clone(trial, (first, second), work)


def pull(base: str, head: str) -> dict[str, Any]:
    return {"pull_request": {"base": {"sha": base}, "head": {"sha": head}}}


def push(before: str, branch: str = "work", *, forced: bool = False) -> dict[str, Any]:
    return {
        "before": before,
        "ref": branch if branch.startswith("refs/") else f"refs/heads/{branch}",
        "forced": forced,
        "repository": {"default_branch": "main"},
    }


def base_of(found: Compared) -> str | None:
    return found.change.base if found.change else None


def merged(clone: Clone, main: str) -> Clone:
    """HEAD is what GitHub makes of a pull request: the base's tip merged with the branch."""
    clone.on(main).trial.git("merge", "--quiet", "--no-ff", "-m", "merge", clone.work[1])
    return clone


def test_a_pull_request_is_compared_with_what_its_merge_commit_stands_on(clone: Clone) -> None:
    """The event names an older base: what others have merged since is no part of the change."""
    found = merged(clone, clone.main[1]).compare("pull_request", pull(clone.main[0], clone.work[1]))
    assert (base_of(found), found.history, found.why_not) == (clone.main[1], "base", "")
    assert found.change
    assert dict(found.change.lines) == {"b.txt": {1, 2}}


@pytest.mark.parametrize("event", ["pull_request", "pull_request_target"])
def test_a_pull_request_whose_head_is_checked_out_is_compared_with_where_it_left(
    clone: Clone, event: str
) -> None:
    found = clone.on("work").compare(event, pull(clone.main[1], clone.work[1]))
    assert (base_of(found), found.history) == (clone.main[0], "base")


def test_a_merge_group_is_compared_with_its_base(clone: Clone) -> None:
    found = merged(clone, clone.main[1]).compare("merge_group", {"merge_group": {"base_sha": clone.main[1]}})
    assert (base_of(found), found.history) == (clone.main[1], "base")


def test_a_push_is_compared_with_what_was_there_before(clone: Clone) -> None:
    found = clone.on("work").compare("push", push(clone.work[0]))
    assert (base_of(found), found.history) == (clone.work[0], "base")


def test_the_first_push_of_a_branch_is_compared_with_the_default_branch(clone: Clone) -> None:
    found = clone.on("work").compare("push", push(ZEROS))
    assert (base_of(found), found.history) == (clone.main[0], "base")


@pytest.mark.parametrize("ref", ["main", "refs/tags/v1"])
def test_the_first_push_of_the_default_branch_and_a_tag_look_at_all_history(clone: Clone, ref: str) -> None:
    found = clone.on("main").compare("push", push(ZEROS, ref))
    assert (base_of(found), found.history, found.why_not) == (None, "all", "")


def test_a_forced_push_whose_old_commits_are_gone_falls_back_to_the_default_branch(clone: Clone) -> None:
    found = clone.on("work").compare("push", push("e" * 40, forced=True))
    assert (base_of(found), found.history) == (clone.main[0], "base")


def test_a_forced_push_of_the_default_branch_looks_at_all_history(clone: Clone) -> None:
    found = clone.on("main").compare("push", push("e" * 40, "main", forced=True))
    assert (base_of(found), found.history) == (None, "all")


@pytest.mark.parametrize(
    "event", ["schedule", "workflow_dispatch", "release", "repository_dispatch", "create"]
)
def test_an_event_without_a_base_looks_at_all_history(clone: Clone, event: str) -> None:
    found = clone.compare(event, {})
    assert (base_of(found), found.history, found.why_not) == (None, "all", "")


def test_a_shallow_clone_says_that_the_base_is_not_in_it(clone: Clone) -> None:
    shallow = clone.depth(1)
    for event, payload in (
        ("pull_request", pull(clone.main[0], clone.work[1])),
        ("push", push(clone.work[0])),
        ("merge_group", {"merge_group": {"base_sha": clone.main[0]}}),
    ):
        found = shallow.compare(event, payload)
        assert base_of(found) is None
        assert found.history == "base"
        assert found.why_not.endswith("is not in this clone; fetch-depth: 0")


def test_a_shallow_clone_with_the_base_in_it_is_enough(clone: Clone) -> None:
    found = clone.depth(2).compare("push", push(clone.work[0]))
    assert (base_of(found), found.why_not) == (clone.work[0], "")


@pytest.mark.parametrize("payload", ["{", "[]", "null", {"pull_request": None}, {"pull_request": {}}, None])
def test_a_payload_that_says_nothing_falls_back_to_the_name_of_the_base(clone: Clone, payload: Any) -> None:
    found = clone.on("work").compare("pull_request", payload, variables={"GITHUB_BASE_REF": "main"})
    assert (base_of(found), found.history) == (clone.main[0], "base")


def test_a_payload_that_says_nothing_at_all_looks_at_all_history(clone: Clone) -> None:
    assert clone.on("work").compare("pull_request", "{").history == "all"


def test_on_a_laptop_the_work_is_compared_with_where_it_left_the_default_branch(clone: Clone) -> None:
    found = clone.on("work").compare()
    assert (base_of(found), found.history) == (clone.main[0], "base")


def test_on_a_laptop_without_a_remote_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    trial = Trial(tmp_path / "alone").write({"a": ""})
    trial.commit()
    found = compare(Repository.find(trial.root, ENVIRONMENT), ENVIRONMENT)
    assert found == Compared(None, "none")


def test_what_the_call_names_comes_first_and_must_be_there(clone: Clone) -> None:
    clone.on("work")
    assert base_of(clone.compare("push", push(ZEROS), base=clone.work[0])) == clone.work[0]
    assert base_of(clone.compare(base="main")) == clone.main[0]
    assert clone.compare(base="main", history="all").history == "all"
    with pytest.raises(OutsideError, match="nowhere is no commit of this clone"):
        clone.compare(base="nowhere")


def test_outside_of_git_a_base_is_told_to_be_impossible() -> None:
    assert compare(None, ENVIRONMENT) == Compared(None, "none")
    assert compare(None, ENVIRONMENT, base="main").why_not == "this is not a git repository"
