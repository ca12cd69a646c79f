"""Plans, prices, laws and cycles: data with its days."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.minutes.laws import LAW_NAMES, PLANS, cycle_of, law_at, laws_at, plan, prices_at
from greenlane.model.errors import UsageError
from greenlane.model.jobs import Machine

NOW = date(2026, 11, 21)
RECORDED = {Machine.LINUX: 2192, Machine.WINDOWS: 114}


@pytest.mark.parametrize(("law", "total"), [("raw", 2306), ("multiplier", 2420), ("price", 2382)])
def test_the_laws_tell_the_recorded_month_apart(law: str, total: int) -> None:
    assert law_at(law, NOW).weigh(RECORDED) == total


def test_there_are_three_laws_on_any_day() -> None:
    for day in (date(2020, 5, 1), date(2025, 12, 31), date(2026, 1, 1), NOW):
        assert tuple(law.name for law in laws_at(day)) == LAW_NAMES


def test_the_price_law_changed_with_the_prices() -> None:
    mac = Machine.MACOS
    assert law_at("price", date(2025, 12, 31)).weights[mac] == 10
    assert law_at("price", date(2026, 1, 1)).weights[mac] == Fraction(31, 3)


def test_in_2025_prices_and_multipliers_agreed() -> None:
    price, multiplier = (law_at(name, date(2025, 6, 1)).weights for name in ("price", "multiplier"))
    for machine in (Machine.LINUX, Machine.WINDOWS, Machine.MACOS):
        assert price[machine] == multiplier[machine]


def test_larger_and_own_machines_take_no_included_minutes() -> None:
    for law in laws_at(NOW):
        assert law.weigh({Machine.LARGER: 100, Machine.SELF_HOSTED: 100}) == 0


def test_an_unknown_machine_counts_as_the_worst() -> None:
    for law in laws_at(NOW):
        assert law.weights[Machine.UNKNOWN] == max(law.weights.values())


def test_the_prices_of_2026() -> None:
    assert prices_at(NOW).minute == {
        Machine.LINUX: Decimal("0.006"),
        Machine.LINUX_SLIM: Decimal("0.002"),
        Machine.LINUX_ARM: Decimal("0.005"),
        Machine.WINDOWS: Decimal("0.010"),
        Machine.WINDOWS_ARM: Decimal("0.008"),
        Machine.MACOS: Decimal("0.062"),
    }


def test_what_the_plans_include() -> None:
    assert {name: (one.minutes, one.storage_mb) for name, one in PLANS.items()} == {
        "free": (2_000, 500),
        "pro": (3_000, 1_000),
        "team": (3_000, 2_000),
        "enterprise": (50_000, 50_000),
    }
    assert plan(" Team ") is PLANS["team"]


def test_a_plan_that_is_not_known_is_refused_with_what_was_meant() -> None:
    with pytest.raises(UsageError, match="did you mean enterprise"):
        plan("enterprize")


def test_a_law_that_is_not_known_is_refused_with_what_was_meant() -> None:
    with pytest.raises(UsageError, match="did you mean multiplier"):
        law_at("multiplyer", NOW)


@pytest.mark.parametrize(
    ("day", "cycle_day", "since", "until"),
    [
        ("2026-11-21", 1, "2026-11-01", "2026-12-01"),
        ("2026-12-31", 1, "2026-12-01", "2027-01-01"),
        ("2026-11-21", 25, "2026-10-25", "2026-11-25"),
        ("2026-01-24", 25, "2025-12-25", "2026-01-25"),
        ("2026-02-27", 31, "2026-01-31", "2026-02-28"),
        ("2026-02-28", 31, "2026-02-28", "2026-03-31"),
        ("2028-02-29", 30, "2028-02-29", "2028-03-30"),
    ],
)
def test_a_cycle_begins_on_its_day_of_the_month(day: str, cycle_day: int, since: str, until: str) -> None:
    cycle = cycle_of(date.fromisoformat(day), cycle_day)
    assert (cycle.since.isoformat(), cycle.until.isoformat()) == (since, until)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 31))
def test_cycles_follow_each_other_without_a_gap(day: date, cycle_day: int) -> None:
    cycle = cycle_of(day, cycle_day)
    assert cycle.since <= day < cycle.until
    assert 28 <= cycle.days <= 31
    assert cycle_of(cycle.until, cycle_day).since == cycle.until
    assert cycle_of(cycle.since - timedelta(days=1), cycle_day).until == cycle.since


@pytest.mark.parametrize("cycle_day", [0, 32])
def test_a_day_that_no_month_has_is_refused(cycle_day: int) -> None:
    with pytest.raises(UsageError, match="use 1 to 31"):
        cycle_of(NOW, cycle_day)
