"""What is said of a month, and when: thresholds, an overrun, and what nobody knows."""

from __future__ import annotations

import math
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.minutes.alerts import alerts
from greenlane.model.budget import Reading
from greenlane.model.forecast import Alert, Level
from greenlane.model.minutes import Alerts
from tests.unit.minutes.readings import NOW, forecast, reading

DEFAULT = Alerts()


def keys(of: Reading, settings: Alerts = DEFAULT) -> list[str]:
    return [one.key for one in alerts(of, settings)]


def only(of: Reading, settings: Alerts = DEFAULT) -> Alert:
    (one,) = alerts(of, settings)
    return one


@pytest.mark.parametrize(("spent", "key"), [(1000, "spent-50"), (1500, "spent-75"), (1800, "spent-90")])
def test_a_threshold_is_passed_at_its_very_minute(spent: int, key: str) -> None:
    assert keys(reading(spent)) == [key]


@pytest.mark.parametrize(("at", "below"), [(50, []), (75, ["spent-50"]), (90, ["spent-75"])])
def test_a_hair_below_a_threshold_it_is_not_passed(at: int, below: list[str]) -> None:
    assert keys(reading(Fraction(2000 * at, 100) - Fraction(1, 10**12))) == below


def test_percents_are_numbers_and_not_texts() -> None:
    """Trap 8: as texts, "100" is less than "95"."""

    def naively_passed(spent: int, at: int) -> bool:
        return str(spent * 100 // 2000) >= str(at)

    assert not naively_passed(2000, 95)
    assert naively_passed(180, 75)
    assert keys(reading(180)) == []
    assert keys(reading(2000), Alerts(at=(95,))) == ["spent-100"]
    assert keys(reading(180), Alerts(at=(9, 50))) == ["spent-9"]
    assert keys(reading(1_000, included=10_000), Alerts(at=(9,))) == ["spent-9"]


def test_of_the_thresholds_passed_only_the_highest_is_said_in_whatever_order_they_stand() -> None:
    assert keys(reading(1900), Alerts(at=(90, 50, 75))) == ["spent-90"]


def test_nothing_left_is_said_where_no_threshold_is_declared() -> None:
    one = only(reading(2012), Alerts(at=()))
    assert (one.key, one.level) == ("spent-100", Level.OVER)
    assert one.message == "2,012 of 2,000 included minutes are used (100.6 %, counted by raw)."


def test_a_threshold_above_all_that_is_included_can_be_declared() -> None:
    assert keys(reading(2400), Alerts(at=(50, 120))) == ["spent-120"]


@pytest.mark.parametrize(
    ("spent", "level"), [(1000, Level.NOTICE), (1500, Level.WARNING), (2000, Level.OVER)]
)
def test_the_level_follows_what_was_passed(spent: int, level: Level) -> None:
    assert only(reading(spent)).level is level


def test_nothing_is_said_of_a_calm_month() -> None:
    assert alerts(reading(999), DEFAULT) == ()


def test_a_share_that_is_nearly_reached_does_not_read_as_reached() -> None:
    nearly = Fraction(2000) - Fraction(1, 1000)
    assert only(reading(nearly)).message.startswith("1,999.9 of 2,000 included minutes are used (99.9 %")


@pytest.mark.parametrize(("overrun", "said"), [(0.5, []), (0.500001, ["overrun"]), (0.97, ["overrun"])])
def test_an_overrun_is_said_above_p_and_not_at_it(overrun: float, said: list[str]) -> None:
    assert keys(reading(900, forecast=forecast(overrun=overrun))) == said


def test_an_overrun_says_how_likely_how_much_and_when() -> None:
    late = forecast(
        overrun=0.974,
        mid=2310.0,
        low90=2050.0,
        high90=2600.0,
        reserve=90.0,
        runs_out=date(2026, 11, 24),
        runs_out_early=date(2026, 11, 20),
    )
    one = only(reading(900, forecast=late))
    assert one.level is Level.WARNING
    assert one.message == (
        "The chance that this cycle ends above 2,000 minutes with the reserve of 90 is 97 %; 2,310 are "
        "expected, 2,050 to 2,600 in nine of ten cases; the minutes run out on 2026-11-24, in the worst of "
        "twenty on 2026-11-20."
    )


def test_a_certain_overrun_is_never_called_certain() -> None:
    assert "more than 99 %" in only(reading(900, forecast=forecast(overrun=1.0))).message


def test_a_month_that_is_over_its_limit_needs_no_forecast_of_that() -> None:
    assert keys(reading(2000, forecast=forecast(overrun=1.0))) == ["spent-100"]


def test_an_unknown_reading_is_said_with_its_reason_and_not_taken_for_zero() -> None:
    """Trap 9: an unreadable answer is unknown."""
    one = only(reading(None, why_unknown="the ledger holds no run of this cycle"))
    assert (one.key, one.level) == ("unknown", Level.WARNING)
    assert "the ledger holds no run" in one.message


def test_an_unknown_reading_without_forecast_is_one_alert() -> None:
    assert keys(reading(None, forecast=None)) == ["unknown"]


def test_a_ledger_of_some_days_ago_is_no_reading_of_today() -> None:
    fresh, old = reading(10, read_at=NOW - 48 * 3600), reading(10, read_at=NOW - 48 * 3600 - 1)
    assert keys(fresh) == []
    one = only(old)
    assert (one.key, one.level) == ("unknown", Level.WARNING)
    assert "GitHub was last asked on 2026-11-13" in one.message


def test_what_an_old_ledger_holds_is_the_least_that_is_used() -> None:
    unknown, passed = alerts(reading(1812, read_at=0), DEFAULT)
    assert (unknown.key, passed.key) == ("unknown", "spent-90")
    assert passed.message.startswith("At least 1,812 of 2,000")


def test_a_repository_that_was_never_read_is_said() -> None:
    one = only(reading(10, read_at=None))
    assert one.key == "unknown"
    assert "not every repository was read yet" in one.message


def test_a_clock_that_was_put_back_makes_nothing_old() -> None:
    assert keys(reading(10, read_at=NOW + 3600)) == []


def test_a_forecast_is_heard_while_the_reading_is_unknown() -> None:
    assert keys(reading(None, forecast=forecast(overrun=0.9))) == ["unknown", "overrun"]


def test_a_missing_forecast_is_said_with_its_reason() -> None:
    one = only(reading(900, forecast=None, why_no_forecast="the history could not be read"))
    assert (one.key, one.level) == ("overrun-unknown", Level.NOTICE)
    assert "the history could not be read" in one.message


def test_too_few_days_are_said_without_alarm() -> None:
    one = only(reading(900, forecast=forecast(overrun=None, basis="2 days are known")))
    assert (one.key, one.level) == ("overrun-unknown", Level.OK)
    assert "2 days are known" in one.message


@pytest.mark.parametrize("overrun", [math.nan, -0.1, 1.1, math.inf])
def test_a_probability_that_is_none_is_unknown(overrun: float) -> None:
    assert keys(reading(900, forecast=forecast(overrun=overrun))) == ["overrun-unknown"]


def test_where_nothing_is_included_the_first_minute_is_too_much() -> None:
    assert keys(reading(0, included=0)) == []
    one = only(reading(1, included=0))
    assert (one.level, one.message) == (Level.OVER, "Minutes used: 1; none are included.")


def test_the_worst_comes_first() -> None:
    both = reading(1000, forecast=forecast(overrun=0.9))
    assert [one.level for one in alerts(both, DEFAULT)] == [Level.WARNING, Level.NOTICE]


SHARES = st.fractions(min_value=0, max_value=5000)


@given(SHARES, SHARES, st.lists(st.integers(1, 1000), max_size=5))
def test_more_minutes_never_pass_less(one: Fraction, other: Fraction, at: list[int]) -> None:
    def passed(spent: Fraction) -> int:
        found = keys(reading(spent), Alerts(at=tuple(at)))
        return int(found[0].removeprefix("spent-")) if found else 0

    assert passed(min(one, other)) <= passed(max(one, other))


@given(SHARES, st.permutations([50, 75, 90]))
def test_the_order_of_the_thresholds_changes_nothing(spent: Fraction, at: list[int]) -> None:
    assert alerts(reading(spent), Alerts(at=tuple(at))) == alerts(reading(spent), DEFAULT)
