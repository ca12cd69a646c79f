"""The fast reader gives the full loader's answer or none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greenlane.config import load
from greenlane.config.quick import KNOWN, OURS, read
from greenlane.config.sections import sections
from greenlane.model.errors import GreenlaneError
from greenlane.model.plan import Declared
from tests.examples import examples
from tests.unit.config.test_planner import GOOD, WRONG


def in_full(folder: Path, data: bytes) -> Declared | None:
    """What the full loader says; None when it finds mistakes."""
    path = folder / "greenlane.yaml"
    path.write_bytes(data)
    try:
        found = load(path, kinds={}, environment_name="local", environment={"A": "a"})
    except GreenlaneError:
        return None
    named = found.project if found.source("project") else ""
    return Declared(found.components, found.jobs, found.planner, named)


ODD: tuple[Any, ...] = (
    None,
    True,
    3,
    0.5,
    "",
    "$",
    "${A}",
    "a b",
    "../x",
    "!x",
    "x/**",
    "7d",
    [],
    ["a"],
    {},
    "é",
)
NAMES = st.sampled_from(["a", "b", "c", "9", "a b", "null"])
VALUES = st.sampled_from(
    [*ODD, ["x/**", "!x/y"], ["*.md"], ["b"], ["a", "b"], {"until": "merge", "within": "3d"}]
)
FIELDS = (
    "run",
    "components",
    "runner",
    "needs",
    "definition",
    "locks",
    "environment",
    "defer",
    "valid",
    "minutes",
)
JOBS = st.dictionaries(st.sampled_from([*FIELDS, "setup", "alone", "moves", "odd"]), VALUES, max_size=3)
COMPONENTS = st.dictionaries(st.sampled_from(["paths", "needs"]), VALUES, max_size=2)
TREES = st.fixed_dictionaries(
    {"version": st.sampled_from([1, 1, 1, "1", 2])},
    optional={
        "components": st.dictionaries(NAMES, st.one_of(COMPONENTS, VALUES), max_size=3),
        "jobs": st.dictionaries(NAMES, JOBS.map(lambda one: {"run": ["x"], **one}), max_size=2),
        "planner": st.dictionaries(
            st.sampled_from(["wall", "audit", "shadow", "clean_runs"]), VALUES, max_size=2
        ),
        "project": st.sampled_from(["p", 3, "a/b"]),
        "environments": st.sampled_from([{}, {"ci": {}}, {"ci": {"planner": {"audit": 1}}}, []]),
    },
)


@settings(
    max_examples=examples(300), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(TREES, st.booleans())
def test_it_never_says_what_the_full_loader_does_not(
    tmp_path: Path, tree: dict[str, Any], flow: bool
) -> None:
    data = yaml.safe_dump(tree, default_flow_style=flow, allow_unicode=True, sort_keys=False).encode()
    found = read(data, "local")
    assert found is None or found == in_full(tmp_path, data)


def test_a_plain_declaration_is_read(tmp_path: Path) -> None:
    found = read(GOOD.encode(), "local")
    assert found is not None
    assert found == in_full(tmp_path, GOOD.encode())


UNUSUAL = {
    "a mistake": WRONG,
    "a variable": "version: 1\njobs: {t: {run: [x], runner: '${A}'}}\n",
    "an anchor": "version: 1\njobs: {t: &t {run: [x]}}\n",
    "an alias": "version: 1\njobs: {t: &t {run: [x]}, u: *t}\n",
    "a merged base": "version: 1\njobs: {t: {run: [x], <<: {alone: true}}}\n",
    "a tag": "version: 1\njobs: {t: {run: [!!str x]}}\n",
    "an overlay of jobs": "version: 1\nenvironments: {local: {jobs: {t: {alone: true}}}}\n",
    "a null": "version: 1\njobs: {t: {run: [x], defer: ~}}\n",
    "a key twice": "version: 1\njobs: {t: {run: [x], run: [y]}}\n",
    "a second document": "version: 1\n---\nversion: 1\n",
    "no version": "jobs: {t: {run: [x]}}\n",
    "an escape": 'version: 1\njobs: {t: {run: ["a\\0b"]}}\n',
    "a circle": "version: 1\njobs: {t: {run: [x], needs: [u]}, u: {run: [x], needs: [t]}}\n",
    "an unknown section": "version: 1\nreleases: {}\n",
    "broken YAML": "version: 1\njobs: {t: \n",
    "nothing": "",
}


@pytest.mark.parametrize("text", UNUSUAL.values(), ids=UNUSUAL.keys())
def test_whatever_is_not_plain_is_left_to_the_full_loader(text: str) -> None:
    assert read(text.encode(), "local") is None


def test_an_environment_that_is_not_declared_is_left_to_the_full_loader() -> None:
    text = b"version: 1\nenvironments: {ci: {}}\n"
    assert read(text, "ci") is not None
    assert read(text, "cii") is None


def test_too_large_a_file_and_other_bytes_are_left_to_the_full_loader() -> None:
    assert read(b"version: 1\n#" + b"x" * 128 * 1024, "local") is None
    assert read(b"version: 1\n# \xff\n", "local") is None


def test_every_section_is_known() -> None:
    assert {"version", "project", "environments", *sections()} == KNOWN


@pytest.mark.parametrize("section", ["", *sorted(KNOWN - OURS - {"version", "project"})])
def test_that_nothing_else_is_declared_is_said_of_no_other_section(section: str) -> None:
    more = f"{section}: {{}}\n" if section else ""
    text = f"version: 1\nproject: p\njobs: {{t: {{run: [x]}}}}\n{more}".encode()
    plain = read(text, "local")
    assert plain is not None
    assert read(text, "local", is_all=True) == (None if section else plain)
