"""From a job's good end to a plan that reuses it, and never from anything else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greenlane.model.plan import Choice, Declared, Event, Job, Key, Part, Pass, Plan, Policy
from greenlane.planner.decide import plan
from greenlane.planner.recording import Ended, record
from greenlane.planner.store import Found, wanted
from greenlane.planner.store_folder import FolderStore
from tests.examples import examples
from tests.standins.actions import broken, serving
from tests.unit.planner.hub import QUEUED, Hub
from tests.unit.planner.recorded import APP, DIGEST, NOW, OTHER, origin

JOBS = (Job("api-tests", run=("nox -s tests",)), Job("lint", run=("nox -s lint",)))
DECLARED = Declared(jobs=JOBS, policy=Policy(audit=0.0, shadow=False))
KEYS = {
    "api-tests": Key("api-tests", DIGEST, (Part("component", "api", OTHER),)),
    "lint": Key("lint", None, why="a sparse index"),
}
EVENTS = ("push", "schedule", "workflow_dispatch", "merge_group", "pull_request", "pull_request_target")
CLAIMS: tuple[dict[str, Any], ...] = (
    {"event": "schedule"},
    {"event": "push", "branch": "main"},
    {"branch": "main"},
    {"commit": "d" * 40},
    {"run_id": 5},
    {"passed_at": NOW - 1000},
    {"attempt": 2},
    {"repository": "stranger/app"},
)


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    hub = Hub.new()
    with serving(hub.world) as hub.url:
        yield hub


@pytest.fixture
def folder(tmp_path: Path) -> FolderStore:
    (tmp_path / "passes").mkdir()
    return FolderStore(tmp_path / "passes", APP, "main")


def decided(found: Found, event: Event = Event.PUSH) -> Plan:
    """What is planned with what was found."""
    said, refusals = found.unreadable, found.refusals
    return plan(DECLARED, KEYS, found.passes, event=event, now=NOW, everything=said, refusals=refusals)


def choices(made: Plan) -> dict[str, str]:
    return {one.job: one.choice for one in made.decisions}


def test_a_job_that_passed_is_reused_and_cites_its_run(folder: FolderStore) -> None:
    made = record(KEYS["api-tests"], origin(), Ended(61.5, 12), now=NOW - 3600)
    assert isinstance(made, Pass)
    folder.write(made)
    planned = decided(folder.find(wanted(JOBS, KEYS), now=NOW))
    (reused,) = (one for one in planned.decisions if one.choice is Choice.REUSE)
    assert (reused.job, reused.evidence) == ("api-tests", made)


def test_a_pass_of_a_pull_request_spares_no_required_job_on_the_default_branch(folder: FolderStore) -> None:
    proposal = origin(event="pull_request", branch="feature")
    made = record(KEYS["api-tests"], proposal, Ended(61.5, 12), now=NOW - 3600)
    assert isinstance(made, Pass)
    folder.write(made)
    found = folder.find(wanted(JOBS, KEYS), now=NOW)
    spared = {event: Choice.REUSE in choices(decided(found, event)).values() for event in Event}
    assert spared[Event.PULL_REQUEST]
    assert not any(spared[event] for event in Event if event not in (Event.PULL_REQUEST, Event.LOCAL))


def test_a_ledger_that_cannot_be_read_runs_everything_and_says_why(tmp_path: Path) -> None:
    planned = decided(FolderStore(tmp_path / "nowhere", APP).find(wanted(JOBS, KEYS), now=NOW))
    assert Choice.REUSE not in choices(planned).values()
    assert "cannot be read: No such file or directory" in planned.everything


def test_artifacts_that_cannot_be_read_run_everything_and_say_why(hub: Hub) -> None:
    hub.world.faults.append(broken("/actions/artifacts", status=403))
    planned = decided(hub.kept().find(wanted(JOBS, KEYS), now=NOW))
    assert Choice.REUSE not in choices(planned).values()
    assert "GitHub answered 403" in planned.everything


def may_write(event: str, branch: str, is_outside: bool) -> bool:
    """The rule, told another way."""
    return {
        "push": branch == "main" and not is_outside,
        "workflow_dispatch": branch == "main" and not is_outside,
        "schedule": branch == "main",
        "merge_group": branch == QUEUED,
        "pull_request": True,
    }.get(event, False)


@settings(
    max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    event=st.sampled_from(EVENTS),
    branch=st.sampled_from(["main", "feature", QUEUED, "gh-readonly-queue/next/pr-4-cccc"]),
    fork=st.sampled_from(["", "", "stranger/app"]),
    is_outside=st.booleans(),
    is_late=st.booleans(),
    claim=st.just({}) | st.sampled_from(CLAIMS),
)
def test_a_pass_is_believed_exactly_when_its_run_may_write_and_it_tells_the_truth(
    hub: Hub, event: str, branch: str, fork: str, is_outside: bool, is_late: bool, claim: dict[str, Any]
) -> None:
    hub.app.runs.clear()
    hub.app.artifacts.clear()
    hub.app.outside.clear()
    run = hub.run(event=event, branch=branch, fork=fork)
    hub.app.outside |= {run.commit} if is_outside else set()
    hub.app.rerun(run, begins=NOW - 3000)
    told = NOW - 2900 if is_late else run.created_at + 60
    honest = hub.record(run, passed_at=told)
    one = hub.record(run, **{"passed_at": told, **claim})
    hub.upload(run, one, created_at=told + 10)
    is_carried = event != "pull_request" and claim == {"run_id": 5}
    is_true = one == honest or is_carried or (event == "pull_request" and claim == {"commit": "d" * 40})
    is_believed = may_write(event, branch, is_outside) and not fork and not is_late and is_true
    assert hub.believed() == ([one.run_id] if is_believed else [])
    assert bool(hub.find().refusals) is not is_believed
