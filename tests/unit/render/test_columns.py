"""Text in columns keeps to its cells, whatever it is made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.render.columns import chopped, grid, padded, width_of, wrapped
from greenlane.render.text import visible
from tests.unit.render.hostile import values


@pytest.mark.parametrize(
    ("text", "cells"), [("abc", 3), ("漢字", 4), ("👩‍👩‍👧", 2), ("❤️", 2), ("é", 1), ("e\u0301", 1)]
)
def test_a_width_is_counted_in_cells(text: str, cells: int) -> None:
    assert width_of(text) == cells


def test_text_is_broken_at_spaces_and_a_long_word_inside() -> None:
    assert wrapped("one two threefourfive", 7) == ["one two", "threefo", "urfive"]


def test_an_emoji_of_several_characters_is_never_cut() -> None:
    assert chopped("👩‍👩‍👧👩‍👩‍👧", 2) == ["👩‍👩‍👧", "👩‍👩‍👧"]


@given(values, st.integers(4, 60))
def test_no_line_is_wider_than_it_may_be_and_no_word_is_lost(text: str, width: int) -> None:
    lines = wrapped(visible(text), width)

    assert max(width_of(line) for line in lines) <= width
    assert "".join("".join(lines).split()) == "".join(visible(text).split())


def test_cells_are_padded_to_the_side_they_lean_to() -> None:
    assert (padded("漢", 4), padded("7", 3, "r")) == ("漢  ", "  7")


@given(st.lists(st.lists(values, min_size=3, max_size=3), max_size=4), st.integers(30, 120))
def test_every_line_of_a_table_has_all_columns_in_their_places(rows: list[list[str]], width: int) -> None:
    cells = [[visible(cell)[:500] for cell in row] for row in rows]
    made = grid(("a", "b", "c"), cells, "lrl", width)
    lines = [line for row in (made.head, *made.rows) for line in row]

    assert len({tuple(width_of(cell) for cell in line) for line in lines}) == 1
    assert sum(width_of(cell) for cell in lines[0]) + 4 <= width
