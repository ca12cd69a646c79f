"""What holds for every declaration, and for bytes that are none."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from greenlane.config.layers import merge, prune
from greenlane.config.tree import Entry, Items, Node, Place, Scalar, Table
from greenlane.model.errors import GreenlaneError
from greenlane.model.units import DURATION, SIZE, WrongUnit

from .examples import load_text

ANYWHERE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
PLACES = st.builds(Place, st.just("f"), st.integers(1, 9), st.just(1), st.sampled_from("abc"))


def scalars() -> st.SearchStrategy[Node]:
    value = st.none() | st.integers(0, 3)
    return st.builds(lambda v, p: Scalar(v, str(v), True, p), value, PLACES)


def tables(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    entries = st.dictionaries(st.sampled_from("xyz"), st.builds(Entry, PLACES, inner), max_size=3)
    return st.builds(Table, entries, PLACES)


def lists(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.builds(lambda nodes, p: Items(tuple(nodes), p), st.lists(inner, max_size=2), PLACES)


NODES = st.recursive(scalars(), lambda inner: tables(inner) | lists(inner), max_leaves=8)
LAYER = tables(NODES)


@given(LAYER, LAYER, LAYER)
def test_it_does_not_matter_which_two_layers_are_merged_first(a: Node, b: Node, c: Node) -> None:
    assert merge(merge(a, b), c) == merge(a, merge(b, c))


@given(LAYER)
def test_a_layer_over_itself_changes_nothing(a: Node) -> None:
    assert prune(merge(a, a)) == prune(a)


SERVICES = {
    "db": {"type": "postgres", "version": 17, "settings": {"a": 1, "b": "off"}, "timeout": "5m"},
    "redis": {"append_only": True, "port": 6379, "needs": ["db"]},
    "pgbouncer": {"database": "db", "prefix": "POOL_"},
    "s3": {"buckets": [{"name": "media", "versioning": True}], "aliases": {"A": "B"}},
}


@st.composite
def shuffled(draw: st.DrawFn, value: object) -> object:
    if not isinstance(value, dict):
        return value
    keys = draw(st.permutations(list(value)))
    return {key: draw(shuffled(value[key])) for key in keys}


@ANYWHERE
@given(shuffled({"version": 1, "project": "p", "services": SERVICES}))
def test_the_order_of_keys_changes_nothing(tmp_path: Path, document: object) -> None:
    straight = load_text(tmp_path, json.dumps({"version": 1, "project": "p", "services": SERVICES}))
    permuted = load_text(tmp_path, json.dumps(document))

    assert dataclasses.replace(permuted, provenance={}) == dataclasses.replace(straight, provenance={})
    assert permuted.provenance.keys() == straight.provenance.keys()


PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "version: 1\n",
                "services:\n",
                "  db:\n",
                "    type: postgres\n",
                "    port: 1\n",
                "\t",
                " ",
                "\n",
                ": ",
            ),
            *(
                "- ",
                "[",
                "]",
                "{",
                "}",
                "&a ",
                "*a",
                "<<: *a\n",
                "? ",
                "|\n",
                ">-\n",
                "'",
                '"',
                "#",
                "!!int ",
                "%",
                "---\n",
            ),
            *(
                "${A}",
                "${B:-1}",
                "$${",
                "${",
                "\x00",
                "\x85",
                "\u2028",
                "é",
                "\ufeff",
                '"\\ud800"',
                '"\\0"',
                "@",
                "`",
            ),
            *(
                "environments:\n",
                "  ci:\n",
                "    services:\n",
                "needs: [db]\n",
                "null",
                "1" * 5000,
                "1e999",
                ".inf",
                "😀",
            ),
        ]
    ),
    max_size=40,
)


@ANYWHERE
@given(st.binary(max_size=200) | PIECES.map(lambda pieces: "".join(pieces).encode()))
@example(b"\xff\xfe" + "version: 1".encode("utf-16-le"))
@example(b'a: "\\ud800"\n')
@example(b"? [a]\n: b\n")
@example(b"&a [*a]")
@example(b"version: " + b"1" * 5000)
@example(b"services: {redis: {maxmemory: " + b"9" * 400 + b"TiB}}")
def test_whatever_the_bytes_only_a_greenlane_error_is_raised(tmp_path: Path, data: bytes) -> None:
    message = ""
    try:
        load_text(tmp_path, data, environment={"A": "\udcff\x00"})
    except GreenlaneError as err:
        message = str(err)
    assert message.encode("utf-8").decode("utf-8") == message


@given(st.text(max_size=20))
def test_a_unit_accepts_only_what_its_schema_accepts(text: str) -> None:
    for unit in (DURATION, SIZE):
        try:
            unit.parse(text)
        except WrongUnit:
            continue
        assert re.search(unit.pattern, text)


@pytest.mark.parametrize(
    ("text", "seconds"), [("250ms", 0.25), ("30s", 30.0), ("5m", 300.0), ("1.5h", 5400.0)]
)
def test_a_duration_is_seconds_and_is_written_back_the_same_length(text: str, seconds: float) -> None:
    assert DURATION.parse(text) == seconds
    assert DURATION.parse(DURATION.format(seconds)) == seconds


@given(st.integers(0, 2**50))
def test_a_size_survives_being_written(size: int) -> None:
    assert SIZE.parse(SIZE.format(size)) == size
