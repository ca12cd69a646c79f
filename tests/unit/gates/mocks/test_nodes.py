"""Small questions about Python's syntax, each with its odd forms."""

from __future__ import annotations

import ast

import pytest

from greenlane.gates.mocks.python_nodes import comments_of, is_data, marks, names_of, prefix


def expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def statement(text: str) -> ast.stmt:
    return ast.parse(text).body[-1]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("'app.mail'", "app.mail"),
        ("__name__ + '.mail'", "__name__.mail"),
        ("__package__ + '.' + name", "__package__."),
        ("'app.%s.mail' % name", "app."),
        ("f'app.{name}.mail'", "app."),
        ("f'{__name__}.mail'", "__name__.mail"),
        ("f'{name}.mail'", ""),
        ("name + '.mail'", ""),
        ("'a' * 3", ""),
        ("3", ""),
        ("call()", ""),
    ],
)
def test_of_a_computed_name_the_beginning_is_known(text: str, known: str) -> None:
    assert prefix(expression(text)) == known


@pytest.mark.parametrize(
    ("text", "names"),
    [("a.b", ["b"]), ("(A, b.C)", ["A", "C"]), ("Generic[T]", ["Generic"]), ("f()", []), ("1", [])],
)
def test_names_are_the_last_parts(text: str, names: list[str]) -> None:
    assert names_of(expression(text)) == names
    assert names_of(None) == []


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        *(("[1]", True), ("{1}", True), ("(1,)", True), ("{1: 2}", True)),
        *(("[]", False), ("()", False), ("{}", False), ("f()", False), ("1", False)),
    ],
)
def test_data_is_what_holds_something(text: str, is_it: bool) -> None:
    assert is_data(expression(text)) is is_it


def test_decorators_are_known_called_or_not() -> None:
    assert marks(statement("@a.b\n@c(1)\n@d[0]\ndef f(): ...")) == {"b", "c", "d"}
    assert marks(statement("x = 1")) == set()


def test_comments_are_those_inside_and_right_above() -> None:
    source = "# far\n\n# above\n@mark\n# between\ndef f():\n    return 1  # inside\n\n# below\n"
    assert list(comments_of(statement(source), source.encode())) == ["above", "between", "inside"]


def test_comments_of_what_cannot_be_split_into_words_are_those_before() -> None:
    source = "# above\ndef f():\n    return (1,\n            2)  # inside\n"
    node = statement(source)
    node.end_lineno = 3  # as though the file had changed
    assert list(comments_of(node, source.encode())) == ["above"]
