"""What is read of GitHub's JSON, and what is refused."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.edges.github_answers import Fields, parsed
from greenlane.model.errors import OutsideError

READERS: list[Callable[[Fields], Any]] = [
    lambda fields: fields.text("a"),
    lambda fields: fields.text_or("a"),
    lambda fields: fields.number("a"),
    lambda fields: fields.number_or_none("a"),
    lambda fields: fields.count("a"),
    lambda fields: fields.quantity("a"),
    lambda fields: fields.flag("a"),
    lambda fields: fields.time("a"),
    lambda fields: fields.time_or_none("a"),
    lambda fields: fields.day("a"),
    lambda fields: fields.object_or_none("a"),
    lambda fields: fields.objects("a"),
    lambda fields: fields.texts("a"),
    lambda fields: fields.length_or_none("a"),
]
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def fields(value: Any) -> Fields:
    return Fields.of(parsed(json.dumps({"a": value}).encode()), "GET x", "jobs[3]")


@given(st.sampled_from(READERS), ANY_JSON)
def test_a_value_is_read_or_refused_and_nothing_else(read: Callable[[Fields], Any], value: Any) -> None:
    refused = []
    try:
        read(fields(value))
    except OutsideError as err:
        refused.append(err.detail[0])
    assert all(line.startswith("jobs[3].a") for line in refused)


@given(st.sampled_from(READERS[:1] + READERS[2:3] + READERS[4:8] + READERS[9:10] + READERS[11:13]))
def test_what_must_be_there_is_refused_when_it_is_absent_or_null(read: Callable[[Fields], Any]) -> None:
    for content in ({}, {"a": None}):
        with pytest.raises(OutsideError, match=r"jobs\[3\]\.a: expected .*; got (nothing|null)"):
            read(Fields.of(content, "GET x", "jobs[3]"))


@given(st.binary())
def test_bytes_are_json_or_a_value_error(body: bytes) -> None:
    with contextlib.suppress(ValueError):
        parsed(body)


@pytest.mark.parametrize(
    "body",
    [b"NaN", b"-Infinity", b"[" * 100_000, b"9" * 5000, b"\xff", b"\xef\xbb\xbf{}"],
    ids=["NaN", "infinity", "deep", "long", "no UTF-8", "a mark"],
)
def test_what_only_python_takes_for_json_is_none(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parsed(body)


def test_fractions_are_exact() -> None:
    assert Fields.of(parsed(b'{"a": 593.86}'), "").quantity("a") == Decimal("593.86")


@pytest.mark.parametrize("text", ["1e31", "1e999999", "-1e-999999"])
def test_a_number_that_no_bill_holds_is_refused(text: str) -> None:
    with pytest.raises(OutsideError, match="can be a quantity"):
        Fields.of(parsed(b'{"a": %s}' % text.encode()), "").quantity("a")


@pytest.mark.parametrize("value", [True, 1.0, 2**63, -(2**63) - 1, "1"])
def test_a_number_that_no_database_holds_is_refused(value: Any) -> None:
    with pytest.raises(OutsideError, match="a whole number of 64 bits"):
        fields(value).number("a")


def test_half_a_surrogate_is_made_a_text_that_can_be_written() -> None:
    text = Fields.of(parsed(b'{"a": "x\\ud800\\ud83d\\ude00y\\udc00"}'), "").text("a")
    assert text == "x\ufffd\U0001f600y\ufffd"
    text.encode()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-11-18T11:06:40Z", 1_795_000_000),
        ("2026-11-18T11:06:40.987Z", 1_795_000_000),
        ("2026-11-18T03:06:40-08:00", 1_795_000_000),
        ("1969-12-31T23:59:59Z", -1),
        ("1969-12-31T23:59:59.5Z", -1),
    ],
)
def test_times_are_unix_seconds(text: str, seconds: int) -> None:
    assert fields(text).time("a") == seconds


@pytest.mark.parametrize(
    "text",
    ["", "now", "2026-11-18", "2026-11-18T11:06:40", "2026-13-01T00:00:00Z", "2026-11-18T11:06:60Z",
     "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"],
)  # fmt: skip
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(OutsideError, match=r"jobs\[3\]\.a: expected a time"):
        fields(text).time("a")


@pytest.mark.parametrize("text", ["2026-10-02", "2026-10-02T00:00:00Z"])
def test_a_bill_writes_its_days_in_two_ways(text: str) -> None:
    assert fields(text).day("a") == date(2026, 10, 2)


def test_an_error_shows_what_kind_of_value_came_and_not_the_value() -> None:
    with pytest.raises(OutsideError, match="got a text") as caught:
        fields("a-secret").number("a")
    assert "a-secret" not in str(caught.value)


def test_the_place_of_a_field_is_named_from_the_top() -> None:
    answer = Fields.of({"labels": [{"name": "x"}, {"name": 3}]}, "GET x", "runners[2]")
    with pytest.raises(
        OutsideError, match=r"runners\[2\]\.labels\[1\]\.name: expected a text; got another number"
    ):
        [label.text("name") for label in answer.objects("labels")]


def test_a_text_in_a_list_is_named_by_its_place() -> None:
    with pytest.raises(OutsideError, match=r"jobs\[3\]\.a\.1: expected a text; got null"):
        fields(["x", None]).texts("a")


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"])
def test_a_zero_date_is_no_time(text: str) -> None:
    fields = Fields({"completed_at": text}, "GET x")
    assert fields.time_or_none("completed_at") is None
