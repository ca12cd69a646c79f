"""Runs that a newer one made worthless."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from greenlane.minutes.explain import explain
from greenlane.model.explain import Explanation, Waste
from greenlane.model.jobs import LedgerJob
from tests.unit.minutes.explain.histories import NOON, RAW, Ran, a_run, named, wasted

NAME = "cancel-in-progress"


def two(*ran: Ran, after_s: int = 300, **changes: Any) -> list[LedgerJob]:
    """A run, and another one of the same branch some seconds later."""
    first = a_run(1, *ran, begins=NOON, **changes)
    return first + a_run(2, Ran("unit", 60), begins=NOON + after_s, **changes)


def explained(jobs: list[LedgerJob]) -> Explanation:
    return explain(jobs, law=RAW, days=30)


def test_what_a_run_billed_after_a_newer_one_had_begun_is_saved() -> None:
    # 20 minutes from second 5; the newer one begins at 300, the job would have lived to 310: 6 minutes.
    found = explained(two(Ran("e2e", 1200)))
    (remedy,) = named(found, NAME)
    assert remedy.net == wasted(found, Waste.SUPERSEDED) == 20 - 6


def test_a_job_that_had_not_begun_is_saved_as_a_whole() -> None:
    (remedy,) = named(explained(two(Ran("build", 400), Ran("deploy", 180, at=420))), NAME)
    assert remedy.saved == (7 - 6) + 3


def test_the_month_has_thirty_days() -> None:
    (remedy,) = named(explain(two(Ran("e2e", 1200)), law=RAW, days=10), NAME)
    assert remedy.saved == 3 * 14


@pytest.mark.parametrize(
    "changes",
    [
        {"event": "push", "branch": "main"},
        {"event": "schedule"},
        {"event": "workflow_dispatch"},
        {"path": ".github/workflows/release.yml"},
        {"workflow": "Deploy to production"},
    ],
)
def test_what_must_end_is_left_alone(changes: dict[str, Any]) -> None:
    assert not named(explained(two(Ran("e2e", 1200), **changes)), NAME)


@pytest.mark.parametrize("changes", [{"branch": "b"}, {"actor": "b"}, {"path": "b.yml"}, {"event": "push"}])
def test_only_a_run_of_the_same_branch_actor_event_and_workflow_supersedes(
    changes: dict[str, Any],
) -> None:
    jobs = a_run(1, Ran("e2e", 1200), begins=NOON) + a_run(2, Ran("e2e", 60), begins=NOON + 60, **changes)
    assert not named(explained(jobs), NAME)


def test_a_run_that_was_cancelled_already_saves_nothing() -> None:
    assert not named(explained(two(Ran("e2e", 400, conclusion="cancelled"), conclusion="cancelled")), NAME)


def test_a_rerun_that_a_person_asked_for_stays() -> None:
    assert not named(explained(two(Ran("unit", 60), Ran("e2e", 900, at=600, attempt=2))), NAME)


def test_lost_verdicts_are_told() -> None:
    (remedy,) = named(explained(two(Ran("e2e", 1200, conclusion="failure"), conclusion="failure")), NAME)
    assert remedy.cost == 0
    assert "1 of these 1 had failed" in remedy.risk


@pytest.mark.parametrize(
    ("event", "part"), [("pull_request", "pull_request.number"), ("push", "default_branch")]
)
def test_the_edit_never_shares_a_group_with_runs_that_must_end(event: str, part: str) -> None:
    (remedy,) = named(explained(two(Ran("e2e", 1200), event=event)), NAME)
    concurrency = yaml.safe_load("\n".join(remedy.edit))["concurrency"]
    assert concurrency["cancel-in-progress"] is True
    assert part in concurrency["group"]
    assert "github.run_id" in concurrency["group"]
