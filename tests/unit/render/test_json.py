"""JSON: everything, in a stable order, as its schema says; and back again."""

from __future__ import annotations

import json as standard
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from greenlane.model.document import Document
from greenlane.model.errors import UsageError
from greenlane.render.json import as_values, json
from greenlane.render.json_reading import read
from tests.examples import examples
from tests.unit.render.golden import is_golden
from tests.unit.render.hostile import VALUES, documents, everywhere
from tests.unit.render.sample import DOCUMENT

SCHEMA = Path(__file__).parents[3] / "docs" / "report.schema.json"
PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


@cache
def schema() -> Draft202012Validator:
    found: Any = standard.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


def test_a_whole_report() -> None:
    assert is_golden("report.json", json(DOCUMENT))


def test_a_report_can_be_read_back() -> None:
    assert read(json(DOCUMENT)) == DOCUMENT


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_no_value_is_changed_on_the_way(value: str) -> None:
    assert read(json(everywhere(value))) == everywhere(value)


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents)
def test_any_document_comes_back_as_it_was(document: Document) -> None:
    text = json(document)

    assert text.isascii()
    if not PAIR.search(str(as_values(document))):
        assert read(text) == document
    assert json(read(text)) == text


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents)
def test_any_document_fits_the_schema(document: Document) -> None:
    schema().validate(standard.loads(json(document)))


def test_the_schema_refuses_what_it_does_not_know() -> None:
    report = as_values(DOCUMENT)

    assert not schema().is_valid({**report, "more": 1})
    assert not schema().is_valid({**report, "outcome": "green"})
    assert not schema().is_valid({**report, "sections": [{"title": "s", "outcome": None, "blocks": [{}]}]})


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "3", '{"schema": 1}', '{"schema": 1, "title": 1}'])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"no report of greenlane's in JSON"):
        read(text)


def test_a_report_of_another_version_is_refused() -> None:
    with pytest.raises(UsageError, match="has version 2; this greenlane reads 1"):
        read(json(DOCUMENT).replace('"schema": 1', '"schema": 2', 1))


def test_figures_for_a_dashboard_stand_at_the_top() -> None:
    counts = standard.loads(json(DOCUMENT))["counts"]

    assert counts == {"critical": 0, "high": 2, "medium": 1, "unknown": 0, "warning": 2, "note": 0}
