"""Charts in words: a figure never says more than is known, and a table stands behind every picture."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.model.document import Bars, Chart, Heat, Meter
from greenlane.render.chart_words import figure, named, sentence, share, short, table
from greenlane.render.columns import width_of
from tests.unit.render.charts import BARS, EMPTY, FAN, HEAT, METER, growing
from tests.unit.render.hostile import charts, quantities


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "?"),
        (0.0, "0"),
        (-0.0, "0"),
        (0.04, "<0.1"),
        (-0.04, "0"),
        (2.44, "2.4"),
        (9.96, "10"),
        (1240.4, "1,240"),
        (-1240.4, "-1,240"),
        (3e20, "3.00e+20"),
    ],
)
def test_a_figure_has_as_many_digits_as_it_takes(value: float | None, said: str) -> None:
    assert figure(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, "?"), (9_999.0, "9,999"), (12_400.0, "12k"), (999_999.0, "1M"), (3.44e6, "3.4M"), (-2e9, "-2G")],
)
def test_a_short_figure_has_a_letter_from_ten_thousand_on(value: float | None, said: str) -> None:
    assert short(value) == said


@given(quantities)
def test_a_short_figure_is_short(value: float) -> None:
    assert len(short(value)) <= 10


@pytest.mark.parametrize(
    ("value", "limit", "said"),
    [
        (1499.99, 2000.0, "74 %"),
        (1500.0, 2000.0, "75 %"),
        (2400.0, 2000.0, "120 %"),
        (1.0, 0.0, ""),
        (1e300, 5e-324, "more than 1,000,000 %"),
    ],
)
def test_a_share_reads_as_a_threshold_only_when_it_has_come_to_it(
    value: float, limit: float, said: str
) -> None:
    assert share(value, limit) == said


def test_a_meter_says_where_it_stands_and_where_it_may_end() -> None:
    assert sentence(METER) == (
        "1,240 of 2,000 minutes (62 %). Expected at the end: 2,112, between 1,884 and 2,397."
    )


def test_a_meter_over_its_limit_says_by_how_much() -> None:
    over = Meter("m", "minutes", 2100.0, 2000.0)

    assert sentence(over) == "2,100 of 2,000 minutes (105 %, 100 over)."


def test_a_limit_of_nothing_has_no_share() -> None:
    assert sentence(Meter("m", "minutes", 40.0, 0.0)) == "40 of 0 minutes (40 over)."


def test_a_fan_tells_what_is_known_from_what_is_expected() -> None:
    assert sentence(FAN) == (
        "1,240 minutes by 17 Nov. At the end, 30 Nov: 2,178; 90 %: 1,885 to 2,529; 80 %: 1,950 to 2,450. "
        "The middle course passes the limit of 2,000 on 29 Nov."
    )


def test_a_limit_that_was_passed_is_no_expectation() -> None:
    assert "It passed the limit of 1,000 on 12 Nov." in sentence(growing(limit=1000.0))


def test_a_middle_course_below_the_limit_does_not_promise_more() -> None:
    assert sentence(growing(limit=2400.0)).endswith("The middle course stays within the limit of 2,400.")


def test_a_month_that_is_over_expects_nothing() -> None:
    assert sentence(growing(30, 30)) == ("2,269 minutes by 30 Nov. It passed the limit of 2,000 on 27 Nov.")


def test_the_last_day_is_not_over_while_it_may_grow() -> None:
    over = growing(30, 30, 9_000.0)
    today = replace(over, mid=(*over.mid[:-1], over.mid[-1] + 50))

    assert "At the end, 30 Nov: 2,319" in sentence(today)


def test_the_table_of_a_fan_expects_nothing_of_days_that_are_over() -> None:
    rows = table(FAN).rows

    assert rows[0] == ("1 Nov", "92", "", "", "")
    assert rows[-1] == ("30 Nov", "", "2,178", "1,885 to 2,529", "1,950 to 2,450")


def test_unknown_cells_are_counted_and_never_zero() -> None:
    assert sentence(HEAT).endswith(" 2 of 168 are unknown.")
    assert table(HEAT).rows[6][-2:] == ("?", "?")
    assert sentence(Heat("h", "minutes", ("a",), ("b",), ())) == "Nothing is known yet."


def test_the_table_of_bars_names_the_part() -> None:
    made = table(BARS)

    assert made.head == ("", "minutes", "rounding up", "")
    assert made.rows[2] == ("ci.yml / lint", "163", "121", "13 %, mostly rounding up")
    assert table(Bars("b", "minutes", BARS.bars)).head == ("", "minutes", "")


@pytest.mark.parametrize("chart", EMPTY, ids=lambda chart: type(chart).__name__)
def test_an_empty_chart_says_so(chart: Chart) -> None:
    assert sentence(chart) in ("Nothing to show.", "0 of 2,000 minutes (0 %).")


@given(charts)
def test_every_row_of_a_table_has_every_column(chart: Chart) -> None:
    made = table(chart)

    assert {len(row) for row in made.rows} <= {len(made.head)}
    assert len(made.align) == len(made.head)


@given(st.text())
def test_a_name_in_a_picture_is_one_short_line(text: str) -> None:
    assert width_of(named(text)) <= 24
    assert "\n" not in named(text)
