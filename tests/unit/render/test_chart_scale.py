"""Where things stand on a chart: everything is inside it, in order, at round values."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.model.document import Heat
from greenlane.render.chart_scale import (
    SHADES,
    Point,
    Scale,
    crossing_point,
    known_line,
    meter_scale,
    onwards,
    scale_of,
    shading,
)
from tests.unit.render.charts import FAN, HEAT, METER, growing
from tests.unit.render.hostile import heats, quantities

above_zero = st.floats(min_value=0, exclude_min=True, allow_infinity=False)


@pytest.mark.parametrize(
    ("top", "ticks"),
    [
        (2529.0, [500, 1000, 1500, 2000, 2500]),
        (1.0, [0.2, 0.4, 0.6, 0.8, 1.0]),
        (99.0, [20, 40, 60, 80]),
        (50_000.0, [10_000, 20_000, 30_000, 40_000, 50_000]),
    ],
)
def test_ticks_stand_at_round_values(top: float, ticks: list[float]) -> None:
    assert Scale(top).ticks() == pytest.approx(ticks)


@given(above_zero)
def test_ticks_are_few_ascend_and_stay_below_the_top(top: float) -> None:
    ticks = Scale(top).ticks()

    assert len(ticks) <= 6
    assert ticks == sorted(set(ticks))
    assert all(0 < tick <= top * (1 + 1e-9) for tick in ticks)


@given(st.lists(st.one_of(st.none(), quantities)), quantities)
def test_a_share_is_between_nothing_and_all(values: list[float | None], value: float) -> None:
    assert 0 <= scale_of(values).share(value) <= 1


def test_a_scale_of_nothing_has_a_top() -> None:
    assert scale_of([]).top == scale_of([None, -3.0, 0.0]).top == 1.0


def test_a_meter_holds_all_that_it_names() -> None:
    assert meter_scale(METER).top == METER.high
    assert meter_scale(replace(METER, marks=(("far", 9e9),))).top == 9e9


def test_what_is_expected_begins_where_the_known_line_ends() -> None:
    assert known_line(FAN)[0] == Point(0, 0.0)
    assert onwards(FAN, FAN.mid)[0] == known_line(FAN)[-1] == Point(17, 1240.0)


def test_where_nothing_is_known_it_begins_with_nothing() -> None:
    fan = growing(31, 0)

    assert known_line(fan) == []
    assert onwards(fan, fan.mid)[:2] == [Point(0, 0.0), Point(1, fan.mid[0])]


def test_the_rest_of_today_is_expected_on_the_day_itself() -> None:
    fan = replace(FAN, mid=(*FAN.mid[:16], 1300.0, *FAN.mid[17:]))

    assert onwards(fan, fan.mid)[:2] == [Point(17, 1240.0), Point(17, 1300.0)]


def test_the_limit_is_passed_between_two_days() -> None:
    passed = crossing_point(FAN)

    assert passed is not None
    assert passed.total == 2000.0
    assert 28 < passed.day < 29
    assert crossing_point(growing(limit=9_000.0)) is None


@given(heats)
def test_shades_follow_the_order_of_the_cells(heat: Heat) -> None:
    shades = shading(heat)
    cells = sorted(one for row in heat.cells for one in row if one is not None)
    made = [shades.shade(one) for one in cells]

    assert made == sorted(made)
    assert all(0 <= shade <= SHADES for shade in made)
    assert list(shades.ends) == sorted(shades.ends)


def test_only_what_is_above_nothing_has_a_shade_and_the_most_has_the_darkest() -> None:
    shades = shading(HEAT)

    assert (shades.shade(0.0), shades.shade(-1.0), shades.shade(48.0)) == (0, 0, SHADES)
    assert shades.shade(math.ulp(0.0)) == 1
    assert shades.ends == (2, 8, 18, 31, 48)
