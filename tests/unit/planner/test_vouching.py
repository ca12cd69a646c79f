"""What the API says of an artifact's run: each of its words is enough for a no."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from greenlane.edges.github_artifacts import Artifacts
from greenlane.model.github import StoredArtifact
from greenlane.planner.vouching import Runs
from tests.standins.actions import Run, serving
from tests.standins.patience import client_of
from tests.unit.planner.hub import Hub
from tests.unit.planner.recorded import APP, NOW


@pytest.fixture
def hub() -> Iterator[Hub]:
    hub = Hub.new()
    with serving(hub.world) as hub.url:
        yield hub


def made_by(run: Run, **more: Any) -> StoredArtifact:
    """An artifact as the list of artifacts would tell of it."""
    artifact = StoredArtifact(5, "greenlane-passes-x", 100, NOW - 3900, False, run.run_id, True)
    return replace(artifact, **more)


def doubt(hub: Hub, artifact: StoredArtifact, default_branch: str = "main") -> str:
    return Runs(Artifacts(client_of(hub.url), APP), default_branch).doubt(artifact)


def test_a_run_of_the_default_branch_is_not_doubted(hub: Hub) -> None:
    assert doubt(hub, made_by(hub.run())) == ""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"is_own": False}, "from a fork, which reads and never writes"),
        ({"is_own": None}, "from no repository"),
        ({"run_id": None}, "GitHub does not say which run it is from, or since when it is there"),
        ({"created_at": None}, "GitHub does not say which run it is from, or since when it is there"),
    ],
)
def test_what_the_list_says_is_enough_and_the_run_is_not_asked(
    hub: Hub, change: dict[str, Any], told: str
) -> None:
    assert doubt(hub, made_by(hub.run(), **change)) == told
    assert hub.world.requests == []


@pytest.mark.parametrize("event", ["push", "pull_request", "schedule"])
def test_what_the_run_says_is_enough(hub: Hub, event: str) -> None:
    run = hub.run(event=event, fork="stranger/app")
    assert doubt(hub, made_by(run)) == "from a fork, which reads and never writes"


def test_a_default_branch_that_is_gone_holds_no_commit(hub: Hub) -> None:
    run = hub.run(branch="trunk")
    assert doubt(hub, made_by(run), "trunk") == "push of a commit that is not on trunk"
    assert not [path for path in hub.asked() if path.startswith("/compare/")]


def test_a_run_is_asked_about_once(hub: Hub) -> None:
    runs = Runs(Artifacts(client_of(hub.url), APP), "")
    run = hub.run()
    hub.app.rerun(run, begins=NOW - 3000)
    assert [runs.doubt(made_by(run, artifact_id=number)) for number in range(5)] == [""] * 5
    assert len(hub.asked()) == len(set(hub.asked())) == 5


def test_a_run_whose_second_attempt_is_not_told_is_doubted(hub: Hub) -> None:
    run = hub.run()
    run.attempt = 2
    assert doubt(hub, made_by(run)) == "of a later attempt, and only a first one counts"
