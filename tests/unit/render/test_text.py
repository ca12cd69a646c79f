"""Values are made visible, and stay apart from each other."""

from __future__ import annotations

import pytest
from hypothesis import given

from greenlane.render.text import clipped, flat, is_address, name, visible
from tests.unit.render.hostile import values


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("a\x00b", "a\\x00b"),
        ("\u202egnp", "\\u202egnp"),
        ("\udcff\ud800", "\\udcff\\ud800"),
        ("a\r\nb\rc", "a\nb\\x0dc"),
        ("a\u2028b\u200bc", "a\\u2028b\\u200bc"),
    ],
)
def test_a_character_that_acts_is_written_out(text: str, seen: str) -> None:
    assert visible(text) == seen


@pytest.mark.parametrize(
    "text", ["👩‍👩‍👧", "🏴\U000e0067\U000e0062\U000e007f", "می‌خواهم", "שלום", "é\u0301", "a\tb\nc"]
)
def test_scripts_and_emoji_stay_as_they_are(text: str) -> None:
    assert visible(text) == text


def test_a_name_stays_on_one_line_and_tells_a_line_feed_from_a_space() -> None:
    assert name("a\nb c") == "a\\nb c"


def test_running_text_becomes_one_line() -> None:
    assert flat("  one\n\n two\tthree ") == "one two three"


def test_what_was_cut_is_counted() -> None:
    assert clipped("x" * 1_500, 500) == "x" * 500 + "… (1,000 more characters)"


@given(values)
def test_every_visible_text_can_be_written_as_utf_8_and_is_visible_already(text: str) -> None:
    seen = visible(text)

    assert seen.encode().decode() == seen
    assert visible(seen) == seen


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "https://a b",
        'https://a"b',
        "https://a<b",
        "//a",
        "https://a\n",
        "HTTPS://a",
        "",
    ],
)
def test_no_link_is_made_of_what_is_no_plain_address(text: str) -> None:
    assert not is_address(text)


def test_an_ordinary_address_is_one() -> None:
    assert is_address("https://docs.astral.sh/ruff/rules/unused-import?a=1&b=(2)#x") is False
    assert is_address("https://docs.astral.sh/ruff/rules/unused-import?a=1&b=2#x")
