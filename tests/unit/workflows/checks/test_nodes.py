"""Places, kinds, references: what every rule relies on; and that no file, however odd, ends in a crash."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.workflows.checks.expressions import all_references, expressions, references
from greenlane.workflows.checks.looking import examine
from greenlane.workflows.checks.nodes import Broken, Node, read
from greenlane.workflows.checks.repository import look
from tests.unit.workflows.checks.made import Case, Paper, cases

CASES = [case for case in cases() if case.marked]


def paths(text: str) -> list[tuple[str, ...]]:
    return [one.path for part in expressions(read(text.encode())) for one in references(part)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *(("true", "boolean"), ("'true'", "string"), ("3", "number"), ("1.5", "number"), ("v3", "string")),
        *(("", "null"), ("~", "null"), ("[a]", ""), ("{a: b}", ""), ("yes", "string"), ("0x1f", "number")),
    ],
)
def test_a_literal_has_the_kind_that_github_gives_it(text: str, kind: str) -> None:
    assert read(f"a: {text}\n".encode()).at("a").kind == kind


def test_what_is_not_there_answers_with_nothing() -> None:
    nothing = read(b"a: 1\n").at("b", "c")
    assert not nothing
    assert (nothing.text, nothing.items, nothing.entries, list(nothing.scalars())) == ("", [], [], [])
    assert (nothing.line, nothing.comment, nothing.at("x").kind) == (1, "", "")


def test_an_alias_that_holds_itself_ends() -> None:
    node = read(b"a: &x [1, *x]\nb: *x\n")
    assert [scalar.text for _, scalar in node.scalars()] == ["1"]


@pytest.mark.parametrize("data", [b"\xff\xfe", b"a: [", b"{\n " * 5000, b"a: *nobody\n"])
def test_what_github_would_not_read_is_broken(data: bytes) -> None:
    with pytest.raises(Broken):
        read(data)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("${{ steps.setup.outputs.bin }}", [("steps", "setup", "outputs", "bin")]),
        ("${{ inputs['Dry-Run'] && x.y }}", [("inputs", "dry-run"), ("x", "y")]),
        ("${{ toJSON(needs) }} ${{ a.*.b[0] }}", [("needs",), ("a", "*", "b", "*")]),
        ("${{ 'inputs.x' == true }}", []),
        ("${{ format('}}', github.ref) }}", [("github", "ref")]),
        ("${{ 'it''s a.b' || env.C }}", [("env", "c")]),
        ("plain a.b", []),
    ],
)
def test_an_expression_refers_to_what_stands_outside_of_quotes(
    text: str, found: list[tuple[str, ...]]
) -> None:
    assert paths(f'"{text}"') == found


def test_a_reference_in_a_block_stands_at_its_line_and_in_a_text_at_its_column() -> None:
    node = read(b"run: |\n  one\n  two ${{ env.A }}\nif: x.y == 'z'\nb: \"${{ env.B }}\"\n")
    places = {one.path: one.place for one in all_references(node)}
    assert places[("env", "a")] == (3, None)
    assert places[("x", "y")] == (4, 5)
    assert places[("env", "b")] == (5, 9)


def test_the_comment_behind_a_value_is_read_and_a_hash_inside_is_not() -> None:
    node = read(b"a: x@1 # v1.2\nb: 'x # y'\nc: z\n")
    assert [node.at(key).comment for key in "abc"] == ["v1.2", "", ""]


@given(st.sampled_from(CASES), st.data())
def test_a_workflow_that_was_cut_or_bent_ends_in_no_crash(case: Case, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(case.files)))
    text = case.files[path]
    at = data.draw(st.integers(0, len(text)))
    until = data.draw(st.integers(at, min(len(text), at + 12)))
    put = data.draw(
        st.sampled_from(["", "[", "{", ": ", "- ", "'", "${{", "}}", "*a", "&a ", "\n", "null", "\0"])
    )
    bent = {**case.files, path: text[:at] + put + text[until:]}
    answer = examine(look(Paper(bent), case.jobs))
    assert all(one.line and one.path in bent for one in answer.findings)


def test_an_empty_node_is_false_and_a_zero_is_not() -> None:
    assert not Node()
    assert read(b"a: 0\n").at("a")
