"""Our release by dispatch, against a stand-in of GitHub: dry, real, refused, interrupted and gone on with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from greenlane.workflows.simulate_changes import first
from greenlane.workflows.simulate_result import Simulated
from tests.standins.github import State, unheard
from tests.workflows.forging import forge
from tests.workflows.harness import run, tree

DECLARED = """
version: 1
project: small
jobs:
  tests: {run: [echo ok], minutes: 0.1}
planner: {shadow: false, audit: 0}
"""
LOCK = "# small needs nothing\n"
FILES = {"small-0.3.0-py3-none-any.whl", "small-0.3.0.tar.gz", "SHA256SUMS", "small-0.3.0.cdx.json"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tree(tmp_path / "small", {"greenlane.yaml": DECLARED, "requirements/small.txt": LOCK})


def release(
    folder: Path, github: State, *, dry_run: bool = False, version: str = "0.3.0", **request: Any
) -> Simulated:
    inputs = {"version": version, "dry_run": str(dry_run).lower()}
    at = sum(1 for _ in folder.parent.glob("act*"))
    request |= {"inputs": inputs, "run_id": 1000 + at}
    done = run("release.yml", "dispatch", folder, api=github.url, **request)
    folder.with_name(f"{folder.name}-act").rename(folder.parent / f"act{at}")
    return done


def names(github: State) -> set[str]:
    (made,) = github.releases.values()
    return {asset.name for asset in made.assets.values()}


def test_a_dry_run_builds_checks_and_writes_nothing(folder: Path, github: State) -> None:
    done = release(folder, github, dry_run=True)
    assert (done.results["build"], done.results["publish"]) == ("success", "skipped"), done.story
    assert github.writes == []
    assert "v0.3.0" in done.said("build")


def test_a_release_is_published_and_verified(folder: Path, github: State) -> None:
    done = release(folder, github)
    assert done.results["publish"] == "success", done.story
    assert names(github) == FILES
    assert is_published(github)


def test_a_version_that_is_not_the_source_s_costs_one_job(folder: Path, github: State) -> None:
    done = release(folder, github, version="9.9.9")
    assert done.results["early"] == "failure", done.story
    assert {done.results[job] for job in ("plan", "build", "publish")} == {"skipped"}


def test_a_tag_that_stands_elsewhere_is_refused_before_anything_runs(folder: Path, github: State) -> None:
    github.tags["v0.3.0"] = "0" * 40
    done = release(folder, github)
    assert (done.results["early"], done.results["build"]) == ("failure", "skipped"), done.story
    assert github.writes == []


def test_a_failed_job_lets_nothing_be_built(tmp_path: Path, github: State) -> None:
    declared = DECLARED.replace("echo ok", "exit 1")
    folder = tree(tmp_path / "small", {"greenlane.yaml": declared, "requirements/small.txt": LOCK})
    done = release(folder, github)
    assert (done.results["gate"], done.results["build"]) == ("failure", "skipped"), done.story
    assert github.writes == []


def test_a_run_that_is_interrupted_is_gone_on_with_wherever_it_was(folder: Path, github: State) -> None:
    """After the draft, in the middle of a file, after the last file, after the publishing.

    A kill at each single write is in tests/faults/test_release_killed.py, where a release takes a second.
    """
    interrupt(folder, github, lambda: bool(github.releases))
    github.cut_upload_of = "small-0.3.0.tar.gz"
    done = release(folder, github)
    assert done.results["publish"] == "failure", done.story
    assert "starter" in states(github)
    github.cut_upload_of = ""
    assert not is_published(github)
    interrupt(folder, github, lambda: names(github) == FILES and states(github) == {"uploaded"})
    assert not is_published(github)
    interrupt(folder, github, lambda: is_published(github))
    writes = len(github.writes)
    done = release(folder, github)
    assert done.results["publish"] == "success", done.story
    assert names(github) == FILES
    assert len(github.writes) == writes  # what is published is done again without a change


def test_evidence_of_another_commit_stops_it_before_anything_is_written(folder: Path, github: State) -> None:
    forged = forge("build", "plan_is_of_another_commit", first)
    done = release(folder, github, changes={"reusable-release.yml": (forged,)})
    assert "forged: plan_is_of_another_commit" in done.said("build")
    assert (done.results["build"], done.results["publish"]) == ("failure", "skipped"), done.story
    assert github.writes == []


def is_published(github: State) -> bool:
    return any(not one.is_draft for one in github.releases.values())


def states(github: State) -> set[str]:
    (made,) = github.releases.values()
    return {asset.state for asset in made.assets.values()}


def interrupt(folder: Path, github: State, is_reached: Callable[[], bool]) -> None:
    """A run in which nobody is answered from the write on that leads there."""

    def end(_number: int, moment: str) -> None:
        if moment == "after" and is_reached():
            raise ConnectionError

    github.wrote = end
    assert release(folder, github).results["publish"] == "failure"
    github.wrote = unheard
    assert is_reached()
