"""Windows of time: joined, cut and split without losing or doubling a second."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from greenlane.minutes.windows import CAP, from_text, merged, split, to_text, without
from greenlane.model.github import Window

WINDOW = st.builds(
    lambda since, length: Window(since, since + length), st.integers(0, 60), st.integers(-1, 20)
)
WINDOWS = st.lists(WINDOW, max_size=8)


def seconds(*windows: Window) -> set[int]:
    return {second for window in windows for second in range(window.since, window.until + 1)}


@given(WINDOWS)
def test_joined_windows_hold_the_same_seconds_newest_first_and_none_touch(windows: list[Window]) -> None:
    joined = merged(windows)
    assert seconds(*joined) == seconds(*windows)
    assert all(later.since > earlier.until + 1 for later, earlier in pairwise(joined))


@given(WINDOWS, WINDOW)
def test_what_was_read_is_gone_and_nothing_else(windows: list[Window], read: Window) -> None:
    assert seconds(*without(windows, read)) == seconds(*windows) - seconds(read)


@given(st.integers(0, 10**9), st.integers(0, 10**8), st.integers(CAP, 10**6))
def test_the_parts_of_a_split_cover_it_once_and_are_shorter(since: int, length: int, total: int) -> None:
    window = Window(since, since + length)
    parts = split(window, total)
    if length == 0:
        assert parts == ()
        return
    assert (parts[0].until, parts[-1].since) == (window.until, window.since)
    assert all(later.since == earlier.until + 1 for later, earlier in pairwise(parts))
    assert all(part.since <= part.until and part.until - part.since < length for part in parts)


def test_2500_runs_of_a_week_are_asked_for_in_four_parts() -> None:
    parts = split(Window(0, 7 * 86400 - 1), 2500)
    assert [part.until - part.since + 1 for part in parts] == [42 * 3600] * 4


@given(WINDOWS)
def test_a_note_of_windows_reads_back(windows: list[Window]) -> None:
    assert from_text(to_text(windows)) == tuple(windows)
    assert from_text(None) == ()
