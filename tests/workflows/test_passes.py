"""Passes in artifacts, through act: what one run uploads, the next one reads from GitHub's stand-in."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.workflows.simulate_result import Simulated
from tests.standins.actions import Repo, World, serving
from tests.unit.planner.hub import folder_zipped
from tests.workflows.shop import SETTLED, WORKFLOW, change, run, shop

READING = {".github/workflows/checks.yml": WORKFLOW.replace("PASSES", "github")}


def head(folder: Path) -> str:
    words = ["git", "-C", str(folder), "rev-parse", "HEAD"]
    return subprocess.run(words, capture_output=True, check=True, text=True).stdout.strip()


class Hub:
    """octo/shop at the stand-in. Each run of act is one of its runs."""

    def __init__(self, world: World, url: str) -> None:
        self.world, self.url = world, url
        self.repo: Repo = world.repository("octo/shop")

    def through(self, folder: Path, kind: str, event: str, branch: str) -> Simulated:
        """A run, and its artifact kept as GitHub would."""
        self.world.now = int(time.time())
        made = self.repo.run(begins=self.world.now - 1, event=event, branch=branch)
        made.commit = head(folder)
        done = run(folder, kind, run_id=made.run_id, variables={"GITHUB_API_URL": self.url})
        self.world.now = int(time.time())
        for artifact in done.artifacts:
            if artifact.name == "greenlane-passes":
                data = folder_zipped(artifact.folder)
                at = self.world.now
                self.repo.artifact(artifact.name, len(data), created_at=at, run=made, archive=data)
        return done


@pytest.fixture
def hub() -> Iterator[Hub]:
    world = World(now=int(time.time()))
    with serving(world) as url:
        yield Hub(world, url)


def test_what_a_push_has_proved_a_pull_request_reuses(hub: Hub, tmp_path: Path) -> None:
    folder = shop(tmp_path / "shop", READING)
    first = hub.through(folder, "push", "push", "main")
    assert first.results == SETTLED, first.story
    (kept,) = (one for one in first.artifacts if one.name == "greenlane-passes")
    assert kept.retention_days == 90
    assert {name.partition("/")[0].partition("-")[0] for name in kept.files} == {
        "pass",
        "debts.json",
        "reports",
    }
    change(folder, {"docs/index.md": "# Changed\n"})
    second = hub.through(folder, "pull-request", "pull_request", "feature")
    assert second.results == SETTLED, second.story
    said = second.said("plan")
    assert "checking docs" in said
    assert "checking api" not in said
    assert "checking app" not in said
