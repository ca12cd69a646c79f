"""What speaks for a commit, and every way in which it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from greenlane.model.evidence import Evidence, ToolEvidence, WorkTree
from greenlane.model.plan import Pass
from greenlane.model.verdict import Outcome
from greenlane.release.evidence import Claim, JobSeen, missing, of_absent, of_debts, of_gate, of_jobs, verdict

OURS, OTHER = "a" * 40, "b" * 40
NOW = 1_795_000_000
PASSED = Pass(
    job="tests",
    digest="d" * 64,
    repository="owner/name",
    run_id=7,
    attempt=1,
    commit=OURS,
    event="push",
    branch="main",
    passed_at=NOW - 60,
    duration_s=9.0,
    minutes=1,
    url="at/7",
)
RUFF = ToolEvidence("ruff", "1", Outcome.PASS, "clean", 10, "files", {})
RECORD = Evidence(
    gate="lint",
    outcome=Outcome.PASS,
    reason="ruff: clean",
    work_tree=WorkTree(OURS, "t" * 40, ""),
    greenlane="0",
    configuration="c",
    started_at=NOW - 60,
    duration_s=1.0,
    tools=(RUFF,),
)


def job(*passes: tuple[Pass, str], unreadable: str = "", **more: Any) -> Claim:
    (found,) = of_jobs([JobSeen("tests", passes=passes, **more)], OURS, unreadable)
    return found


def gate(**changes: Any) -> Claim:
    return of_gate(replace(RECORD, **changes), OURS, NOW)


def test_a_pass_at_this_very_commit_speaks_for_it_with_its_run() -> None:
    assert job((PASSED, "")) == Claim("job", "tests", Outcome.PASS, "passed in run 7", "at/7")


def test_the_same_content_at_another_commit_is_no_evidence() -> None:
    found = job((replace(PASSED, commit=OTHER), ""))
    assert (found.outcome, "passed at bbbbbbbbbbbb, and has not run at this commit" in found.reason) == (
        Outcome.FAIL,
        True,
    )


def test_a_pass_at_this_commit_that_does_not_count_says_why() -> None:
    assert job((PASSED, "a second attempt")).reason == "a second attempt"


def test_of_several_passes_one_that_counts_is_enough() -> None:
    assert job((replace(PASSED, commit=OTHER), ""), (PASSED, "stale"), (PASSED, "")).outcome is Outcome.PASS


def test_a_job_that_never_passed_stops_the_release() -> None:
    assert job().reason == "no pass of it at this commit is known"


def test_a_job_whose_content_cannot_be_told_has_no_evidence() -> None:
    assert "cannot be told: a submodule" in job(unknown="a submodule").reason


def test_passes_that_cannot_be_read_are_unknown_and_never_green() -> None:
    assert job(unreadable="GitHub did not answer").outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        ("success", Outcome.PASS),
        ("failure", Outcome.FAIL),
        ("cancelled", Outcome.FAIL),
        ("skipped", Outcome.FAIL),
    ],
)
def test_what_a_job_came_to_in_this_run_counts_before_any_pass(result: str, outcome: Outcome) -> None:
    assert job((PASSED, ""), result=result).outcome is outcome


def test_a_green_record_of_this_commit_speaks_for_it() -> None:
    assert gate() == Claim("gate", "lint", Outcome.PASS, "ruff: clean")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"work_tree": WorkTree(OTHER, None, "")}, "it is of commit bbbbbbbbbbbb"),
        ({"work_tree": WorkTree(None, None, "x")}, "it is of commit none"),
        ({"work_tree": WorkTree(OURS, None, "x")}, "it looked at files that are not the commit's"),
        ({"started_at": NOW - 25 * 3600}, "it is 25 hours old, and a day is allowed"),
        ({"started_at": NOW + 3600}, "it is dated after now"),
        ({"outcome": Outcome.FAIL, "reason": "2 findings"}, "2 findings"),
    ],
    ids=["another commit", "no commit", "changed files", "old", "future", "red"],
)
def test_a_record_that_does_not_speak_for_this_commit_stops_it(changes: dict[str, Any], reason: str) -> None:
    assert gate(**changes) == Claim("gate", "lint", Outcome.FAIL, reason)


def test_a_tool_that_was_allowed_not_to_look_is_unknown_to_a_release() -> None:
    blind = replace(RUFF, tool="pip-audit", outcome=Outcome.UNKNOWN)
    found = gate(tools=(RUFF, blind), tolerated="--allow-unknown pip-audit")
    assert (found.outcome, found.reason) == (Outcome.UNKNOWN, "pip-audit could not look")


def test_a_gate_with_nothing_to_look_at_neither_speaks_nor_stops() -> None:
    idle = gate(outcome=Outcome.NOT_RUN, reason="no file of its")
    assert verdict([idle]) is Outcome.NOT_RUN
    assert [*missing([idle])] == [
        "nothing says that this commit was looked at: no pass of a job, and no record of a gate"
    ]
    assert [*missing([idle, gate()])] == []


def test_a_gate_that_has_to_speak_and_does_not_stops_it() -> None:
    idle = replace(gate(outcome=Outcome.NOT_RUN), name="mocks")
    found = of_absent(["lint", "mocks", "security", "security"], [gate(), idle])
    assert [(one.name, one.outcome) for one in found] == [("mocks", Outcome.FAIL), ("security", Outcome.FAIL)]


def test_where_nothing_speaks_nothing_is_released() -> None:
    assert verdict([]) is Outcome.NOT_RUN
    assert len([*missing([])]) == 1


def test_what_is_owed_stops_the_release_with_its_sentence() -> None:
    claims = [gate(), *of_debts({"ios": "ios is owed since Monday"})]
    assert [*missing(claims)] == ["debt ios: ios is owed since Monday"]
    assert verdict(claims) is Outcome.FAIL


def test_all_that_is_missing_is_named_at_once() -> None:
    claims = [job(), gate(outcome=Outcome.UNKNOWN, reason="mypy is not installed")]
    assert [*missing(claims)] == [
        "job tests: no pass of it at this commit is known",
        "gate lint: mypy is not installed",
    ]
