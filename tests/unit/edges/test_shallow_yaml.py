"""Somebody's YAML: as SafeLoader reads it, down to a depth that is the same for every caller."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from greenlane.edges.shallow_yaml import DEPTH, TooDeep, compose, load


def nested(depth: int) -> str:
    """A mapping, in it a list in a list, and so on, with a text in the innermost."""
    return "on:\n" + " [\n" * (depth - 1) + " x" + "]" * (depth - 1)


def test_values_are_those_of_the_safe_loader() -> None:
    text = "a: 1\nb: [yes, 2026-01-02]\nc: &c {d: ~}\ne: *c\n"
    assert load(text) == yaml.safe_load(text)


@pytest.mark.parametrize("read", [load, compose])
def test_what_is_deep_is_read_and_what_is_deeper_is_refused(read: Callable[[str], Any]) -> None:
    assert read(nested(DEPTH))
    with pytest.raises(TooDeep, match=rf"line {DEPTH + 1}: nested deeper than {DEPTH}"):
        read(nested(DEPTH + 1))


def test_it_is_the_same_depth_for_whoever_is_deep_already() -> None:
    def further(left: int) -> object:
        return further(left - 1) if left else load(nested(DEPTH))

    assert further(sys.getrecursionlimit() // 4)


def test_a_tag_makes_no_object() -> None:
    with pytest.raises(yaml.YAMLError, match="could not determine a constructor"):
        load("!!python/object/apply:os.getcwd []")


@pytest.mark.unmeasured  # PyYAML looks at each open bracket of a line again for each that follows
@pytest.mark.parametrize("bracket", ["[", "{"])
def test_what_is_open_on_one_line_is_refused_too(bracket: str) -> None:
    with pytest.raises(TooDeep):
        compose(bracket * 5_000)


def test_siblings_are_not_depth() -> None:
    assert len(load("[" + "[a]," * 500 + "]")) == 500


merging = ", ".join(f"&a{n} {{<<: *a{n - 1}}}" for n in range(1, 1501))


@pytest.mark.parametrize(
    "text",
    [
        "a: !!str &a {=: *a}",
        f"x: {{y: [&a0 {{}}, {merging}]}}\nz: *a1500",
        *("!!bool maybe", "!!int ''", "!!float ''", "!!timestamp x", "2026-13-45", "!!binary ä"),
    ],
    ids=["a text of itself", "merged", "truth", "number", "fraction", "moment", "date", "bytes"],
)
def test_a_value_that_is_none_is_an_error_of_yaml(text: str) -> None:
    with pytest.raises(yaml.YAMLError):
        load(text)
