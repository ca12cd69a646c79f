"""What is still to be listed after a newest page: decided by GitHub's times, and never too little."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from greenlane.minutes.notes import Listed
from greenlane.minutes.sync_runs import OVERLAP_S, SWEEP_S, after_newest, covered_since
from greenlane.model.github import Page, Window
from greenlane.model.jobs import SeenRun
from tests.unit.minutes.test_listing import run

NOON = 1_795_176_000
DAY_S = 86400
TIMES = st.lists(st.integers(0, 50), min_size=1, max_size=40)


def page(*created: int, more: bool = True) -> Page[SeenRun]:
    return Page(tuple(run(one) for one in created), len(created) + more)


def test_a_page_that_reaches_behind_the_newest_known_run_leaves_nothing() -> None:
    known = Listed(NOON, NOON - 60 * DAY_S)
    after = after_newest(known, page(NOON + 50, NOON, NOON - OVERLAP_S - 1), since=NOON, sweep_since=None)
    assert after == Listed(NOON + 50, NOON - 60 * DAY_S)


def test_a_page_that_does_not_reach_back_leaves_the_gap() -> None:
    known = Listed(NOON, NOON - 60 * DAY_S)
    after = after_newest(known, page(NOON + 5000, NOON + 4000), since=NOON, sweep_since=None)
    assert after.windows == (Window(NOON - OVERLAP_S, NOON + 4000),)


def test_a_first_page_leaves_what_lies_behind_it_back_to_since() -> None:
    after = after_newest(Listed(), page(NOON, NOON - 100), since=NOON - DAY_S, sweep_since=NOON - SWEEP_S)
    assert after.windows == (Window(NOON - DAY_S, NOON - 100),)


def test_a_page_that_is_the_whole_list_leaves_nothing() -> None:
    whole = page(NOON, NOON - 100, more=False)
    after = after_newest(Listed(), whole, since=NOON - DAY_S, sweep_since=NOON - SWEEP_S)
    assert (after.windows, after.newest, after.oldest) == ((), NOON, NOON - DAY_S)


def test_a_repository_without_a_run_is_known_to_be_empty() -> None:
    after = after_newest(Listed(), page(more=False), since=NOON - DAY_S, sweep_since=None)
    assert after == Listed(None, NOON - DAY_S)


def test_a_sweep_goes_back_32_days_from_the_newest_run_and_not_behind_the_history() -> None:
    known = Listed(NOON, NOON - 60 * DAY_S)
    after = after_newest(known, page(NOON, NOON - 9000), since=NOON, sweep_since=NOON + 9 * DAY_S)
    assert after.again == (Window(NOON - SWEEP_S, NOON - 9000),)
    short = Listed(NOON, NOON - 2 * DAY_S)
    after = after_newest(short, page(NOON, NOON - 9000), since=NOON, sweep_since=NOON - SWEEP_S)
    assert after.again == (Window(NOON - 2 * DAY_S, NOON - 9000),)


def test_an_old_run_on_top_of_the_page_makes_it_cover_nothing() -> None:
    assert covered_since(page(NOON - 9 * DAY_S, NOON, NOON - 100)) == NOON + 1


@given(TIMES, st.integers(1, 30))
def test_whatever_a_sorted_page_covers_is_on_it(times: list[int], size: int) -> None:
    listed = sorted(times, reverse=True)
    covered = covered_since(page(*listed[:size]))
    assert all(one < covered for one in listed[size:])


@given(TIMES, st.integers(0, 50), st.integers(1, 30))
def test_whatever_a_page_with_an_old_run_on_top_covers_is_on_it(
    times: list[int], old: int, size: int
) -> None:
    listed = [old, *sorted(times, reverse=True)]
    covered = covered_since(page(*listed[:size]))
    assert all(one < covered for one in listed[size:]) or size == 1


@given(st.permutations(range(20)))
def test_disorder_never_covers_more(times: list[int]) -> None:
    assert 1 <= covered_since(page(*times)) <= 20
