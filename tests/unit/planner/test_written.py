"""A plan as a file: what comes back, and how a foreign file is met."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType, UnionType
from typing import Any, get_args, get_origin, get_type_hints
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greenlane.model.errors import ExitCode
from greenlane.model.light import StrEnum
from greenlane.model.plan import Plan
from greenlane.planner.writing import encoded, write
from greenlane.planner.written import NoPlan, read
from tests.examples import examples
from tests.unit.planner.plans import plan

LETTERS = st.characters(exclude_categories=())
TEXTS = st.text(LETTERS, max_size=8) | st.sampled_from(['"parts":[[]]', ',"parts":[[]],', "[[]]", "\\"])
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXTS,
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
}


def of(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type, every field of it filled."""
    if get_origin(kind) is UnionType:
        return st.one_of(st.none(), of(get_args(kind)[0]))
    if get_origin(kind) is tuple:
        return st.lists(of(get_args(kind)[0]), max_size=2).map(tuple)
    if get_origin(kind) is Mapping:
        return st.dictionaries(TEXTS, of(get_args(kind)[1]), max_size=2)
    if isinstance(kind, type) and (is_dataclass(kind) or hasattr(kind, "_fields")):
        hints = get_type_hints(kind)
        names = [one.name for one in fields(kind)] if is_dataclass(kind) else kind._fields
        return st.builds(kind, **{name: of(hints[name]) for name in names})
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return st.sampled_from(list(kind))
    return PLAIN[kind]


PLANS: st.SearchStrategy[Plan] = of(Plan).map(lambda one: replace(one, schema=1))


def content() -> dict[str, Any]:
    """A written plan, open to changes."""
    found: dict[str, Any] = json.loads(write(plan()))
    return found


def mistakes(found: Any) -> list[str]:
    """What is said of this content."""
    data = found if isinstance(found, bytes) else json.dumps(found).encode()
    with pytest.raises(NoPlan) as caught:
        read(data, "plan.json")
    return [str(one) for one in caught.value.mistakes]


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(PLANS)
def test_what_is_written_is_read_as_the_same_plan_and_written_as_the_same_bytes(one: Plan) -> None:
    data = write(one)

    assert read(data) == one
    assert write(read(data)) == data
    canonical = json.dumps(json.loads(data), sort_keys=True, separators=(",", ":"))
    assert data.decode() == f"{canonical}\n"


def test_a_written_plan_is_one_line_of_ascii_with_its_kind_and_schema() -> None:
    data = write(replace(plan(), notes=("a\nb ü \udcff",)))

    assert data.index(b"\n") == len(data) - 1
    assert data.isascii()
    assert json.loads(data)["kind"] == "greenlane-plan"
    assert json.loads(data)["schema"] == 1


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(PLANS)
def test_where_python_keeps_its_encoder_elsewhere_the_bytes_are_the_same(one: Plan) -> None:
    with patch.dict(sys.modules, {"_json": None}):
        elsewhere = write(one)

    assert elsewhere == write(one)


def test_a_number_that_json_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        encoded({"minutes": float("nan")})


def test_the_order_of_a_mapping_changes_nothing() -> None:
    one = plan()
    more = {"lint": one.past["api-tests"], **one.past}
    turned = MappingProxyType(dict(reversed(list(more.items()))))

    assert write(replace(one, past=more)) == write(replace(one, past=turned))


def test_all_mistakes_of_a_foreign_file_are_told_each_at_its_place() -> None:
    found = content()
    found["decisions"][3]["minutes"] = "many"
    found["decisions"][1]["choice"] = "skip"
    found["decisions"][2]["evidence"]["run_id"] = 2**63
    found["decisions"][2]["evidence"]["attempt"] = True
    found["shadow"] = 0
    found["extra"] = [1]
    found["past"]["api-tests"]["runs"] = None
    del found["tree"]

    assert sorted(mistakes(found)) == [
        "'extra': expected no such field; got a list",
        "decisions[1].choice: expected one of run, reuse, pack, move, defer, refuse; got 'skip'",
        "decisions[2].evidence.attempt: expected a whole number of 64 bits; got true or false",
        "decisions[2].evidence.run_id: expected a whole number of 64 bits; got another number",
        "decisions[3].minutes: expected a number; got a text",
        "past.'api-tests'.runs: expected a whole number of 64 bits; got null",
        "shadow: expected true or false; got another number",
        "tree: expected this field; got nothing",
    ]


def test_a_file_that_is_no_plan_is_red_and_says_what_to_do() -> None:
    with pytest.raises(NoPlan) as caught:
        read(b"{}", "plan.json")

    assert caught.value.code is ExitCode.FAIL
    assert str(caught.value).splitlines() == [
        "plan.json: this is not a plan that can be read: 1 mistake",
        "    kind: expected greenlane-plan; got nothing",
        "  fix: make it anew: greenlane plan --json",
        "  see: docs/planner.md#the-plan-as-a-file",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "line 1 column 1: expected JSON; got Expecting value"),
        (write(plan())[:-20], "expected JSON"),
        (b"\xff", "byte 0: expected UTF-8; got another byte"),
        (b"[]", "the whole: expected an object; got a list"),
        (b'{"kind": "greenlane-plan", "kind": "x"}', "got 'kind' twice in one object"),
        (b'{"level": NaN}', "got the number NaN"),
        (b"[" * 100_000, "got something nested too deeply"),
        (b'{"made_at": ' + b"9" * 5000 + b"}", "expected JSON"),
    ],
)
def test_what_is_no_json_or_only_a_part_of_it_is_refused(data: bytes, said: str) -> None:
    assert said in mistakes(data)[0]


@pytest.mark.parametrize(
    ("schema", "got"), [(2, "'2'"), (0, "'0'"), (True, "'True'"), ("1", "a text"), (None, "null")]
)
def test_another_schema_is_said_alone_for_nothing_else_is_known_of_it(schema: object, got: str) -> None:
    assert mistakes({**content(), "schema": schema, "what": 1}) == [f"schema: expected 1; got {got}"]


def test_a_number_that_no_float_holds_is_a_mistake() -> None:
    text = write(plan()).replace(b'"wall_s":170.0', b'"wall_s":1e999')

    assert set(mistakes(text)) == {
        "decisions[1].wall_s: expected a number; got another number",
        "groups[1].wall_s: expected a number; got another number",
    }


def test_a_long_foreign_name_is_cut_and_cannot_begin_a_line() -> None:
    said = mistakes({**content(), "\n::error::x" * 50: 1})

    assert [len(one) < 120 and "\n" not in one for one in said] == [True]


def test_of_very_many_mistakes_the_first_are_shown_and_the_others_counted() -> None:
    with pytest.raises(NoPlan) as caught:
        read(json.dumps({**content(), "notes": [1] * 500}).encode())

    assert len(caught.value.lines()) == 1 + 21 + 2
    assert "and 480 more" in str(caught.value)
