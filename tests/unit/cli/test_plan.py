"""`greenlane plan`: from a declaration and a commit to what runs and why."""

from __future__ import annotations

import io
import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from greenlane.cli.main import main
from greenlane.cli.world import World

DECLARED = """\
version: 1
components:
  proto: {paths: [proto/**]}
  api: {paths: [server/**], needs: [proto]}
  docs: {paths: [docs/**]}
jobs:
  api-tests: {components: [api], run: [nox -s tests], minutes: 4}
  words: {components: [docs], run: [nox -s words], minutes: 1}
"""
NOW = 1_795_000_000


def git(folder: Path, *words: str) -> str:
    named = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
    done = subprocess.run(["git", *named, *words], cwd=folder, capture_output=True, check=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository of three components and two jobs, committed."""
    folder = tmp_path / "project"
    for name in ("proto/a", "server/b", "docs/c.md", "README.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    (folder / "greenlane.yaml").write_text(DECLARED)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "begin")
    return folder


def called(project: Path, *words: str, environment: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    """Exit code, answer and what was told beside it."""
    out, err = io.StringIO(), io.StringIO()
    own = {"PATH": os.environ["PATH"], "GREENLANE_STATE": str(project.parent / "state")}
    world = World({**own, **(environment or {})}, project, out, err, clock=lambda: NOW)
    return main(["plan", *words], world), out.getvalue(), err.getvalue()


def planned(project: Path, *words: str, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    code, out, err = called(project, "--json", *words, environment=environment)
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def digests(plan: Mapping[str, Any]) -> dict[str, str]:
    return {one["job"]: one["key"]["digest"] for one in plan["decisions"]}


def test_a_plan_names_the_commit_and_decides_for_every_job(project: Path) -> None:
    found = planned(project)
    assert found["commit"] == git(project, "rev-parse", "HEAD")
    assert found["tree"] == git(project, "rev-parse", "HEAD^{tree}")
    assert [(one["job"], one["choice"]) for one in found["decisions"]] == [
        ("api-tests", "run"),
        ("words", "run"),
    ]
    assert (found["event"], found["made_at"]) == ("local", NOW)


def test_only_the_jobs_of_what_changed_get_another_key(project: Path) -> None:
    before = digests(planned(project))
    (project / "proto/a").write_text("changed")
    git(project, "commit", "-qam", "change")
    after = digests(planned(project))
    assert before["api-tests"] != after["api-tests"]
    assert before["words"] == after["words"]


def test_another_revision_is_planned_by_its_name(project: Path) -> None:
    first = planned(project)
    (project / "proto/a").write_text("changed")
    git(project, "commit", "-qam", "change")
    assert digests(planned(project, "--revision", "HEAD~1")) == digests(first)


def test_the_event_branch_and_seed_are_githubs(project: Path) -> None:
    said = {"GITHUB_EVENT_NAME": "push", "GITHUB_REF_NAME": "main", "GITHUB_RUN_ID": "7"}
    assert planned(project, environment=said)["event"] == "push"
    assert planned(project, "--event", "schedule", environment=said)["event"] == "schedule"


def test_an_event_that_nobody_knows_runs_everything(project: Path) -> None:
    found = planned(project, "--event", "issue_comment")
    assert (found["event"], found["everything"]) == ("other", "the planner does not know this event")


def test_a_tag_runs_everything(project: Path) -> None:
    said = {"GITHUB_EVENT_NAME": "push", "GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v1"}
    assert planned(project, environment=said)["everything"] == "a tag was pushed"


def test_a_person_sees_a_line_a_job_with_its_reason(project: Path) -> None:
    code, out, _ = called(project)
    assert code == 0
    assert "run     api-tests: no pass of it is known" in out


def test_without_jobs_there_is_nothing_to_plan(project: Path) -> None:
    (project / "greenlane.yaml").write_text("version: 1\n")
    code, out, err = called(project)
    assert (code, out) == (2, "")
    assert "no job is declared" in err


def test_outside_a_repository_the_call_says_what_is_missing(tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "greenlane.yaml").write_text(DECLARED)
    code, out, err = called(folder)
    assert (code, out) == (3, "")
    assert "Traceback" not in err
