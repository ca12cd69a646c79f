"""Dividing SQL into statements."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlane.migrations.statements import split, without_transaction
from greenlane.migrations.tokens import Grain, UnreadableError, tokens
from greenlane.migrations.transactions import inner
from tests.examples import examples


def statements(text: str) -> list[str]:
    return [piece.text.strip() for piece in split(text) if piece.first is not None]


# What a file is made of; every one holds semicolons and quotes that are not ends.
CLOSED = [
    "'a;b'",
    "'it''s; so'",
    r"E'a\';b'",
    r"e'x'" + "\n" + r"  'y\';z'",
    '"odd; ""name"""',
    "$$;'\"--$$",
    "$tag$ $$; $other$ ; $tag$",
    "/* a; /* nested ' ; */ \" */",
    "-- it's; a comment\n",
    "(select ';'; select 2)",
    "U&'d\\0061t;a'",
    "a$b$",
    "$1",
    "café",
    "CASE WHEN true THEN 1 END",
    "E",
    "+-*/ 5",
]


@given(st.lists(st.sampled_from([*CLOSED, ";", " ", "\n"]), max_size=30))
def test_a_file_of_whole_parts_is_divided_at_the_semicolons_between_them(parts: list[str]) -> None:
    text = " ".join(parts)
    pieces = split(text)
    assert "".join(piece.text for piece in pieces) == text
    assert sum(piece.text.endswith(";") for piece in pieces) == parts.count(";")


@given(st.text(alphabet="ab1e;'\"$-/*\\() \nECOPYFROMSTDIN.é", max_size=60))
@settings(max_examples=examples(500))
def test_the_pieces_joined_are_the_text_whatever_it_is(text: str) -> None:
    try:
        pieces = split(text)
    except UnreadableError:
        return
    assert "".join(piece.text for piece in pieces) == text
    inside = [token for token in tokens(text) if token.grain in (Grain.QUOTED, Grain.COMMENT)]
    for piece in pieces:
        assert not any(token.start < piece.start < token.end for token in inside)
        assert text[piece.start :].startswith(piece.text)


@given(st.text(alphabet="a;'\"$-/*\\ \n", max_size=40))
def test_what_is_quoted_with_a_dollar_tag_is_never_divided(body: str) -> None:
    text = f"do $unlikely${body}$unlikely$; select 1"
    assert len(split(text)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "create function f() returns int begin atomic select 1; select case when true then 2 end; end",
        "CREATE OR REPLACE PROCEDURE p() LANGUAGE sql BEGIN ATOMIC INSERT INTO t VALUES (1); END",
        'create function f() begin atomic select 1 as end, t."end", t.end from t; end',
        "create rule r as on insert to t do also (insert into a values (1); insert into b values (2))",
        "create function f() returns text language sql as 'select 1; select 2'",
    ],
)
def test_a_body_of_several_statements_stays_whole(text: str) -> None:
    assert statements(f"{text};\nselect 2;") == [f"{text};", "select 2;"]


def test_begin_and_end_outside_a_function_are_statements() -> None:
    assert statements("begin; create table atomic (id int); end; select 1") == [
        "begin;",
        "create table atomic (id int);",
        "end;",
        "select 1",
    ]


@pytest.mark.parametrize(
    ("text", "offset", "words"),
    [
        ("select 1;\nselect 'a", 17, "the quote ' that begins here never ends"),
        (r"select E'a\'", 7, "the quote ' that begins here never ends"),
        ('select "a', 7, 'the quote " that begins here'),
        ("select $x$ $y$", 7, "$x$ never ends"),
        ("/* /* */", 0, "comment that begins here never ends"),
        ("select 1;\n\\restrict abc\n", 10, r"\restrict is a command of psql"),
        ("\\connect other", 0, r"\connect is a command of psql"),
        ("COPY public.t (a, b) FROM stdin;\n1\tit's\n\\.\n", 26, "COPY … FROM stdin"),
        ("copy (select 1) to stdout", 19, "COPY … TO stdout"),
    ],
)
def test_what_cannot_be_divided_is_located(text: str, offset: int, words: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        split(text)
    assert caught.value.offset == offset
    assert words in caught.value.what
    assert caught.value.fix


def test_copy_from_a_file_is_a_statement_like_any_other() -> None:
    assert len(statements("copy t from '/srv/x'; insert into stdin select 1")) == 2


def test_a_long_file_takes_time_in_proportion() -> None:
    text = "insert into t values (1, 'it''s', E'\\'', $$x$$);\n" * 5000
    assert len(statements(text)) == 5000
    assert statements(" \n" * 50_000) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-- greenlane: no-transaction\nselect 1", True),
        ("\n-- Copyright\n--Greenlane:  no-transaction  \nselect 1", True),
        ("select 1", False),
        ("select '-- greenlane: no-transaction'", False),
        ("", False),
    ],
)
def test_a_file_asks_at_its_top_to_run_without_a_transaction(text: str, expected: bool) -> None:
    assert without_transaction(text) is expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-- greenlane: no-transactions\n", "did you mean no-transaction?"),
        ("select 1;\n-- greenlane: no-transaction\n", "move it to the top"),
        ("-- migrate:up\nselect 1;\n-- migrate:down\ndrop table a;", "migrations: {command"),
        ("-- +goose Down\n", "migrations: {command"),
    ],
)
def test_a_comment_that_would_be_misunderstood_is_refused(text: str, words: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        without_transaction(text)
    assert words in caught.value.fix


@pytest.mark.parametrize("begin", ["begin", "BEGIN TRANSACTION", "start transaction"])
@pytest.mark.parametrize("end", ["commit", "end work", "COMMIT TRANSACTION"])
def test_a_transaction_around_the_whole_file_is_left_out(begin: str, end: str) -> None:
    pieces = inner(split(f"-- why\n{begin};\nselect 1; savepoint s; rollback to s;\n{end};\n"))
    assert [piece.words[0] for piece in pieces] == ["SELECT", "SAVEPOINT", "ROLLBACK"]


@pytest.mark.parametrize(
    "text",
    [
        "select 1; commit; select 2",
        "begin; select 1",
        "rollback",
        "begin isolation level serializable; commit",
        "begin; select 1; commit; begin; select 2; commit",
        "prepare transaction 'x'",
    ],
)
def test_any_other_transaction_inside_a_file_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError, match="applied in one transaction"):
        inner(split(text))
