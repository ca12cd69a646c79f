"""Where a mistake is, and how much of the statement is shown."""

from __future__ import annotations

from greenlane.migrations.messages import excerpt, refused, unreadable
from greenlane.migrations.statements import split
from greenlane.migrations.tokens import UnreadableError
from greenlane.model.database import Refusal
from greenlane.model.migration import Script


def script(text: str) -> Script:
    return Script("1", "a", "db/1_a.sql", "", text)


def test_a_long_statement_is_shown_around_the_mistake() -> None:
    text = "select\n" + "".join(f"  c{number},\n" for number in range(2, 500)) + "  oops"
    assert excerpt(text, 0, text.index("oops")) == [
        "   1 | select",
        "     | …",
        " 498 |   c498,",
        " 499 |   c499,",
        " 500 |   oops",
        "     |   ^",
    ]


def test_a_long_line_is_cut_around_the_mistake_and_the_caret_stays_below_it() -> None:
    text = "select '" + "\t\x1b" * 5000 + "' oops " + "x" * 5000
    line, caret = excerpt(text, 0, text.index("oops"))
    assert len(line) < 120
    assert line.isprintable()
    assert line[caret.index("^") :].startswith("oops")


def test_a_refusal_without_a_position_is_at_the_statements_first_word() -> None:
    text = "select 1;\n\n-- why\n  insert into t values (1);"
    error = refused(script(text), split(text)[1], Refusal("23505", "duplicate key"), "Nothing.")
    assert error.where == "db/1_a.sql:4:3"
    assert error.what == "duplicate key (SQLSTATE 23505)"


def test_a_position_counts_characters_of_the_statement() -> None:
    text = "select 'é';\nselect 'é', oops;"
    position = split(text)[1].text.index("oops") + 1
    error = refused(script(text), split(text)[1], Refusal("42703", "no column", position), "Nothing.")
    assert error.where == "db/1_a.sql:2:13"


def test_a_position_beyond_the_text_is_at_its_end() -> None:
    text = "select"
    error = refused(script(text), split(text)[0], Refusal("42601", "syntax error", 7), "Nothing.")
    assert error.where == "db/1_a.sql:1:7"


def test_a_file_that_cannot_be_divided_says_that_nothing_was_run() -> None:
    error = unreadable(script("select 'a"), UnreadableError("never ends", 7, "close it"))
    assert error.lines() == [
        "db/1_a.sql:1:8: never ends",
        "       1 | select 'a",
        "         |        ^",
        "    Nothing of this file was run.",
        "  fix: close it",
        "  see: docs/migrations.md#unreadable",
    ]
