"""Which runs may write passes."""

from __future__ import annotations

from typing import Any

import pytest

from greenlane.planner.origin import Trust, of_environment, of_record, trust, why_not_write
from tests.unit.planner.recorded import ENVIRONMENT, origin, passed

PAYLOAD: dict[str, Any] = {"repository": {"default_branch": "main"}}
QUEUED = "gh-readonly-queue/main/pr-4-cccc"


def proposal(head: object) -> dict[str, Any]:
    return {**PAYLOAD, "pull_request": {"head": {"repo": head}}}


@pytest.mark.parametrize(
    "run",
    [
        {"event": "push"},
        {"event": "workflow_dispatch"},
        {"event": "schedule"},
        {"event": "schedule", "default_branch": ""},
        {"event": "merge_group", "branch": QUEUED},
        {"event": "pull_request", "branch": "feature"},
        {"event": "pull_request", "branch": "feature", "default_branch": ""},
    ],
)
def test_trusted_runs_write(run: dict[str, Any]) -> None:
    assert why_not_write(origin(**run)) == ""


@pytest.mark.parametrize(
    ("run", "told"),
    [
        ({"branch": "feature"}, "push on feature, not on main"),
        ({"is_branch": False}, "push of a tag"),
        ({"default_branch": ""}, "push on main, not on the default branch, whose name is not known"),
        (
            {"branch": "", "default_branch": ""},
            "push on no branch, not on the default branch, whose name is not known",
        ),
        ({"event": "workflow_dispatch", "branch": "feature"}, "workflow_dispatch on feature, not on main"),
        ({"event": "workflow_dispatch", "is_branch": False}, "workflow_dispatch of a tag"),
        ({"event": "schedule", "branch": "feature"}, "schedule on feature, not on main"),
        (
            {"event": "merge_group", "branch": "gh-readonly-queue/next/pr-4"},
            "merge_group on gh-readonly-queue/next/pr-4, not on main",
        ),
        (
            {"event": "merge_group", "branch": "gh-readonly-queue/mainly/pr-4"},
            "merge_group on gh-readonly-queue/mainly/pr-4, not on main",
        ),
        (
            {"event": "merge_group", "branch": QUEUED, "default_branch": ""},
            f"merge_group on {QUEUED}, not on the default branch, whose name is not known",
        ),
        ({"event": "pull_request", "is_own": False}, "from a fork, which reads and never writes"),
        ({"event": "pull_request", "is_own": None}, "from nobody knows where"),
        ({"event": "pull_request_target"}, "pull_request_target is not trusted to write passes"),
        ({"event": "workflow_run"}, "workflow_run is not trusted to write passes"),
        ({"event": "issue_comment"}, "issue_comment is not trusted to write passes"),
        ({"event": "repository_dispatch"}, "repository_dispatch is not trusted to write passes"),
        ({"event": "release"}, "release is not trusted to write passes"),
        ({"event": ""}, "no event is not trusted to write passes"),
        ({"attempt": 2}, "attempt 2, and only a first one counts"),
        ({"attempt": 0}, "attempt 0, and only a first one counts"),
        ({"run_id": 0}, "not in a run of GitHub Actions"),
        ({"repository": ""}, "not in a run of GitHub Actions"),
    ],
)
def test_other_runs_do_not_write(run: dict[str, Any], told: str) -> None:
    assert why_not_write(origin(**run)) == told


def test_a_pull_request_vouches_for_less() -> None:
    assert [trust(event) for event in ("pull_request", "push", "merge_group", "schedule")] == [
        Trust.PROPOSED,
        Trust.DEFAULT,
        Trust.DEFAULT,
        Trust.DEFAULT,
    ]


def test_a_run_is_read_from_its_environment() -> None:
    assert of_environment(ENVIRONMENT, PAYLOAD) == origin()


def test_a_laptop_writes_nothing() -> None:
    assert why_not_write(of_environment({}, {})) == "not in a run of GitHub Actions"


def test_a_tag_named_like_the_default_branch_is_no_branch() -> None:
    read = of_environment({**ENVIRONMENT, "GITHUB_REF": "refs/tags/main"}, PAYLOAD)
    assert why_not_write(read) == "push of a tag"


def test_a_pull_request_of_the_same_repository_goes_by_the_branch_it_proposes() -> None:
    variables = {
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_REF": "refs/pull/4/merge",
        "GITHUB_HEAD_REF": "feature",
    }
    read = of_environment({**ENVIRONMENT, **variables}, proposal({"full_name": "Octo-Org/App"}))
    assert (read.branch, read.is_own, why_not_write(read)) == ("feature", True, "")


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ({"full_name": "stranger/app"}, "from a fork, which reads and never writes"),
        (None, "from nobody knows where"),
        ({"full_name": 7}, "from nobody knows where"),
        ([], "from nobody knows where"),
    ],
)
def test_a_pull_request_from_elsewhere_never_writes(head: object, told: str) -> None:
    read = of_environment({**ENVIRONMENT, "GITHUB_EVENT_NAME": "pull_request"}, proposal(head))
    assert why_not_write(read) == told


def test_a_merge_queue_goes_by_the_branch_it_is_of() -> None:
    variables = {"GITHUB_EVENT_NAME": "merge_group", "GITHUB_REF": f"refs/heads/{QUEUED}"}
    assert why_not_write(of_environment({**ENVIRONMENT, **variables}, PAYLOAD)) == ""


@pytest.mark.parametrize("attempt", ["", "one", "-1", "²", "9" * 40])
def test_an_attempt_that_is_no_number_is_none(attempt: str) -> None:
    read = of_environment({**ENVIRONMENT, "GITHUB_RUN_ATTEMPT": attempt}, PAYLOAD)
    assert why_not_write(read) == "attempt 0, and only a first one counts"


@pytest.mark.parametrize("branch", [QUEUED, "gh-readonly-queue/release/1/pr-4-cccc"])
def test_a_record_is_taken_at_its_word_where_the_default_branch_is_unknown(branch: str) -> None:
    assert why_not_write(of_record(passed(event="merge_group", branch=branch), "")) == ""
    assert why_not_write(of_record(passed(branch="next"), "")) == ""


def test_a_record_of_another_branch_is_seen_where_the_default_branch_is_known() -> None:
    assert why_not_write(of_record(passed(branch="next"), "main")) == "push on next, not on main"
