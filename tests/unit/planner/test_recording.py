"""A job that ended well leaves a record, where it may."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from greenlane.model.plan import Key, Part, Pass, Refusal, Report
from greenlane.planner.passes import decode
from greenlane.planner.recording import Ended, for_upload, record
from tests.unit.planner.recorded import DIGEST, NOW, OTHER, origin, passed

KEY = Key("api-tests", DIGEST, (Part("component", "api", OTHER),))
ENDED = Ended(61.5, 12)


def why(key: Key = KEY, ended: Ended = ENDED, **run: Any) -> str:
    made = record(key, origin(**run), ended, now=NOW)
    assert isinstance(made, Refusal)
    return made.why


def test_a_good_end_is_recorded_with_all_that_is_known() -> None:
    assert record(KEY, origin(), ENDED, now=NOW - 3600) == passed()


def test_tests_that_nobody_counted_stay_unknown() -> None:
    assert record(KEY, origin(), Ended(61.5), now=NOW - 3600) == passed(tests=None)


def test_zero_tests_are_no_pass() -> None:
    assert why(ended=Ended(61.5, 0)) == "zero tests ran"


def test_a_key_that_could_not_be_told_is_no_pass() -> None:
    assert (
        why(Key("api-tests", None, why="a sparse index"))
        == "what it depends on cannot be told: a sparse index"
    )


def test_a_second_attempt_is_no_pass() -> None:
    assert why(attempt=2) == "attempt 2, and only a first one counts"


def test_a_fork_writes_nothing() -> None:
    assert why(event="pull_request", is_own=False) == "from a fork, which reads and never writes"


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), float("inf")])
def test_a_duration_that_cannot_be_is_no_pass(seconds: float) -> None:
    assert why(ended=Ended(seconds)) == "how long it took is not known"


def test_what_nobody_could_read_again_is_not_recorded() -> None:
    assert why(replace(KEY, job="a\nb")) == "job: expected a name"


def test_the_upload_is_the_one_artifact_of_a_run(tmp_path: Path) -> None:
    upload = for_upload(tmp_path / "new", passed(job="ios / build: 1"))
    assert upload.name == "greenlane-passes"
    assert upload.file.name.startswith("pass-ios___build__1-")
    assert upload.file.name.endswith(f"-{DIGEST[:32]}.json")
    assert decode(upload.file.read_bytes(), "here") == passed(job="ios / build: 1")


def test_reports_are_recorded_by_path_and_digest() -> None:
    reports = (Report("out/coverage.xml", "a" * 64),)
    made = record(KEY, origin(), Ended(61.5, 12, reports), now=NOW)
    assert isinstance(made, Pass)
    assert made.reports == reports


@pytest.mark.parametrize(
    "path", ["", "/etc/passwd", "../x", "a/../../x", "a//b", "./a", "a/.", "a\\b", "a\nb", "a\0b", "x" * 2000]
)
def test_a_report_outside_the_repository_is_refused(path: str) -> None:
    told = why(ended=Ended(1, 1, (Report(path, "a" * 64),)))
    assert told.startswith("reports: expected a list of path and digest")


@pytest.mark.parametrize("digest", ["", "a" * 63, "A" * 64, "../" + "a" * 61])
def test_a_report_whose_digest_is_none_is_refused(digest: str) -> None:
    assert why(ended=Ended(1, 1, (Report("a", digest),))).startswith("reports: expected")


def test_a_report_named_twice_is_refused() -> None:
    twice = (Report("a", "a" * 64), Report("a", "b" * 64))
    assert why(ended=Ended(1, 1, twice)).startswith("reports: expected")
