"""Charts in a terminal and in a summary: whole pictures, within their width, and nothing left out unsaid."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greenlane.model.document import Bars, Block, Chart, Document, Heat, Meter, Section
from greenlane.model.verdict import Outcome
from greenlane.render.columns import width_of
from greenlane.render.markdown import markdown
from greenlane.render.pen import Pen
from greenlane.render.terminal import Screen, terminal
from greenlane.render.text_cells import names_at
from greenlane.render.text_charts import picture_lines
from tests.examples import examples
from tests.unit.render.charts import BARS, CASES, EMPTY, FAN, HEAT, METER, MONTH, RARE, UNIT, growing
from tests.unit.render.golden import is_golden
from tests.unit.render.hostile import charts

SHADE = re.compile("[·░▒▓█]")


def picture(chart: Chart, width: int = 98, most: int = 50) -> list[str]:
    return list(picture_lines(chart, width, most, Pen()))


def of(*blocks: Block) -> Document:
    return Document("t", Outcome.PASS, "v", sections=(Section("s", blocks),))


@pytest.mark.parametrize(("name", "width"), [("month.txt", 100), ("month-narrow.txt", 46)])
def test_a_whole_month_in_a_log(name: str, width: int) -> None:
    assert is_golden(name, terminal(MONTH, Screen(width)))


def test_a_whole_month_in_a_summary() -> None:
    assert is_golden("month.md", markdown(MONTH))


@pytest.mark.parametrize("blocks", [blocks for _, blocks in RARE], ids=[name for name, _ in RARE])
@pytest.mark.parametrize("width", [40, 100])
def test_rare_months_keep_to_the_width(blocks: tuple[Block, ...], width: int) -> None:
    lines = terminal(of(*blocks), Screen(width)).splitlines()

    assert [line for line in lines if width_of(line) > width] == []


def test_colour_adds_nothing_but_colour() -> None:
    painted = terminal(CASES, Screen(colour=True))
    plain = re.sub(r"\x1b\[[\d;]*m", "", painted)

    assert "".join(f"{line.rstrip()}\n" for line in plain.splitlines()) == terminal(CASES)


@pytest.mark.parametrize("chart", EMPTY[1:], ids=lambda chart: type(chart).__name__)
def test_nothing_has_no_picture(chart: Chart) -> None:
    assert picture(chart) == []


def test_a_full_meter_ends_at_its_limit_and_an_empty_one_is_free() -> None:
    (full, _, _), (empty, _, _) = picture(Meter("m", UNIT, 8, 8), 20), picture(Meter("m", UNIT, 0, 8), 20)

    assert full == "█" * 19 + "┃"
    assert empty == "·" * 19 + "┃"


def test_what_is_over_the_limit_stands_behind_it() -> None:
    bar = picture(Meter("m", UNIT, 12.0, 8.0), 22)[0]

    assert bar == "█" * 14 + "┃" + "█" * 6 + " "


def test_a_meter_grows_by_eighths_of_a_cell() -> None:
    bars = {picture(Meter("m", UNIT, at / 8, 10.0), 11)[0] for at in range(9)}

    assert len(bars) == 9


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=40))
def test_a_higher_day_is_never_drawn_lower(totals: list[float]) -> None:
    totals.sort()
    fan = growing(len(totals), 0)
    known = type(fan)("f", UNIT, 0.0, fan.labels, tuple(totals), tuple(totals), ())
    rows = [line[2:].ljust(96) for line in picture(known)[:8]]
    heights = [sum(" ▁▂▃▄▅▆▇█┄".index(row[at]) % 9 for row in rows) for at in range(96)]
    end = len("".join(rows[-1]).rstrip("┄ "))

    assert heights[:end] == sorted(heights[:end])


def test_the_days_of_a_long_time_are_thinned_and_the_last_one_stays() -> None:
    lines = picture(growing(400, 200, 9_000.0), 60)

    assert max(width_of(line) for line in lines) <= 60
    assert "200 Nov" in lines[8]
    assert lines[8].endswith("400 Nov")


def test_every_cell_of_a_heat_map_has_its_figure_and_its_shade() -> None:
    text = "\n".join(picture(HEAT))

    figures = sum(one is not None and one > 0 for row in HEAT.cells for one in row)
    key = 5
    assert len(SHADE.findall(text)) == figures + key
    assert text.count("?") == 3


def test_columns_that_do_not_fit_go_on_below() -> None:
    lines = picture(HEAT, 40)

    assert sum(line.lstrip().startswith("Mon") for line in lines) == 3
    assert [hour for line in lines for hour in re.findall(r"\b\d\d\b(?![█▓▒░])", line)][:6] == [
        f"{hour:02}" for hour in range(6)
    ]


def test_rows_that_are_not_shown_are_counted() -> None:
    heat = Heat("h", UNIT, tuple("abcde"), ("1",), tuple((1.0,) for _ in range(5)))
    bars = Bars("b", UNIT, tuple((name, 1.0, "") for name in "abcde"))

    assert "… and 3 more rows; the HTML and JSON reports have all" in picture(heat, most=2)
    assert "… and 3 more; the HTML and JSON reports have all" in picture(bars, most=2)


@pytest.mark.parametrize("width", [40, 98])
def test_the_part_of_a_bar_is_drawn_otherwise_and_in_proportion(width: int) -> None:
    bars = Bars("b", UNIT, (("whole", 8.0, ""), ("half", 8.0, "")), (0.0, 4.0), "rounding")
    drawn = [re.sub(r"[^█░]", "", line) for line in picture(bars, width)]
    whole, half = [line for line in drawn if len(line) > 1]

    assert set(whole) == {"█"}
    assert half.count("█") == half.count("░") == len(whole) // 2


def test_names_that_would_touch_are_left_out() -> None:
    assert names_at([(10, "today"), (0, "first"), (12, "near"), (19, "last")], 20) == "first   today   last"
    assert names_at([(3, "漢字"), (8, "x")], 9) == " 漢字   x"
    assert names_at([(1, "too long")], 4) == ""


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(charts, st.integers(24, 120))
def test_any_chart_is_drawn_within_its_width(chart: Chart, width: int) -> None:
    assert all(width_of(line) <= max(width, 60) for line in picture(chart, width))


def test_a_summary_that_is_full_keeps_the_picture_and_drops_the_days() -> None:
    whole = markdown(of(METER, FAN, BARS))
    text = markdown(of(METER, FAN, BARS), len(whole.encode()) - 200)

    assert "| 30 Nov |" in whole
    assert "| 30 Nov |" not in text
    assert "more rows, left out" in text
    assert [text.count(said) for said in ("limit 2,000", "middle course,", "ci.yml / lint")] == [1, 1, 1]
