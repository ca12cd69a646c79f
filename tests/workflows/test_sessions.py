"""Our workflows over a small project whose sessions are real: lint, types, security, tests, the ratchet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from greenlane.model.errors import UsageError
from tests.standins.github import State
from tests.workflows.harness import commit, git, run, tree

GREEN = "def test_that_is_right() -> None:\n    assert True\n"
TESTED = """
version: 1
project: small
components: {small: {paths: [src/**, tests/**]}}
jobs:
  notes: {minutes: 0.1, run: [test -s CHANGELOG.md]}
  tests: {components: [small], minutes: 1, run: [scripts/session tests], reports: [.greenlane/reports/unit.*]}
planner: {shadow: false, audit: 0}
"""
RED = "def test_that_is_wrong() -> None:\n    assert False\n"


def test_a_merge_runs_all_sessions_and_commits_what_is_covered(
    tmp_path: Path, github: State, osv: str
) -> None:
    folder = tree(tmp_path / "merged", {"tests/unit/test_more.py": GREEN})
    done = run("pull-request.yml", "push", folder, api=github.url, advisories=osv)
    assert (done.results["plan"], done.results["gate"]) == ("success", "skipped"), done.story
    assert done.results["ratchet"] == "success", done.story
    assert [branch for branch, _ in github.commits] == ["main"]
    assert json.loads(github.contents["greenlane-coverage.json"])["scopes"]["total"]["covered"] > 0


def test_a_failing_test_turns_the_gate_red_and_names_the_job(tmp_path: Path, github: State, osv: str) -> None:
    folder = tree(tmp_path / "red", {"tests/unit/test_seeded.py": RED, "greenlane.yaml": TESTED})
    done = run("pull-request.yml", "pull-request", folder, api=github.url, advisories=osv)
    assert (done.results["plan"], done.results["gate"]) == ("failure", "failure"), done.story
    assert "tests" in done.said("gate")


def test_an_action_without_a_stub_is_an_error_before_anything_runs(tmp_path: Path) -> None:
    folder = tmp_path / "strange"
    folder.mkdir()
    git(folder, "init", "-q")
    steps = "    steps:\n      - uses: foreign/action@0123\n"
    commit(folder, {".github/workflows/x.yml": f"on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n{steps}"})
    with pytest.raises(UsageError, match="foreign/action@0123"):
        run("x.yml", "push", folder, api="")
