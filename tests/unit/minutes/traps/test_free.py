"""Traps 4 and 10, and of our own: what GitHub gives away, and what only looks like it."""

from __future__ import annotations

import pytest

from greenlane.minutes.counting import count
from greenlane.model.jobs import Free, Machine

from ..samples import NOON, a_job, a_run
from . import naive

LARGER = {"labels": ("linux-16-cores",), "runner_group": "Default Larger Runners", "runner_group_id": 3}


def test_a_skipped_job_bills_nothing() -> None:
    job = a_job(conclusion="skipped", started_at=NOON + 60, completed_at=NOON + 60)
    assert naive.minutes([job]) == 1
    assert (count(a_run(), job).minutes, count(a_run(), job).free) == (0, Free.SKIPPED)


@pytest.mark.parametrize("conclusion", ["cancelled", "failure", "timed_out", "neutral"])
def test_a_job_that_did_not_pass_bills_what_it_ran(conclusion: str) -> None:
    assert count(a_run(), a_job(conclusion=conclusion)).minutes == 2


@pytest.mark.parametrize(
    ("changes", "free"),
    [
        ({"is_private": False}, Free.PUBLIC),
        ({"path": "dynamic/pages/pages-build-deployment", "event": "dynamic"}, Free.PAGES),
        ({"path": "dynamic/dependabot/dependabot-updates", "event": "dynamic"}, Free.DEPENDABOT),
        ({"path": "dynamic/copilot-pull-request-reviewer/copilot-pull-request-reviewer"}, Free.COPILOT),
        ({"path": "dynamic/agents/copilot-pull-request-reviewer"}, Free.COPILOT),
    ],
)
def test_what_github_gives_away_counts_nothing(changes: dict[str, object], free: Free) -> None:
    run = a_run(**changes)
    assert naive.minutes([a_job()]) > 0
    assert (count(run, a_job()).minutes, count(run, a_job()).free) == (0, free)


@pytest.mark.parametrize(
    "changes",
    [
        {"actor": "dependabot[bot]", "event": "pull_request"},
        {"path": "dynamic/github-code-scanning/codeql", "event": "dynamic"},
        {"path": "dynamic/copilot-swe-agent/copilot", "event": "dynamic"},
        {"path": ".github/workflows/pages-build-deployment.yml"},
        {"is_private": None},
    ],
)
def test_what_only_looks_free_is_billed(changes: dict[str, object]) -> None:
    run = a_run(**changes)
    assert naive.is_free(run)
    assert (count(run, a_job()).minutes, count(run, a_job()).free) == (2, None)


def test_a_larger_machine_is_billed_in_a_public_repository_too() -> None:
    run = a_run(is_private=False)
    assert naive.is_free(run)
    counted = count(run, a_job(**LARGER))
    assert (counted.machine, counted.minutes, counted.free) == (Machine.LARGER, 2, None)


def test_a_free_job_keeps_the_time_it_took() -> None:
    assert count(a_run(is_private=False), a_job()).duration_s == 61


def test_a_job_that_runs_in_a_public_repository_is_known_to_be_free_already() -> None:
    job = a_job(status="in_progress", conclusion=None, completed_at=None)
    assert count(a_run(is_private=False), job).minutes == 0
