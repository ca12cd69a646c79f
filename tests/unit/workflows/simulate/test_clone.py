"""The throw-away clone, made with a real git."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from greenlane.model.errors import UsageError
from greenlane.workflows.simulate_clone import Commits, Origin, gitconfig
from greenlane.workflows.simulate_events import Event, Facts, event
from tests.unit.workflows.simulate.repositories import commit, git, repository, write

ADDRESS = "https://github.com/octo/shop.git"


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    home = tmp_path / "home"
    gitconfig(home, ADDRESS, tmp_path / "origin.git")
    return Origin(tmp_path / "origin.git", {"PATH": os.environ["PATH"], "HOME": str(home)})


def happening(kind: str, commits: Commits) -> Event:
    facts = Facts(
        repository="octo/shop",
        branch=commits.branch,
        default_branch=commits.default_branch,
        head=commits.head,
        base=commits.base,
        merge=commits.merge,
    )
    return event(kind, facts)


def laid_out(origin: Origin, commits: Commits, kind: str, folder: Path) -> Path:
    one = happening(kind, commits)
    origin.publish(commits, one)
    origin.checkout(folder, one, ADDRESS)
    return folder


def test_a_branch_goes_into_the_tip_of_the_default_branch(tmp_path: Path, origin: Origin) -> None:
    source = repository(tmp_path / "shop", {"a": "1"})
    git(source, "checkout", "--quiet", "-b", "topic")
    head = commit(source, {"b": "2"})
    git(source, "checkout", "--quiet", "main")
    base = commit(source, {"c": "3"})
    git(source, "checkout", "--quiet", "topic")
    commits = origin.fill(source)
    assert (commits.head, commits.base, commits.branch) == (head, base, "topic")
    tree = laid_out(origin, commits, "pull-request", tmp_path / "tree")
    assert git(tree, "rev-parse", "HEAD^1", "HEAD^2").split() == [base, head]
    assert {path.name for path in tree.iterdir()} == {".git", "a", "b", "c"}


def test_on_the_default_branch_itself_the_last_commit_is_the_change(tmp_path: Path, origin: Origin) -> None:
    source = repository(tmp_path / "shop", {"a": "1"})
    base = git(source, "rev-parse", "HEAD")
    head = commit(source, {"b": "2"})
    commits = origin.fill(source)
    assert (commits.head, commits.base, commits.branch) == (head, base, "topic")


def test_what_is_not_committed_takes_part_and_the_repository_stays_as_it_is(
    tmp_path: Path, origin: Origin
) -> None:
    source = repository(tmp_path / "shop", {"a": "1", ".gitignore": "ignored\n"})
    last = git(source, "rev-parse", "HEAD")
    write(source, {"a": "changed", "new": "x", "ignored": "y"})
    before = (git(source, "status", "--porcelain"), git(source, "for-each-ref"))
    commits = origin.fill(source)
    assert commits.is_uncommitted
    assert commits.base == last
    tree = laid_out(origin, commits, "pull-request", tmp_path / "tree")
    assert (tree / "a").read_text() == "changed"
    assert (tree / "new").exists()
    assert not (tree / "ignored").exists()
    assert (git(source, "status", "--porcelain"), git(source, "for-each-ref")) == before


def test_a_first_commit_goes_into_an_empty_base(tmp_path: Path, origin: Origin) -> None:
    commits = origin.fill(repository(tmp_path / "shop", {"a": "1"}))
    assert origin.git("ls-tree", commits.base) == ""
    assert origin.git("ls-tree", "--name-only", commits.merge) == "a"


def test_a_folder_without_git_is_taken_as_it_is(tmp_path: Path, origin: Origin) -> None:
    write(tmp_path / "shop", {"a": "1", "deep/er/b": "2"})
    commits = origin.fill(tmp_path / "shop")
    tree = laid_out(origin, commits, "push", tmp_path / "tree")
    assert git(tree, "symbolic-ref", "--short", "HEAD") == "main"
    assert (tree / "deep/er/b").read_text() == "2"


def test_a_branch_that_conflicts_is_refused_as_github_starts_nothing(tmp_path: Path, origin: Origin) -> None:
    source = repository(tmp_path / "shop", {"a": "1"})
    git(source, "checkout", "--quiet", "-b", "topic")
    commit(source, {"a": "ours"})
    git(source, "checkout", "--quiet", "main")
    commit(source, {"a": "theirs"})
    git(source, "checkout", "--quiet", "topic")
    with pytest.raises(UsageError, match="conflicts with its base") as caught:
        origin.fill(source)
    assert caught.value.detail == ("a",)


def test_a_base_that_is_not_there_is_named(tmp_path: Path, origin: Origin) -> None:
    with pytest.raises(UsageError, match="there is no commit release/9"):
        origin.fill(repository(tmp_path / "shop", {"a": "1"}), base="release/9")


def test_a_step_may_fetch_from_github_and_reaches_the_origin_beside_it(
    tmp_path: Path, origin: Origin
) -> None:
    source = repository(tmp_path / "shop", {"a": "1"})
    commit(source, {"b": "2"})
    commits = origin.fill(source)
    tree = laid_out(origin, commits, "pull-request", tmp_path / "tree")
    assert git(tree, "config", "remote.origin.url") == ADDRESS
    words = ("-c", f"url.{tmp_path}/origin.git.insteadOf={ADDRESS}", "ls-remote", "origin")
    refs = dict(reversed(line.split("\t")) for line in git(tree, *words).splitlines())
    assert refs["refs/heads/main"] == commits.base
    assert refs["refs/pull/7/merge"] == commits.merge
    assert refs["refs/pull/7/head"] == commits.head


def test_after_a_push_the_default_branch_is_where_the_push_put_it(tmp_path: Path, origin: Origin) -> None:
    source = repository(tmp_path / "shop", {"a": "1"})
    commit(source, {"b": "2"})
    commits = origin.fill(source)
    tree = laid_out(origin, commits, "push", tmp_path / "tree")
    assert git(tree, "symbolic-ref", "--short", "HEAD") == "main"
    assert git(tree, "rev-parse", "HEAD") == commits.head
    assert happening("push", commits).payload["before"] == commits.base
