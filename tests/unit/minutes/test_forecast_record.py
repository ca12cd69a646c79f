"""How past cycles would have been forecast, from what was known then."""

from __future__ import annotations

from datetime import date

from greenlane.minutes.forecast_record import CYCLES, track_record, trials
from greenlane.model.bill import Cycle
from tests.unit.minutes.forecast_days import at, until, weekly

MONTHS = [Cycle(date(2026, month, 1), date(2026, month + 1, 1)) for month in range(2, 11)]
LAST = date(2026, 10, 31)


def test_a_regular_project_is_hit_nearly_always_and_better_than_by_a_straight_line() -> None:
    record = track_record(weekly(LAST, 300, 70, 10), MONTHS)
    assert record is not None
    assert record.windows == 3 * CYCLES
    assert record.hits90 == record.windows
    assert record.error < 0.5 * record.straight_line_error


def test_a_forecast_made_again_sees_nothing_of_what_came_later() -> None:
    daily = until(LAST, [float(day * 37 % 90) for day in range(300)])
    later = {day: much * (9 if day > date(2026, 10, 5) else 1) for day, much in daily.items()}
    made = [next(trials(one, MONTHS[-1:], after=[5])).made for one in (daily, later)]
    assert made[0] == made[1]


def test_a_cycle_that_began_before_the_first_day_known_is_left_out() -> None:
    assert track_record(weekly(LAST, 40, 70, 10), MONTHS[-1:]) is not None
    assert track_record(weekly(LAST, 20, 70, 10), MONTHS[-1:]) is None


def test_without_cycles_days_or_minutes_there_is_no_record() -> None:
    assert track_record(weekly(LAST, 40, 70, 10), []) is None
    assert track_record({}, MONTHS) is None
    assert track_record(until(LAST, [0.0] * 40), MONTHS) is None


def test_a_short_cycle_is_forecast_on_the_days_it_has() -> None:
    week = Cycle(date(2026, 10, 1), date(2026, 10, 8))
    assert [one.made.made_at for one in trials(weekly(LAST, 60, 70, 10), [week])] == [at(date(2026, 10, 6))]
