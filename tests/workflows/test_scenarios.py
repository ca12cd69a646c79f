"""Our workflows, run by act: a green pull request, a red one, a release dry and wet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.standins import advisories
from tests.standins.github import State, serving
from tests.workflows.harness import Run, Unmapped, run, stubs, tree

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


def release(folder: Path, github: State, osv: str, *, dry_run: bool) -> Run:
    payload = {"inputs": {"version": "0.3.0", "dry_run": str(dry_run).lower()}}
    return run(
        "release.yml", "workflow_dispatch", tree(folder), payload=payload, api=github.url, advisories=osv
    )


def test_a_green_pull_request_is_green_to_the_gate(tmp_path: Path, github: State, osv: str) -> None:
    done = run(
        "pull-request.yml",
        "pull_request",
        tree(tmp_path / "green"),
        payload={},
        api=github.url,
        advisories=osv,
    )
    assert done.jobs == dict.fromkeys(("static", "tests", "gate"), "success"), done.lines
    assert done.code == 0
    assert "gate: green" in done.said("gate")


def test_a_failing_test_turns_the_gate_red_and_names_the_job(tmp_path: Path, github: State, osv: str) -> None:
    folder = tree(tmp_path / "red", {"tests/unit/test_seeded.py": RED})
    done = run("pull-request.yml", "pull_request", folder, payload={}, api=github.url, advisories=osv)
    assert done.code != 0
    assert done.jobs["tests"] == "failure"
    assert done.jobs["static"] == "success"
    assert done.jobs["gate"] == "failure"
    assert "NO  tests: failure" in done.said("gate")


def test_a_merge_commits_what_is_covered_now_to_its_branch(tmp_path: Path, github: State, osv: str) -> None:
    payload = {"ref": "refs/heads/main", "repository": {"default_branch": "main"}}
    folder = tree(tmp_path / "merged")
    done = run("merge.yml", "push", folder, payload=payload, api=github.url, advisories=osv)
    assert done.jobs == {"ratchet": "success"}, done.lines
    assert [branch for branch, _ in github.commits] == ["main"]
    assert json.loads(github.contents["greenlane-coverage.json"])["scopes"]["total"]["covered"] > 0


def test_a_dry_run_release_plans_everything_and_writes_nothing(
    tmp_path: Path, github: State, osv: str
) -> None:
    done = release(tmp_path / "dry", github, osv, dry_run=True)
    assert (done.jobs.get("gates"), done.jobs.get("build")) == ("success", "success"), done.lines
    assert done.jobs.get("draft") in (None, "skipped")
    assert "draft release v0.3.0" in done.said("build")
    assert "dry run: nothing was written to GitHub" in done.said("build")
    assert github.writes == []
    kept = {path.name for path in (tmp_path / "dry-act" / "artifacts" / "dist").iterdir()}
    assert kept == {"small-0.3.0-py3-none-any.whl", "small-0.3.0.tar.gz", "SHA256SUMS"}


def test_a_release_ends_in_a_verified_draft_and_publishes_nothing(
    tmp_path: Path, github: State, osv: str
) -> None:
    done = release(tmp_path / "wet", github, osv, dry_run=False)
    assert done.jobs == dict.fromkeys(("gates", "build", "draft"), "success"), done.lines
    (made,) = github.releases.values()
    assert made.fields["draft"] is True
    assert {asset.name for asset in made.assets.values()} == {
        "small-0.3.0-py3-none-any.whl",
        "small-0.3.0.tar.gz",
        "SHA256SUMS",
    }
    assert github.tokens == {"Bearer dummy"}


def test_an_action_without_a_stub_is_an_error_before_anything_runs(tmp_path: Path) -> None:
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    workflow = tmp_path / ".github" / "workflows" / "x.yml"
    workflow.write_text("jobs:\n  a:\n    steps:\n      - uses: foreign/action@0123\n")
    with pytest.raises(Unmapped, match="foreign/action@0123"):
        stubs(tmp_path)
