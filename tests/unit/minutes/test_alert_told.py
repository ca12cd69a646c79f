"""What was told is not told again; what is new is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.minutes.told import REMEMBERED_S, Told
from greenlane.model.bill import Cycle
from greenlane.model.forecast import Alert, Level
from tests.unit.minutes.readings import CYCLE, NOW

HALF = Alert("spent-50", Level.NOTICE, "half is used")
OVERRUN = Alert("overrun", Level.WARNING, "it will not do")
EARLY = Alert("overrun-unknown", Level.OK, "too early to say")
NOTHING = Told.parse(None, CYCLE)


def test_an_alert_is_news_once_while_it_stands() -> None:
    assert NOTHING.news([HALF]) == (HALF,)
    assert NOTHING.after([HALF], NOW).news([HALF]) == ()


def test_a_year_later_what_still_stands_is_no_news() -> None:
    told = NOTHING.after([HALF], NOW).after([HALF], NOW + 365 * REMEMBERED_S)
    assert told.news([HALF]) == ()


def test_another_alert_is_news() -> None:
    assert NOTHING.after([HALF], NOW).news([HALF, OVERRUN]) == (OVERRUN,)


def test_what_comes_and_goes_every_hour_is_told_at_most_once_a_day() -> None:
    told, heard = NOTHING, 0
    for hour in range(48):
        standing = [OVERRUN] if hour % 2 else []
        heard += len(told.news(standing))
        told = told.after(standing, NOW + hour * 3600)
    assert heard == 2


def test_what_comes_back_a_day_after_it_was_told_is_news_again() -> None:
    told = NOTHING.after([OVERRUN], NOW).after([], NOW + REMEMBERED_S)
    assert told.news([OVERRUN]) == (OVERRUN,)


def test_a_clock_that_was_put_back_forgets_what_does_not_stand() -> None:
    assert NOTHING.after([OVERRUN], NOW).after([], NOW - 10).news([OVERRUN]) == (OVERRUN,)


def test_a_new_cycle_begins_with_nothing_told() -> None:
    next_cycle = Cycle(date(2026, 12, 1), date(2027, 1, 1))
    kept = str(NOTHING.after([HALF], NOW))
    assert Told.parse(kept, CYCLE).news([HALF]) == ()
    assert Told.parse(kept, next_cycle).news([HALF]) == (HALF,)


def test_too_early_to_say_is_nothing_to_pass_on() -> None:
    assert NOTHING.news([EARLY]) == ()
    assert NOTHING.after([EARLY], NOW).at == {}


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", '"spent-50"', "[" * 100_000, '{"cycle": "2026-11-01"}'),
        '{"cycle": "2026-11-01", "told": ["spent-50"]}',
        '{"cycle": "2026-11-01", "told": {"spent-50": true}}',
        '{"cycle": "2026-11-01", "told": {"--><script>": 1}}',
        '{"cycle": "2026-10-01", "told": {"spent-50": 1}}',
    ],
)
def test_what_cannot_be_read_has_told_nothing(text: str) -> None:
    assert Told.parse(text, CYCLE).news([HALF]) == (HALF,)


@given(st.lists(st.sampled_from([HALF, OVERRUN, EARLY])), st.integers(0, 2**40))
def test_it_reads_back_what_it_wrote(alerts: list[Alert], now: int) -> None:
    told = NOTHING.after(alerts, now)
    assert Told.parse(str(told), CYCLE) == told


def test_the_message_may_change_without_being_news() -> None:
    assert NOTHING.after([HALF], NOW).news([replace(HALF, message="a little more is used")]) == ()
