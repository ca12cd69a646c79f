"""YAML as it is written: the same structure as YAML's own reader gives, and no text becomes another thing."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from greenlane.planner.yaml_reading import DEPTH, TYPED, read

TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=8)
VALUES = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


@given(value=VALUES, is_flow=st.booleans())
def test_what_was_written_is_read(value: object, is_flow: bool) -> None:
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=is_flow, sort_keys=False).encode()

    assert read(text) == value
    assert read(text, is_exact=True) == value


@pytest.mark.parametrize(
    "text", ["1.10", "1", "true", "null", "~", "2024-01-01", "0x1f", "1:30", "yes", ".inf"]
)
def test_what_looks_like_another_thing_differs_from_the_text(text: str) -> None:
    assert read(f"a: {text}".encode()) == {"a": text}
    assert read(f"a: {text}".encode(), is_exact=True) == {"a": TYPED + text}
    assert read(f"a: '{text}'".encode(), is_exact=True) == {"a": text}


def test_a_name_without_a_value_has_an_empty_text() -> None:
    assert read(b"a:\nb: ''\n") == {"a": "", "b": ""}
    assert read(b"a:\nb: ''\n", is_exact=True) == {"a": TYPED, "b": ""}


def test_an_alias_stands_for_the_same_thing_again() -> None:
    assert read(b"a: &x [1]\nb: *x\nc: &y t\nd: *y\n") == {"a": ["1"], "b": ["1"], "c": "t", "d": "t"}


@pytest.mark.parametrize("text", [b"a: &x 1\nb: *x\n", b"a: !!str 1\n", b"a: !x [1]\n"])
def test_aliases_and_tags_are_refused_in_exact_reading(text: bytes) -> None:
    with pytest.raises(ValueError, match="it uses"):
        read(text, is_exact=True)


@pytest.mark.parametrize(
    "text",
    [
        b"a: 1\na: 2\n",
        b"{a: 1, 'a': 2}",
        b"? [a]\n: 1\n",
        b"? {a: 1}\n: 1\n",
        b"a: *unknown\n",
        b"a: 1\n---\nb: 2\n",
        b"a: [\n",
        b"\ta: 1\n",
        b"",
        b"# nothing\n",
        b"\xff",
        b'a: "\\0true"',
        b"[" * 100_000,
        b"[" * (DEPTH + 1) + b"]" * (DEPTH + 1),
    ],
)
def test_what_is_not_sound_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"it |a name|utf-8"):
        read(text)


def test_nesting_is_read_down_to_its_bound() -> None:
    assert read(b"[" * DEPTH + b"]" * DEPTH)
