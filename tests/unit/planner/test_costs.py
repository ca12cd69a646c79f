"""What a job is expected to take, and which reuses are audited."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.model.plan import Past
from greenlane.planner import words
from greenlane.planner.audit import is_audited
from greenlane.planner.costs import billed, estimate, fails, whole
from tests.unit.planner.deciding import a_job


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(0, 1), (0.5, 1), (60, 1), (60.01, 2), (61, 2), (119, 2), (3600, 60)]
)
def test_a_minute_that_is_begun_is_billed(seconds: float, minutes: int) -> None:
    assert billed(seconds) == minutes
    assert billed(seconds, 10) == 10 * minutes


@given(st.floats(-1e15, 1e15))
def test_a_number_is_rounded_up(number: float) -> None:
    assert whole(number) == math.ceil(number)


def test_the_expected_time_is_the_median_and_the_slow_one_nearly_the_worst() -> None:
    found = estimate(a_job(), Past((100.0, 10.0, 30.0, 20.0), 4, 0))
    assert (found.seconds, found.slow_s, found.setup_s, found.known) == (25.0, 100.0, 25.0, True)


def test_only_the_latest_runs_count() -> None:
    assert estimate(a_job(), Past((9000.0,) * 50 + (60.0,) * 50)).slow_s == 60


def test_without_a_history_the_owner_is_believed() -> None:
    found = estimate(a_job(minutes=3), Past())
    assert (found.seconds, found.slow_s, found.known) == (180.0, 180.0, True)


def test_with_neither_it_is_a_guess() -> None:
    assert not estimate(a_job(minutes=None), None).known


def test_slim_machines_are_taken_for_half_as_fast() -> None:
    assert estimate(a_job(), None).on("ubuntu-slim", "ubuntu-24.04").seconds == 480
    assert estimate(a_job(), None).on("ubuntu-24.04", "ubuntu-slim").seconds == 120


def test_no_history_has_no_failures() -> None:
    assert fails(None) == fails(Past()) == 0
    assert fails(Past(runs=4, failures=1)) == 0.25


def test_about_the_asked_share_is_audited() -> None:
    drawn = sum(is_audited(f"digest {index}", "run 1", 0.02) for index in range(20_000))
    assert 300 < drawn < 500


@given(st.text(), st.text(min_size=1))
def test_the_draw_is_the_same_for_everybody_who_asks(digest: str, seed: str) -> None:
    assert is_audited(digest, seed, 0.5) == is_audited(digest, seed, 0.5)
    assert is_audited(digest, seed, 1.0)
    assert not is_audited(digest, seed, 0.0)
    assert not is_audited(digest, "", 1.0)


@pytest.mark.parametrize(
    ("seconds", "said"), [(40, "40 s"), (600, "10 min"), (7200, "2 h"), (7 * 86400, "7 days")]
)
def test_a_span_is_said_in_its_unit(seconds: float, said: str) -> None:
    assert words.span(seconds) == said


@pytest.mark.parametrize(
    ("names", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c", "d"], "a, b, c and 1 more")],
)
def test_names_are_listed_up_to_three(names: list[str], said: str) -> None:
    assert words.listed(names) == said


def test_a_key_that_is_not_known_is_called_so() -> None:
    assert words.short(None) == "unknown"
