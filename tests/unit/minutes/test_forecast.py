"""Where a cycle ends: the middle, the days on which the quota runs out, the probability, what it rests on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from greenlane.minutes.forecast import forecast
from greenlane.model.bill import Cycle
from tests.unit.minutes.forecast_days import NOVEMBER, at, until, weekly

ELEVENTH = date(2026, 11, 11)
TENTH = date(2026, 11, 10)


def test_a_regular_project_ends_where_its_week_says() -> None:
    daily = weekly(TENTH, 80, workday=70, weekend=25)
    made = forecast(daily, cycle=NOVEMBER, now=at(ELEVENTH), included=2000, law="raw")
    rest = sum(25 if (ELEVENTH + timedelta(days=on)).weekday() > 4 else 70 for on in range(20))
    assert made.spent == sum(much for day, much in daily.items() if day >= NOVEMBER.since)
    assert made.mid == pytest.approx(made.spent + rest, rel=0.05)


def test_the_same_arguments_give_the_same_forecast_and_another_seed_nearly_the_same() -> None:
    daily = until(TENTH, [float(day * 37 % 90) for day in range(60)])
    first, again = (
        forecast(daily, cycle=NOVEMBER, now=at(ELEVENTH), included=2000, law="raw", seed=4) for _ in range(2)
    )
    other = forecast(daily, cycle=NOVEMBER, now=at(ELEVENTH), included=2000, law="raw", seed=5)
    assert first == again
    assert other != first
    assert other.mid == pytest.approx(first.mid, rel=0.05)


def test_every_day_of_the_cycle_is_in_the_fan_and_days_to_come_have_no_spent() -> None:
    daily = weekly(ELEVENTH, 40, workday=70, weekend=25)
    made = forecast(daily, cycle=NOVEMBER, now=at(ELEVENTH, 12), included=2000, law="raw")
    assert [day.day for day in made.fan] == [NOVEMBER.since + timedelta(days=on) for on in range(30)]
    assert [day.spent is None for day in made.fan] == [False] * 11 + [True] * 19
    assert made.fan[9].low90 == made.fan[9].spent == made.fan[9].high90


def test_the_quota_runs_out_on_the_day_on_which_the_middle_reaches_it() -> None:
    daily = until(TENTH, [100.0] * 60)
    made = forecast(daily, cycle=NOVEMBER, now=at(ELEVENTH), included=2000, law="raw")
    assert made.runs_out is not None
    assert abs((made.runs_out - date(2026, 11, 20)).days) <= 1
    assert made.runs_out_early is not None
    assert made.runs_out_early < made.runs_out


def test_a_quota_that_is_used_up_already_names_the_day_and_is_certain() -> None:
    daily = until(TENTH, [300.0] * 10)
    made = forecast(daily, cycle=NOVEMBER, now=at(ELEVENTH), included=2000, law="raw")
    assert made.runs_out == made.runs_out_early == date(2026, 11, 7)
    assert made.overrun == 1.0


def test_what_may_still_come_is_never_certain() -> None:
    daily = until(TENTH, [1.0] * 60)
    made = forecast(daily, cycle=NOVEMBER, now=at(ELEVENTH), included=50_000, law="raw")
    assert made.runs_out is None
    assert made.overrun is not None
    assert 0 < made.overrun < 0.01


def test_the_reserve_raises_the_probability_and_nothing_else() -> None:
    daily = weekly(TENTH, 60, workday=70, weekend=25)
    plain, kept = (
        forecast(daily, cycle=NOVEMBER, now=at(ELEVENTH), included=2000, law="raw", reserve=one)
        for one in (0, 300)
    )
    assert plain.overrun is not None
    assert kept.overrun is not None
    assert kept.overrun > plain.overrun
    assert (kept.fan, kept.runs_out) == (plain.fan, plain.runs_out)


def test_a_cycle_that_is_over_is_what_was_counted() -> None:
    daily = until(date(2026, 12, 3), [50.0] * 60)
    made = forecast(daily, cycle=NOVEMBER, now=at(date(2026, 12, 3), 9), included=2000, law="raw")
    assert (made.spent, made.low90, made.mid, made.high90) == (1500, 1500, 1500, 1500)
    assert made.overrun == 0.0
    assert made.basis == "the cycle is over: this is what was counted"


def test_a_cycle_that_has_not_begun_is_forecast_whole() -> None:
    daily = until(date(2026, 10, 25), [50.0] * 60)
    made = forecast(daily, cycle=NOVEMBER, now=at(date(2026, 10, 26), 9), included=2000, law="raw")
    assert made.spent == 0
    assert made.mid == pytest.approx(1500, rel=0.1)


def test_days_after_now_are_not_looked_at() -> None:
    daily = until(TENTH, [50.0] * 40)
    later = daily | {date(2026, 11, 12): 5000.0, date(2026, 11, 29): 9000.0}
    assert forecast(later, cycle=NOVEMBER, now=at(ELEVENTH), included=2000, law="raw") == forecast(
        daily, cycle=NOVEMBER, now=at(ELEVENTH), included=2000, law="raw"
    )


def test_a_day_without_runs_inside_the_span_known_is_a_zero() -> None:
    daily = until(TENTH, [0.0, *[60.0, 0.0] * 30])
    gaps = {day: much for day, much in daily.items() if much or day == min(daily)}
    assert forecast(gaps, cycle=NOVEMBER, now=at(ELEVENTH), included=2000, law="raw") == forecast(
        daily, cycle=NOVEMBER, now=at(ELEVENTH), included=2000, law="raw"
    )


def test_days_of_the_cycle_that_nobody_knows_are_named() -> None:
    daily = until(TENTH, [60.0] * 6)
    made = forecast(daily, cycle=NOVEMBER, now=at(ELEVENTH), included=2000, law="raw")
    assert made.basis == (
        "6 whole days, weekdays hardly told apart yet; the cycle's first 4 days are not known and not in it"
    )


@pytest.mark.parametrize("days", [0, 1, 2])
def test_fewer_than_three_days_give_a_wide_guess_without_a_probability(days: int) -> None:
    daily = until(date(2026, 11, days) if days else date(2026, 11, 1), [40.0] * days)
    made = forecast(daily, cycle=NOVEMBER, now=at(date(2026, 11, 1 + days), 6), included=2000, law="raw")
    assert made.overrun is None
    assert made.basis.startswith(f"a guess from {days} whole days")
    assert made.high90 - made.low90 > 1500


def test_a_ledger_without_a_day_says_so_and_reaches_to_the_quota() -> None:
    made = forecast({}, cycle=NOVEMBER, now=at(NOVEMBER.since), included=2000, law="raw")
    assert made.low90 == made.spent == 0
    assert 1500 < made.high90 <= 2000


def test_what_runs_now_is_part_of_the_rest_of_today() -> None:
    daily = until(ELEVENTH, [50.0] * 60)
    none, few, many = (
        forecast(daily, cycle=NOVEMBER, now=at(ELEVENTH, 20), included=2000, law="raw", in_flight=one)
        for one in (0.0, 1.0, 300.0)
    )
    assert few.mid == pytest.approx(none.mid, abs=1)
    assert many.mid - none.mid == pytest.approx(300, abs=20)
    assert many.fan[10].low90 == pytest.approx(many.spent + 300)


def test_the_projects_own_hours_say_how_much_of_today_is_to_come() -> None:
    office = [0.0] * 8 + [1.0] * 9 + [0.0] * 7
    daily = until(ELEVENTH, [90.0] * 60)
    made = forecast(daily, cycle=NOVEMBER, now=at(ELEVENTH, 17), included=2000, law="raw", hours=office)
    assert made.fan[10].high90 == made.spent


def test_a_burst_of_one_day_hardly_moves_the_days_to_come() -> None:
    calm = until(TENTH, [50.0] * 60)
    burst = calm | {date(2026, 11, 9): 1000.0}
    before, after = (
        forecast(one, cycle=NOVEMBER, now=at(ELEVENTH), included=2000, law="raw") for one in (calm, burst)
    )
    rests = [made.mid - made.spent for made in (before, after)]
    assert rests[1] < rests[0] * 1.5
    assert after.spent == 9 * 50 + 1000


def test_a_cycle_without_days_is_refused() -> None:
    with pytest.raises(ValueError, match="a cycle needs a day"):
        forecast({}, cycle=Cycle(NOVEMBER.since, NOVEMBER.since), now=at(ELEVENTH), included=2000, law="raw")
