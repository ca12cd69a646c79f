"""However little of a report is there, and whatever stands in its place: never taken for a clean one."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greenlane.config.options import adapter
from greenlane.gates import catalog
from greenlane.gates.readers.performance_results import parse
from greenlane.model.gates import Context
from greenlane.model.verdict import Answer
from tests.examples import examples
from tests.unit.gates.trial import Trial

READERS = ("sarif", "junit", "flutter-analyze", "eslint", "performance")
PAGES = Path(__file__).resolve().parents[4] / "docs" / "gates"
FENCE = re.compile(r"^```(json|yaml)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def declared(name: str, options: dict[str, Any]) -> Any:
    """An instance of the reader's OPTIONS, checked as greenlane.yaml's are."""
    kind: Any = catalog.tool(name).OPTIONS
    (found,) = adapter(kind).validate_json(json.dumps([options]))
    return found


class Laid:
    """A reader's clean specimen, laid out; its report can be replaced."""

    def __init__(self, name: str, root: Path) -> None:
        specimen = specimen_of(name)
        self.tool = catalog.tool(name)
        self.trial = Trial(root).write(specimen.CLEAN)
        if hasattr(specimen, "prepare"):
            specimen.prepare(root)
        self.report = root / specimen.REPORT
        self.name: str = specimen.REPORT
        self.whole = self.report.read_bytes()
        self.options = declared(name, specimen.OPTIONS)
        self.context: Context = self.trial.context(self.options)

    def read(self, content: bytes) -> Answer:
        self.report.write_bytes(content)
        return self.tool.examine(self.context, (self.name,))


@pytest.fixture(params=READERS)
def laid(request: pytest.FixtureRequest, tmp_path: Path) -> Laid:
    root = tmp_path / "pro ject"
    root.mkdir()
    return Laid(request.param, root)


def ways() -> list[tuple[str, str]]:
    """Every reader, every way to see nothing of its specimen."""
    return [(name, way) for name in READERS for way in specimen_of(name).BLIND]


def specimen_of(name: str) -> Any:
    return import_module(f"tests.conformance.specimens.{name.replace('-', '_')}")


@pytest.mark.parametrize(("name", "way"), ways())
def test_a_way_to_see_nothing_is_not_clean(name: str, way: str, tmp_path: Path) -> None:
    root = tmp_path / "pro ject"
    root.mkdir()
    laid = Laid(name, root)
    specimen_of(name).BLIND[way](root)
    answer = laid.trial.examine(laid.tool, laid.options)
    assert answer.findings or answer.unknown


def test_the_whole_report_is_clean(laid: Laid) -> None:
    answer = laid.read(laid.whole)
    assert (answer.findings, answer.unknown) == ((), ())


def test_a_report_cut_off_at_any_byte_is_not_clean(laid: Laid) -> None:
    for length in range(len(laid.whole.rstrip())):
        answer = laid.read(laid.whole[:length])
        assert answer.findings or answer.unknown, laid.whole[:length]


@settings(
    max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=200))
def test_any_bytes_are_unknown_and_nothing_breaks(laid: Laid, content: bytes) -> None:
    assert laid.read(content).unknown


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["runs", "version", "results", "messages", "filePath"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)


@settings(
    max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(value=JSON)
def test_any_json_is_unknown_and_nothing_breaks(laid: Laid, value: Any) -> None:
    assert laid.read(json.dumps(value).encode()).unknown


@pytest.mark.parametrize("name", READERS)
@pytest.mark.pages
def test_the_options_in_the_docs_are_accepted_and_their_examples_are_read(name: str) -> None:
    blocks = FENCE.findall((PAGES / f"{name}.md").read_text())
    assert blocks
    for language, body in blocks:
        if language == "json":
            assert parse(body.encode()).measures
        else:
            assert declared(name, yaml.safe_load(body)["gates"]["tools"][name]).reports
