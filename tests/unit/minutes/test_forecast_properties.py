"""What holds for every history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from greenlane.minutes.forecast import forecast
from greenlane.minutes.forecast_history import Tuning, known
from greenlane.minutes.forecast_shape import noise_of, shape_of
from greenlane.model.forecast import Forecast
from tests.examples import examples
from tests.unit.minutes.forecast_days import NOVEMBER, at, until

FAST = Tuning(draws=60)
# A minute weighs a fraction of one at least: smaller numbers than a hundredth do not occur.
MINUTES = st.one_of(st.just(0.0), st.integers(0, 400).map(float), st.floats(0.01, 5000))
HISTORIES = st.lists(MINUTES, max_size=50)
HOURS = st.integers(0, 23)
DAYS = st.integers(1, 30)
QUICK = settings(max_examples=examples(40), deadline=None)


def made(
    minutes: list[float], day: int, hour: int = 0, *, in_flight: float = 0.0, included: int = 2000
) -> Forecast:
    """The forecast of November with these minutes up to and with today."""
    today = date(2026, 11, day)
    return forecast(
        until(today, minutes),
        cycle=NOVEMBER,
        now=at(today, hour),
        included=included,
        law="raw",
        in_flight=in_flight,
        tuning=FAST,
    )


@QUICK
@given(HISTORIES, DAYS, HOURS, st.floats(0, 500))
@example([0.0, 0.01, 3193.1781415392634, 4999.277800516752], 3, 1, 0.0)  # rounding, from the search
def test_what_is_spent_is_never_taken_back_and_quantiles_keep_their_order(
    minutes: list[float], day: int, hour: int, in_flight: float
) -> None:
    found = made(minutes, day, hour, in_flight=in_flight)
    for one in found.fan:
        assert (one.spent or 0) <= one.low90 <= one.low80 <= one.mid <= one.high80 <= one.high90
    assert found.spent <= found.low90


@QUICK
@given(HISTORIES, DAYS, HOURS)
@example([0.0, 1.0, 3072.0, 1023.2821521926168, 0.0], 4, 0)  # rounding, from the search
def test_totals_never_fall_from_day_to_day(minutes: list[float], day: int, hour: int) -> None:
    fan = made(minutes, day, hour).fan
    for before, after in pairwise(fan):
        assert before.low90 <= after.low90
        assert before.mid <= after.mid
        assert before.high90 <= after.high90


@QUICK
@given(HISTORIES, DAYS, HOURS, st.floats(0.5, 3000))
def test_more_spent_today_never_lowers_the_total(
    minutes: list[float], day: int, hour: int, more: float
) -> None:
    minutes = minutes or [0.0]
    fewer, greater = made(minutes, day, hour), made([*minutes[:-1], minutes[-1] + more], day, hour)
    assert greater.mid >= fewer.mid - 1e-6
    assert greater.low90 >= fewer.low90 - 1e-6


@QUICK
@given(HISTORIES, DAYS, st.floats(0, 500), st.floats(0, 500))
def test_more_in_flight_never_lowers_the_total(
    minutes: list[float], day: int, in_flight: float, more: float
) -> None:
    fewer, greater = (made(minutes, day, 12, in_flight=one) for one in (in_flight, in_flight + more))
    assert greater.mid >= fewer.mid
    assert greater.high90 >= fewer.high90


@QUICK
@given(st.lists(MINUTES, min_size=4, max_size=50), DAYS, st.sampled_from([2.0, 8.0, 0.25]))
def test_other_units_give_the_same_forecast_in_those_units(
    minutes: list[float], day: int, factor: float
) -> None:
    plain, scaled = made(minutes, day), made([much * factor for much in minutes], day)
    assert scaled.mid == pytest.approx(plain.mid * factor)
    assert scaled.high90 == pytest.approx(plain.high90 * factor)


@QUICK
@given(st.permutations(range(6)), st.lists(MINUTES, min_size=42, max_size=42))
def test_the_order_of_whole_weeks_does_not_change_the_shape(order: list[int], minutes: list[float]) -> None:
    moved = [much for week in order for much in minutes[7 * week : 7 * week + 7]]
    shapes = []
    for one in (minutes, moved):
        history = known(until(date(2026, 11, 10), one), at(date(2026, 11, 11)), 91)
        shapes.append(shape_of(history, [1.0] * 42, noise_of(history, FAST), FAST))
    assert shapes[0] == pytest.approx(shapes[1])


@QUICK
@given(HISTORIES, DAYS, st.integers(0, 4000), st.integers(0, 2000))
def test_a_larger_quota_never_makes_an_overrun_likelier(
    minutes: list[float], day: int, included: int, more: int
) -> None:
    small, large = (made(minutes, day, included=one) for one in (included, included + more))
    if len(minutes) > 3:
        assert small.overrun is not None
        assert large.overrun is not None
        assert large.overrun <= small.overrun
        assert large.runs_out is None or (small.runs_out or date.max) <= large.runs_out


@QUICK
@given(HISTORIES, DAYS)
def test_the_early_day_is_never_after_the_middle_one(minutes: list[float], day: int) -> None:
    found = made(minutes, day)
    if found.runs_out is not None:
        assert found.runs_out_early is not None
        assert found.runs_out_early <= found.runs_out


@QUICK
@given(st.lists(MINUTES, min_size=91, max_size=91), st.lists(MINUTES, max_size=20), DAYS)
def test_what_is_older_than_the_memory_does_not_matter(
    recent: list[float], old: list[float], day: int
) -> None:
    today = date(2026, 11, day)
    plain = until(today - timedelta(days=1), recent)
    longer = until(today - timedelta(days=1), [*old, *recent])
    forecasts = [
        forecast(one, cycle=NOVEMBER, now=at(today), included=2000, law="raw", tuning=FAST)
        for one in (plain, longer)
    ]
    assert replace(forecasts[0], basis="") == replace(forecasts[1], basis="")
