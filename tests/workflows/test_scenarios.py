"""Our workflows, run by act: a green pull request, a red one, a release dry and wet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.model.errors import UsageError
from greenlane.workflows.simulate_changes import cancel
from greenlane.workflows.simulate_result import Simulated
from tests.standins import advisories
from tests.standins.github import State, serving
from tests.workflows.harness import commit, git, run, tree

RED = "def test_that_is_wrong() -> None:\n    assert False\n"


@pytest.fixture
def github() -> Iterator[State]:
    with serving() as state:
        yield state


@pytest.fixture
def osv() -> Iterator[str]:
    """The address of a service of advisories."""
    with advisories.serving() as service:
        yield service.url


def release(folder: Path, github: State, osv: str, *, dry_run: bool) -> Simulated:
    inputs = {"version": "0.3.0", "dry_run": str(dry_run).lower()}
    return run("release.yml", "dispatch", tree(folder), inputs=inputs, api=github.url, advisories=osv)


def test_a_green_pull_request_is_green_to_the_gate(tmp_path: Path, github: State, osv: str) -> None:
    folder = tree(tmp_path / "green")
    done = run("pull-request.yml", "pull-request", folder, api=github.url, advisories=osv)
    assert done.results == dict.fromkeys(("static", "tests", "gate"), "success"), done.story
    assert done.code == 0
    assert "gate: green" in done.said("gate")


def test_a_failing_test_turns_the_gate_red_and_names_the_job(tmp_path: Path, github: State, osv: str) -> None:
    folder = tree(tmp_path / "red", {"tests/unit/test_seeded.py": RED})
    done = run("pull-request.yml", "pull-request", folder, api=github.url, advisories=osv)
    assert done.code != 0
    assert done.results["tests"] == "failure"
    assert done.results["static"] == "success"
    assert done.results["gate"] == "failure"
    assert "NO  tests: failure" in done.said("gate")


def test_a_merge_commits_what_is_covered_now_to_its_branch(tmp_path: Path, github: State, osv: str) -> None:
    folder = tree(tmp_path / "merged")
    done = run("merge.yml", "push", folder, api=github.url, advisories=osv)
    assert done.results == {"ratchet": "success"}, done.story
    assert [branch for branch, _ in github.commits] == ["main"]
    assert json.loads(github.contents["greenlane-coverage.json"])["scopes"]["total"]["covered"] > 0


def test_a_dry_run_release_plans_everything_and_writes_nothing(
    tmp_path: Path, github: State, osv: str
) -> None:
    done = release(tmp_path / "dry", github, osv, dry_run=True)
    assert (done.results.get("gates"), done.results.get("build")) == ("success", "success"), done.story
    assert done.results.get("draft") in (None, "skipped")
    assert "draft release v0.3.0" in done.said("build")
    assert "dry run: nothing was written to GitHub" in done.said("build")
    assert github.writes == []
    assert set(done.artifact("dist").files) == {
        "small-0.3.0-py3-none-any.whl",
        "small-0.3.0.tar.gz",
        "SHA256SUMS",
    }


def test_a_release_ends_in_a_verified_draft_and_publishes_nothing(
    tmp_path: Path, github: State, osv: str
) -> None:
    done = release(tmp_path / "wet", github, osv, dry_run=False)
    assert done.results == dict.fromkeys(("gates", "build", "draft"), "success"), done.story
    (made,) = github.releases.values()
    assert made.fields["draft"] is True
    assert {asset.name for asset in made.assets.values()} == {
        "small-0.3.0-py3-none-any.whl",
        "small-0.3.0.tar.gz",
        "SHA256SUMS",
    }
    assert github.tokens == {"Bearer dummy"}


def test_a_job_that_was_cancelled_turns_the_gate_red(tmp_path: Path, github: State, osv: str) -> None:
    folder, changes = tree(tmp_path / "ended"), {"pull-request.yml": (cancel("tests"), cancel("static"))}
    done = run("pull-request.yml", "pull-request", folder, changes=changes, api=github.url, advisories=osv)
    assert done.results["gate"] == "failure"
    assert "NO  tests: cancelled" in done.said("gate")


def test_an_action_without_a_stub_is_an_error_before_anything_runs(tmp_path: Path) -> None:
    folder = tmp_path / "strange"
    folder.mkdir()
    git(folder, "init", "-q")
    steps = "    steps:\n      - uses: foreign/action@0123\n"
    commit(folder, {".github/workflows/x.yml": f"on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n{steps}"})
    with pytest.raises(UsageError, match="foreign/action@0123"):
        run("x.yml", "push", folder, api="")
