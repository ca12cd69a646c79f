"""Workflows as GitHub reads them, written and read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greenlane.model.errors import UsageError
from greenlane.workflows.simulate_yaml import jobs_of, read, steps_of, write
from tests.examples import examples

TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=9)
LEAVES = st.one_of(st.booleans(), st.none(), st.integers(-(10**9), 10**9), TEXT)
VALUES = st.recursive(LEAVES, lambda inner: st.one_of(st.lists(inner), st.dictionaries(TEXT, inner)))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=examples(50)
)
@given(st.dictionaries(TEXT, VALUES, min_size=1, max_size=4))
def test_what_is_written_is_read_back(tmp_path: Path, document: dict[str, Any]) -> None:
    write(tmp_path / "x.yml", document)
    assert read(tmp_path / "x.yml") == document


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"),
        ("yes", "yes"),
        ("5432:5432", "5432:5432"),
        ("010", "010"),
        ("2026-01-01", "2026-01-01"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("true", True),
        ("12", 12),
        ("3.10", 3.1),
        ("", None),
        ("~", None),
    ],
)
def test_a_plain_word_means_what_it_means_at_github(tmp_path: Path, text: str, value: object) -> None:
    (tmp_path / "x.yml").write_text(f"on: {text}\n")
    assert read(tmp_path / "x.yml") == {"on": value}


DEEP = ("[" * 100_000, "[" * 101 + "]" * 101, "\n- " + "- " * 100_000)


@pytest.mark.parametrize(
    "text",
    ["", "- a\n", "a: [\n", "a: !!python/object:os.system x\n", "\x00", *(f"a: {one}" for one in DEEP)],
    ids=lambda text: ascii(text[:12]),
)
def test_what_is_no_workflow_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.yml").write_text(text)
    with pytest.raises(UsageError) as caught:
        read(tmp_path / "x.yml", ".github/workflows/x.yml")
    assert caught.value.where == ".github/workflows/x.yml"


def test_what_is_no_job_or_step_is_left_out() -> None:
    assert jobs_of({"jobs": {"a": {}, "b": None}}) == {"a": {}}
    assert jobs_of({"jobs": []}) == {}
    assert steps_of({"runs": {"steps": [{"run": "x"}, None]}}) == [{"run": "x"}]
    assert steps_of({}) == []
