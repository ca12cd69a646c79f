"""GB-hours of artifacts, and of caches beyond what is included."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.minutes.storage import GB, cache_beyond, starts, stored
from greenlane.model.bill import Artifact, CacheUse, Cycle

CYCLE = Cycle(date(2026, 10, 1), date(2026, 11, 1))
BEGIN, END = starts(CYCLE.since), starts(CYCLE.until)
HOUR, DAY = 3600, 86_400


def artifact(
    size: int = GB,
    created: int = BEGIN,
    expires: int | None = None,
    gone: int | None = None,
    repo: str = "o/a",
) -> Artifact:
    return Artifact(repo, 1, "build", size, created, expires, created, gone)


def hours(*artifacts: Artifact, now: int = END) -> float:
    return stored(artifacts, CYCLE, now, 500).gb_hours


def test_a_gigabyte_for_a_day_is_24_gb_hours() -> None:
    assert hours(artifact(expires=BEGIN + DAY)) == 24


def test_the_plans_half_gigabyte_is_372_gb_hours_in_october() -> None:
    assert stored((), CYCLE, END, 500).included == 372


def test_deleting_stops_the_clock_and_gives_nothing_back() -> None:
    assert hours(artifact(expires=END, gone=BEGIN + 2 * HOUR)) == 2


def test_an_artifact_of_the_cycle_before_counts_from_its_begin() -> None:
    assert hours(artifact(created=BEGIN - 10 * DAY, expires=BEGIN + HOUR)) == 1


@pytest.mark.parametrize("outside", [artifact(created=BEGIN - DAY, expires=BEGIN), artifact(created=END)])
def test_what_is_outside_of_the_cycle_counts_nothing(outside: Artifact) -> None:
    assert hours(outside) == 0


def test_what_is_there_now_goes_on_to_the_end() -> None:
    found = stored([artifact()], CYCLE, BEGIN + DAY, 500)
    assert (found.gb_hours, found.at_end) == (24, 24 * 31)
    assert (found.size_bytes, found.artifacts) == (GB, 1)


def test_what_has_expired_is_not_there_any_more() -> None:
    found = stored([artifact(expires=BEGIN + HOUR)], CYCLE, BEGIN + DAY, 500)
    assert (found.size_bytes, found.artifacts, found.at_end) == (0, 0, 1)


def test_in_its_last_second_an_artifact_is_gone_and_in_its_first_there() -> None:
    assert stored([artifact(created=BEGIN, expires=BEGIN + HOUR)], CYCLE, BEGIN + HOUR, 500).artifacts == 0
    assert stored([artifact(created=BEGIN, expires=BEGIN + HOUR)], CYCLE, BEGIN, 500).artifacts == 1


def test_the_repository_that_takes_most_comes_first() -> None:
    found = stored([artifact(GB), artifact(3 * GB, repo="o/b")], CYCLE, BEGIN + HOUR, 500)
    assert list(found.by_repository.items()) == [("o/b", 3), ("o/a", 1)]


def test_cache_counts_beyond_10_gb_until_it_is_seen_again() -> None:
    uses = [CacheUse("o/a", BEGIN + 5 * HOUR, 9 * GB, 3), CacheUse("o/a", BEGIN - DAY, 12 * GB, 3)]
    assert cache_beyond(uses, CYCLE, BEGIN + 8 * HOUR) == {"o/a": 10}


def test_cache_within_10_gb_is_not_named() -> None:
    assert cache_beyond([CacheUse("o/a", BEGIN, 10 * GB, 3)], CYCLE, END) == {}


def test_before_the_first_look_no_cache_is_counted() -> None:
    assert cache_beyond([CacheUse("o/a", END - HOUR, 11 * GB, 3)], CYCLE, END) == {"o/a": 1}
    assert cache_beyond([CacheUse("o/a", END + HOUR, 11 * GB, 3)], CYCLE, END) == {}


ARTIFACTS = st.lists(
    st.builds(
        artifact,
        size=st.integers(0, 3 * GB),
        created=st.integers(BEGIN - 40 * DAY, END + DAY),
        expires=st.none() | st.integers(BEGIN - DAY, END + 90 * DAY),
        gone=st.none() | st.integers(BEGIN - DAY, END),
    ),
    max_size=5,
)


@given(ARTIFACTS, st.integers(BEGIN, END), st.integers(0, DAY))
def test_storage_only_grows_within_a_cycle(artifacts: list[Artifact], now: int, later: int) -> None:
    first, then = (stored(artifacts, CYCLE, time, 500) for time in (now, now + later))
    assert 0 <= first.gb_hours <= then.gb_hours + 1e-9
    assert first.gb_hours <= first.at_end + 1e-9
    assert sum(first.by_repository.values()) == pytest.approx(first.gb_hours)
