"""How sparing to be: comfortable, tight, critical, exhausted, or unknown."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.minutes.levels import standing
from greenlane.model.budget import BudgetLevel, Reading
from greenlane.model.forecast import Forecast
from tests.unit.minutes.readings import NOW, forecast, reading

ORDER = list(BudgetLevel)


def level(of: Reading) -> BudgetLevel | None:
    return standing(of).level


@pytest.mark.parametrize("spent", [2000, 2012])
def test_nothing_left_is_exhausted(spent: int) -> None:
    found = standing(reading(spent))
    assert (found.level, found.left) == (BudgetLevel.EXHAUSTED, Fraction(0))
    assert found.reason == f"{spent:,} of 2,000 minutes are used"


def test_as_long_as_something_is_left_it_is_not_exhausted() -> None:
    assert level(reading(Fraction(2000) - Fraction(1, 1000))) is not BudgetLevel.EXHAUSTED


def test_the_reserve_alone_is_critical() -> None:
    found = standing(reading(1920, reserve=90))
    assert (found.level, found.left) == (BudgetLevel.CRITICAL, Fraction(80))
    assert found.reason == "80 of 2,000 minutes are left: 90 are kept for a release and a hotfix"


def test_what_runs_now_can_make_it_critical_and_never_exhausted() -> None:
    found = standing(reading(1950, forecast=forecast(in_flight=60.0)))
    assert found.level is BudgetLevel.CRITICAL
    assert "what runs now is expected to take 60" in found.reason


def test_a_small_chance_to_run_out_is_comfortable() -> None:
    calm = forecast(spent=1400.0, mid=1700.0, overrun=0.1)
    assert level(reading(1400, reserve=90, forecast=calm)) is BudgetLevel.COMFORTABLE


def test_work_that_fits_when_halved_is_tight() -> None:
    busy = forecast(spent=1400.0, mid=2200.0, overrun=0.9)
    found = standing(reading(1400, reserve=90, forecast=busy))
    assert found.level is BudgetLevel.TIGHT
    assert found.reason == "510 minutes are free, 800 more are expected; the chance to run out is 90 %"


def test_work_that_does_not_fit_when_halved_is_critical() -> None:
    too_much = forecast(spent=1400.0, mid=2500.0, overrun=1.0)
    assert level(reading(1400, reserve=90, forecast=too_much)) is BudgetLevel.CRITICAL


@pytest.mark.parametrize(
    ("spent", "expected"),
    [(1000, BudgetLevel.COMFORTABLE), (1001, BudgetLevel.TIGHT), (1801, BudgetLevel.CRITICAL)],
)
@pytest.mark.parametrize("known", [None, forecast(overrun=None)])
def test_without_a_forecast_the_share_that_is_free_decides(
    spent: int, expected: BudgetLevel, known: Forecast | None
) -> None:
    assert level(reading(spent, forecast=known)) is expected


def test_an_unknown_reading_has_no_level_and_says_why() -> None:
    found = standing(reading(None, why_unknown="the sync was refused"))
    assert (found.level, found.left) == (None, None)
    assert found.reason == "it is unknown how many minutes are used: the sync was refused"


@pytest.mark.parametrize("read_at", [None, NOW - 3 * 86_400])
def test_a_reading_that_may_be_too_low_has_no_level(read_at: int | None) -> None:
    assert level(reading(10, read_at=read_at)) is None


def test_all_that_there_was_is_exhausted_however_old_the_reading() -> None:
    assert level(reading(2000, read_at=NOW - 3 * 86_400)) is BudgetLevel.EXHAUSTED


MINUTES = st.fractions(min_value=0, max_value=3000)
PROBABILITIES = st.one_of(st.none(), st.floats(0, 1))


@given(MINUTES, MINUTES, st.integers(0, 500), PROBABILITIES)
def test_using_more_never_makes_it_more_comfortable(
    one: Fraction, other: Fraction, reserve: int, overrun: float | None
) -> None:
    def rank(spent: Fraction) -> int:
        return ORDER.index(
            level(reading(spent, reserve=reserve, forecast=forecast(overrun=overrun))) or ORDER[0]
        )

    assert rank(min(one, other)) <= rank(max(one, other))


@given(MINUTES, st.integers(0, 3000), st.integers(0, 3000), PROBABILITIES)
def test_keeping_more_never_makes_it_more_comfortable(
    spent: Fraction, one: int, other: int, overrun: float | None
) -> None:
    def rank(reserve: int) -> int:
        return ORDER.index(
            level(reading(spent, reserve=reserve, forecast=forecast(overrun=overrun))) or ORDER[0]
        )

    assert rank(min(one, other)) <= rank(max(one, other))
