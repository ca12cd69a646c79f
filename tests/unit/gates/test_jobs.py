"""The last gate: green only when everything that should have run did, and well."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.gates.jobs import RESULTS, judge

results = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(RESULTS))
names = st.sets(st.sampled_from("abcdef"))


def test_all_green_is_green() -> None:
    assert judge({"lint": "success", "tests": "success"}, expected=["lint", "tests"]).is_green


@pytest.mark.parametrize("result", ["failure", "cancelled", "skipped", "neutral", ""])
def test_anything_but_success_is_red(result: str) -> None:
    verdict = judge({"lint": result, "tests": "success"}, expected=["lint", "tests"])
    assert not verdict.is_green
    assert verdict.jobs[0].job == "lint"


def test_a_skip_that_was_planned_is_green() -> None:
    assert judge({"deploy": "skipped"}, expected=["deploy"], may_skip=["deploy"]).is_green


def test_a_failure_is_red_even_where_a_skip_is_planned() -> None:
    assert not judge({"deploy": "failure"}, expected=["deploy"], may_skip=["deploy"]).is_green


def test_an_expected_job_that_is_missing_is_red() -> None:
    verdict = judge({"lint": "success"}, expected=["lint", "tests"])
    assert not verdict.is_green
    assert verdict.jobs[0].result == "missing"


def test_nothing_at_all_is_not_green() -> None:
    assert not judge({}, expected=[]).is_green


@given(results, names, names)
def test_green_never_hides_a_job(results: dict[str, str], expected: set[str], may_skip: set[str]) -> None:
    verdict = judge(results, expected=expected, may_skip=may_skip)
    assert {job.job for job in verdict.jobs} == results.keys() | expected
    if verdict.is_green:
        allowed = {"success"}
        assert all(
            results[name] in (allowed | ({"skipped"} if name in may_skip else set()))
            for name in results.keys() | expected
        )
