"""Charts on a page: places inside the picture, figures behind it, and nothing that the policy forbids."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from greenlane.model.document import Bars, Chart, Document, Fan, Meter, Section
from greenlane.model.verdict import Outcome
from greenlane.render.chart_words import table
from greenlane.render.html import html
from greenlane.render.html_charts import chart_html
from greenlane.render.html_svg import Label, number, placed
from tests.examples import examples
from tests.unit.render.charts import BARS, CASES, EMPTY, FAN, HEAT, METER, MONTH, UNIT, growing
from tests.unit.render.golden import is_golden
from tests.unit.render.hostile import charts
from tests.unit.render.outline import only_ours, outline, without_resources

PLACE = re.compile(r' (?:x|y|x1|y1|x2|y2|width|height)="([^"]*)"')
PATH = re.compile(r'<path class="(?:band|middle|known)" d="(M[\d.]+ [^"]*)"')


def page(*blocks: Chart) -> str:
    return html(Document("t", Outcome.PASS, "v", sections=(Section("s", blocks),)))


def test_a_whole_month_on_a_page() -> None:
    assert is_golden("month.html", without_resources(html(MONTH)))


@pytest.mark.parametrize("document", [MONTH, CASES], ids=["month", "cases"])
def test_a_page_of_charts_is_only_our_markup_and_has_no_style_of_its_own(document: Document) -> None:
    found = only_ours(html(document))

    assert "style" not in found.attributes


@settings(max_examples=examples(80), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(charts)
def test_everything_of_any_chart_stands_inside_its_picture(chart: Chart) -> None:
    drawn = chart_html(chart, "a chart")

    for place in PLACE.findall(drawn):
        assert -100 <= float(place.rstrip("%")) <= 110
    for path in PATH.findall(drawn):
        assert all(-0.001 <= float(one) <= 100 for one in re.findall(r"[-\d.e]+", path))


@pytest.mark.parametrize("chart", [METER, FAN], ids=["meter", "fan"])
def test_every_figure_of_a_picture_stands_in_the_table_behind_it(chart: Chart) -> None:
    words = outline(chart_html(chart, "l")).words

    assert {cell for row in table(chart).rows for cell in row if cell} <= set(words)


def test_every_cell_of_a_heat_map_and_every_bar_is_a_cell_of_a_table() -> None:
    heat, bars = outline(chart_html(HEAT, "l")).words, outline(chart_html(BARS, "l")).words

    assert (heat.count("34"), heat.count("?")) == (5, 2)
    assert [word for word in bars if word.isdigit()] == [
        *("412", "31", "371", "28", "163", "121", "154", "6", "98", "85", "42")
    ]


@pytest.mark.parametrize("chart", EMPTY[1:], ids=lambda chart: type(chart).__name__)
def test_nothing_has_no_picture_and_says_so(chart: Chart) -> None:
    assert "Nothing to show." in chart_html(chart, "l")
    assert "<svg" not in chart_html(chart, "l")


def test_what_is_over_the_limit_is_drawn_apart() -> None:
    over = chart_html(Meter("m", UNIT, 3.0, 2.0, high=4.0, low=3.0, mid=3.5), "l")
    within = chart_html(Meter("m", UNIT, 1.0, 2.0), "l")

    assert over.count('class="known over"') == over.count('class="expected over"') == 1
    assert "over" not in within


def test_a_forecast_begins_at_the_last_day_that_is_known() -> None:
    known, middle = (
        re.findall(rf'<path class="{css}" d="([^"]*)"', chart_html(FAN, "l"))[0]
        for css in ("known", "middle")
    )

    assert known.rsplit("L", 1)[1] == middle[1:].split("L", 1)[0]


def test_the_rest_of_the_last_day_is_shown_as_a_range() -> None:
    over = growing(30, 30)
    highs = (*over.mid[:-1], over.mid[-1] + 90)
    open_day = replace(over, bands=(("90 %", over.mid, highs),))

    assert 'class="rest"' in chart_html(open_day, "l")


def test_a_fan_whose_lists_are_too_short_is_drawn_as_far_as_they_go() -> None:
    fan = Fan("f", UNIT, 10.0, ("a", "b", "c"), (1.0,), (1.0, 2.0), (("90 %", (1.0,), (1.0, 3.0)),))

    assert "<svg" in chart_html(fan, "l")
    assert "?" in outline(chart_html(fan, "l")).words


def test_a_bar_of_only_its_part_has_no_other() -> None:
    drawn = chart_html(Bars("b", UNIT, (("a", 2.0, ""),), (2.0,), "rounding"), "l")

    assert drawn.count('class="part"') == 2
    assert 'class="known"' not in drawn


def test_labels_are_placed_by_their_order_and_do_not_touch() -> None:
    wanted = [Label(50, "today"), Label(98, "30 Nov"), Label(53, "18 Nov"), Label(38, "9 Nov")]
    made = placed(wanted)

    assert [label.text for label in made] == ["today", "30 Nov", "9 Nov"]
    assert [label.css for label in made] == ["", "", "roomy"]


@pytest.mark.parametrize(("value", "said"), [(0.0, "0"), (-0.0001, "0"), (12.5, "12.5"), (100.0, "100")])
def test_places_have_no_needless_digits(value: float, said: str) -> None:
    assert number(value) == said


def test_a_year_of_charts_stays_small() -> None:
    year = growing(365, 200, 30_000.0)

    assert len(page(year).encode()) - len(page().encode()) < 90_000
