"""Passes in GitHub's artifacts, as a workflow's steps meet them: read by a plan, laid for an upload."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from greenlane.cli.main import main
from greenlane.cli.world import World
from tests.standins.actions import broken, serving
from tests.unit.cli.test_plan import NOW, Shop
from tests.unit.planner.hub import Hub, folder_zipped
from tests.unit.planner.recorded import APP


class Online(Shop):
    """A shop whose runs are known to the stand-in of GitHub."""

    def __init__(self, folder: Path, hub: Hub) -> None:
        super().__init__(folder)
        self.hub = hub
        self.more |= {
            "GITHUB_REPOSITORY": APP,
            "GITHUB_API_URL": hub.url,
            "GITHUB_TOKEN": "made-up",
            "GREENLANE_PASSES": "github",
        }

    def environment(self) -> dict[str, str]:
        return super().environment() | self.more

    def begin(self, **more: Any) -> None:
        """A run of this commit, in which the calls from now on are."""
        commit = self.trial.git("rev-parse", "HEAD").strip()
        run = self.hub.run(begins=NOW - 100, **more)
        run.commit, self.run, self.event = commit, run.run_id, run.event
        self.more["GITHUB_REF_NAME"] = run.branch
        self.more["GITHUB_REF"] = f"refs/heads/{run.branch}"

    def uploaded(self) -> None:
        """What lies in the folder, as the artifact of this run; GitHub is a bit older then."""
        run = self.hub.app.runs[-1]
        self.hub.upload(run, archive=folder_zipped(self.folder / "keep"), created_at=NOW + 60)

    def planned(self, *words: str) -> dict[str, Any]:
        code, said, err = self.call("plan", "--json", *words)
        assert code == 0, err
        plan: dict[str, Any] = json.loads(said)
        return plan

    def decided(self, *words: str) -> dict[str, str]:
        return {one["job"]: one["choice"] for one in self.planned(*words)["decisions"]}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Online]:
    hub = Hub.new()
    hub.world.now = NOW
    with serving(hub.world) as hub.url:
        yield Online(tmp_path, hub)


def recorded(shop: Online) -> None:
    """A push in which docs passed."""
    shop.begin()
    done = shop.call("plan", "record", "--job", "docs", "--seconds", "9", "--upload", "../keep")
    assert done[1].startswith("to upload as greenlane-passes: ")
    shop.uploaded()


def test_a_plan_reuses_what_an_artifact_of_the_default_branch_proves(shop: Online) -> None:
    recorded(shop)
    shop.begin()
    plan = shop.planned()
    (reused,) = (one for one in plan["decisions"] if one["choice"] == "reuse")
    assert reused["job"] == "docs"
    assert reused["evidence"]["run_id"] == shop.hub.app.runs[0].run_id
    assert reused["evidence"]["origin"].startswith("GitHub vouches for artifact ")


def test_a_gate_believes_what_the_plan_reused(shop: Online) -> None:
    recorded(shop)
    shop.begin()
    shop.planned("--output", "../plan.json")
    shop.more["NEEDS"] = json.dumps({"legs": {"result": "success"}})
    code, said, _ = shop.call("gate", "plan-result", "--plan", "../plan.json", "--matrix", "legs")
    assert code == 0, said
    shop.hub.app.artifacts.clear()
    code, said, _ = shop.call("gate", "plan-result", "--plan", "../plan.json", "--matrix", "legs")
    assert code == 1
    assert "reused on a pass that is not in the ledger" in " ".join(said.split())


def test_without_a_token_everything_runs_and_the_plan_says_why(shop: Online) -> None:
    recorded(shop)
    shop.begin()
    del shop.more["GITHUB_TOKEN"]
    plan = shop.planned()
    assert plan["everything"] == f"the artifacts of {APP} cannot be read: no token, in GITHUB_TOKEN"
    assert {one["choice"] for one in plan["decisions"]} <= {"run", "pack"}
    assert plan["closed"] is None


def test_a_token_that_may_not_read_actions_makes_everything_run(shop: Online) -> None:
    recorded(shop)
    shop.begin()
    shop.hub.world.faults.append(broken("/actions/artifacts", status=403, times=-1))
    plan = shop.planned()
    assert plan["everything"].startswith(f"the artifacts of {APP} cannot be read: GitHub answered 403")
    assert plan["everything"].endswith("; give the job permissions: {actions: read, contents: read}")
    assert "reuse" not in {one["choice"] for one in plan["decisions"]}


def test_a_fork_reads_and_puts_nothing_off(shop: Online) -> None:
    """For nobody could write down what is owed."""
    recorded(shop)
    shop.begin(event="pull_request", branch="feature", fork="stranger/app")
    head = {"pull_request": {"head": {"repo": {"full_name": "stranger/app"}}}}
    event = {"repository": {"default_branch": "main"}, **head}
    (shop.folder / "event.json").write_text(json.dumps(event))
    assert shop.decided()["docs"] == "reuse"
    done = shop.call("plan", "record", "--job", "ios", "--seconds", "9", "--upload", "../fork")
    assert done[2] == "ios: not recorded: from a fork, which reads and never writes\n"
    assert not (shop.folder / "fork").exists()


def test_a_second_attempt_reads_and_writes_nothing(shop: Online) -> None:
    recorded(shop)
    shop.begin()
    shop.more["GITHUB_RUN_ATTEMPT"] = "2"
    assert shop.decided()["docs"] == "reuse"
    done = shop.call("plan", "record", "--job", "ios", "--seconds", "9", "--upload", "../again")
    assert done[2] == "ios: not recorded: attempt 2, and only a first one counts\n"


def test_a_record_without_an_upload_is_told_where_to_go(shop: Online) -> None:
    shop.begin()
    code, _, said = shop.call("plan", "record", "--job", "docs", "--seconds", "9")
    assert code == 2
    assert "nowhere to keep it" in said


def test_a_clone_that_is_on_no_hub_runs_everything(shop: Online) -> None:
    shop.more["GITHUB_REPOSITORY"] = ""
    plan = shop.planned()
    assert plan["everything"] == (
        "the artifacts of GitHub cannot be read: no repository there is known of this clone"
    )


def test_a_plan_is_made_when_it_began_to_read(shop: Online) -> None:
    """What others leave while it reads, it does not know of, and a later plan reads it again."""
    recorded(shop)
    shop.begin()
    out, times = io.StringIO(), iter(range(NOW, NOW + 100, 10))
    world = World(shop.environment(), shop.trial.root, out, io.StringIO(), clock=lambda: float(next(times)))
    assert main(["plan", "--json"], world) == 0
    assert json.loads(out.getvalue())["made_at"] == NOW
