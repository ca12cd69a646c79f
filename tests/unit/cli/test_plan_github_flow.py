"""Run after run of a workflow on GitHub's stand-in: plan, legs, gate, and the artifact that the gate lays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.standins.actions import serving
from tests.unit.cli.test_leg import GREEN, Flow
from tests.unit.cli.test_plan import NOW
from tests.unit.planner.hub import Hub, folder_zipped
from tests.unit.planner.recorded import APP


class Remote(Flow):
    """A workflow that keeps what passed in artifacts. Each run ends a minute after the one before it."""

    def __init__(self, folder: Path, hub: Hub) -> None:
        super().__init__(folder)
        self.hub, self.ended_at = hub, NOW

    def environment(self) -> dict[str, str]:
        said = {"GITHUB_REPOSITORY": APP, "GITHUB_API_URL": self.hub.url, "GITHUB_TOKEN": "made-up"}
        return super().environment() | said | self.more

    def begin(self, event: str = "push", branch: str = "main", fork: str = "") -> None:
        """A run of the commit that is checked out."""
        run = self.hub.run(begins=NOW - 100, event=event, branch=branch, fork=fork)
        run.commit = self.trial.git("rev-parse", "HEAD").strip()
        self.run, self.event = run.run_id, event
        self.more |= {"GITHUB_REF_NAME": branch, "GITHUB_REF": f"refs/heads/{branch}", "GITHUB_HEAD_REF": ""}
        payload: dict[str, Any] = {"repository": {"default_branch": "main"}}
        if event == "pull_request":
            payload["pull_request"] = {"head": {"repo": {"full_name": fork or APP}}}
            self.more |= {"GITHUB_REF_NAME": "4/merge", "GITHUB_REF": "refs/pull/4/merge"}
            self.more["GITHUB_HEAD_REF"] = branch
        (self.folder / "event.json").write_text(json.dumps(payload))

    def through(self, needs: dict[str, str] | None = None, **run: Any) -> tuple[int, str, dict[str, str]]:
        """A run from its plan to its upload."""
        self.begin(**run)
        self.plan("--passes", "github")
        self.legs()
        done = self.held(GREEN if needs is None else needs)
        if done[2]["keep"] == "true":
            self.ended_at += 60
            archive = folder_zipped(self.folder / "run/keep")
            self.hub.upload(self.hub.app.runs[-1], archive=archive, created_at=self.ended_at)
        return done

    def held(self, needs: dict[str, str] | None = None) -> tuple[int, str, dict[str, str]]:
        self.more["NEEDS"] = ""
        if needs:
            self.more["NEEDS"] = json.dumps({name: {"result": one} for name, one in needs.items()})
        more = ("--passes", "github", "--keep", "../run/keep", "--matrix", "legs", "--matrix", "legs-1")
        words = ("--plan", "../run/plan.json", "--results", "../run/results")
        return self.step("gate", "plan-result", *words, *more)

    def decided(self) -> dict[str, str]:
        return {one["job"]: one["choice"] for one in self.planned()["decisions"]}


@pytest.fixture
def flow(tmp_path: Path) -> Iterator[Remote]:
    hub = Hub.new()
    hub.world.now = NOW
    with serving(hub.world) as hub.url:
        yield Remote(tmp_path, hub)


def test_what_a_push_has_proved_a_pull_request_reuses(flow: Remote) -> None:
    code, said, outputs = flow.through()
    assert (code, outputs) == (0, {"keep": "true", "settled": "true"}), said
    flow.changes({"docs/d.md": "changed\n"})
    code, said, outputs = flow.through(event="pull_request", branch="feature", needs={})
    assert code == 0, said
    assert flow.decided() == {"lint": "reuse", "tests": "reuse", "docs": "run"}
    assert outputs == {"keep": "true", "settled": "true"}
    laid = [path.name.split("-")[1] for path in (flow.folder / "run/keep").glob("pass-*")]
    assert laid == ["docs"]


def test_reports_of_reused_jobs_come_from_the_artifact(flow: Remote) -> None:
    flow.through()
    flow.changes({"docs/d.md": "changed\n"})
    flow.through(needs={})
    flow.changes({"docs/d.md": "changed again\n"})
    del flow.hub.app.artifacts[0]
    code, said, _ = flow.through(needs={})
    assert code == 0, said
    assert flow.decided()["tests"] == "reuse"
    assert "tests.junit.xml" in [one.name for one in (flow.trial.root / ".greenlane/reports").iterdir()]


def test_a_branchs_own_runs_and_the_default_branch_add_up(flow: Remote) -> None:
    flow.through()
    flow.changes({"server/a.py": "changed\n"})
    flow.through(event="pull_request", branch="feature")
    flow.changes({"docs/d.md": "changed\n"})
    flow.through(event="pull_request", branch="feature", needs={})
    assert flow.decided() == {"lint": "reuse", "tests": "reuse", "docs": "run"}


def test_the_default_branch_does_not_rely_on_what_a_pull_request_says(flow: Remote) -> None:
    flow.through(event="pull_request", branch="feature")
    flow.begin()
    flow.plan("--passes", "github")
    assert "reuse" not in flow.decided().values()


def test_a_fork_reads_what_passed_and_leaves_nothing(flow: Remote) -> None:
    flow.through()
    flow.changes({"docs/d.md": "changed\n"})
    code, said, outputs = flow.through(event="pull_request", branch="x", fork="stranger/app", needs={})
    assert code == 0, said
    assert flow.decided()["tests"] == "reuse"
    assert outputs == {"keep": "false", "settled": "true"}
    assert "nothing is kept: from a fork, which reads and never writes" in said


def test_a_red_run_leaves_what_succeeded(flow: Remote) -> None:
    flow.changes({"test.sh": "false\n"})
    code, _, outputs = flow.through({**GREEN, "legs": "failure"})
    assert (code, outputs) == (1, {"keep": "true"})
    flow.through({**GREEN, "legs": "failure"})
    assert flow.decided() == {"lint": "reuse", "tests": "run", "docs": "reuse"}


def test_a_carried_pass_that_a_stranger_laid_in_a_pull_request_is_refused(flow: Remote) -> None:
    """The stranger takes a real artifact of the default branch and uploads it in a run of a pull request."""
    flow.through()
    stolen = flow.hub.app.artifacts.pop()["archive"]
    flow.begin(event="pull_request", branch="feature")
    flow.hub.upload(flow.hub.app.runs[-1], archive=stolen, created_at=NOW + 200)
    flow.plan("--passes", "github")
    assert "reuse" not in flow.decided().values()
    assert any(one["why"].startswith("forged: it says run ") for one in flow.planned()["refusals"])
