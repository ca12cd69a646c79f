"""The week's shape and the level: what few days say, and what many do."""

from __future__ import annotations

from datetime import date

import pytest

from greenlane.minutes.forecast_history import History, Tuning, elapsed, known
from greenlane.minutes.forecast_level import look_at
from greenlane.minutes.forecast_shape import Shape, noise_of, shape_of
from tests.unit.minutes.forecast_days import at, until, weekly

SUNDAY = date(2026, 11, 8)
MONDAY = date(2026, 11, 9)
TUNING = Tuning()


def history(daily: dict[date, float], today: date = MONDAY, hour: int = 0) -> History:
    return known(daily, at(today, hour), TUNING.memory)


def shape(days: History, tuning: Tuning = TUNING) -> Shape:
    return shape_of(days, [1.0] * len(days.minutes), noise_of(days, tuning), tuning)


def test_the_example_of_the_docstring() -> None:
    week = history(weekly(SUNDAY, 7, workday=60, weekend=30))
    found = shape_of(week, [1.0] * 7, 0.25, Tuning(group=0.5))
    assert found[5] == found[6] == pytest.approx(0.63, abs=0.001)


def test_more_weeks_bring_the_weekend_nearer_to_what_was_seen() -> None:
    one, four, ten = (shape(history(weekly(SUNDAY, 7 * n, 60, 6)))[5] for n in (1, 4, 10))
    assert 1 > one > four > ten > 0.1
    assert ten == pytest.approx(0.1, abs=0.02)


def test_noisy_days_are_shrunk_more_than_regular_ones() -> None:
    regular = history(weekly(SUNDAY, 14, 60, 6))
    noisy = history(
        {day: much * (2 if day.day % 2 else 0) for day, much in weekly(SUNDAY, 14, 60, 6).items()}
    )
    assert noise_of(noisy, TUNING) > 2 * noise_of(regular, TUNING)


def test_a_weekend_nobody_has_seen_is_like_a_workday() -> None:
    assert shape(history(weekly(date(2026, 11, 6), 5, 60, 0), date(2026, 11, 7)))[5] == 1.0


def test_a_single_weekday_is_learned_within_its_group() -> None:
    daily = weekly(SUNDAY, 84, 60, 60)
    found = shape(history({day: 120.0 if day.weekday() == 2 else much for day, much in daily.items()}))
    assert found[2] > 1.5 * found[0]


def test_a_project_of_weekends_only_has_a_bounded_shape() -> None:
    found = shape(history(weekly(SUNDAY, 28, 0, 60)))
    assert found[5] > 3
    assert max(found) <= 10


def test_nothing_but_zeros_is_flat() -> None:
    assert shape(history(until(SUNDAY, [0.0] * 20))) == (1.0,) * 7


def test_the_level_follows_a_new_workflow() -> None:
    days = history(until(SUNDAY, [50.0] * 40 + [100.0] * 14))
    assert 80 < look_at(days, TUNING).level < 100


def test_today_counts_for_the_part_of_it_that_is_over() -> None:
    daily = until(SUNDAY, [50.0] * 20)
    quiet = look_at(history(daily | {MONDAY: 0.0}, MONDAY, 12), TUNING).level
    usual = look_at(history(daily | {MONDAY: 25.0}, MONDAY, 12), TUNING).level
    assert quiet < usual == pytest.approx(50)


@pytest.mark.parametrize(
    ("second", "hours", "part"),
    [
        (0, None, 0.0),
        (43_200, None, 0.5),
        (43_200, [0.0] * 24, 0.5),
        (43_200, [0.0] * 12 + [1.0] * 12, 0.0),
        (5_400, [1.0, 2.0, *[0.0] * 21, 1.0], 0.5),
        (86_399, [0.0] * 23 + [1.0], 0.9997),
    ],
)
def test_how_much_of_a_day_is_over(second: int, hours: list[float] | None, part: float) -> None:
    assert elapsed(second, hours) == pytest.approx(part, abs=0.0001)
