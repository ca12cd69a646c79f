"""Every tool of the catalog: it finds what is there, passes what is clean, and is never green blind."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from greenlane.gates import catalog
from greenlane.gates.toolbox import Toolbox
from greenlane.model.gates import GATES, Called, Program, ToolMissing
from greenlane.model.verdict import Outcome
from tests.conformance.conftest import Specimen, specimen_of

TOOLS = catalog.names()
CALLING = tuple(name for name in TOOLS if catalog.tool(name).PROGRAMS)
BLIND = [(name, way) for name in TOOLS for way in getattr(specimen_of(name), "BLIND", {})]

WAYS: dict[str, Callable[[Called], Called]] = {
    "it is killed": lambda _done: Called(-9, "", ""),
    "it crashes": lambda _done: Called(1, "", "Traceback (most recent call last):\n  boom"),
    "it cannot be configured": lambda _done: Called(2, "", "error: unrecognized configuration"),
    "it prints nothing and is content": lambda _done: Called(0, "", ""),
    "it prints nothing and is not content": lambda _done: Called(1, "", ""),
    "it prints garbage": lambda done: Called(done.code, "\x00\x7fELF garbage", "garbage"),
    "it prints something else": lambda done: Called(done.code, '{"unrelated": true}', ""),
    "it is cut in half": lambda done: Called(
        done.code, done.out[: len(done.out) // 2], done.err[: len(done.err) // 2]
    ),
    "its exit code and its words disagree": lambda done: Called(0 if done.code else 1, done.out, done.err),
}


def test_there_is_a_catalog_and_every_tool_belongs_to_a_gate() -> None:
    assert len(TOOLS) >= 15
    assert {catalog.tool(name).GATE for name in TOOLS} <= set(GATES)


@pytest.mark.parametrize("specimen", TOOLS, indirect=True)
def test_a_true_finding_is_found(specimen: Specimen) -> None:
    report = specimen.lay(specimen.module.DIRTY).look()
    assert specimen.module.RULE in {one.rule for one in report.findings}, report


@pytest.mark.parametrize("specimen", TOOLS, indirect=True)
def test_a_clean_tree_passes(specimen: Specimen) -> None:
    report = specimen.lay(specimen.module.CLEAN).look()
    assert (report.outcome, report.findings) == (Outcome.PASS, ()), report


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("specimen", CALLING, indirect=True)
def test_a_program_that_does_not_answer_rightly_is_never_green(specimen: Specimen, way: str) -> None:
    specimen.lay(specimen.module.CLEAN).bend = WAYS[way]
    report = specimen.look()
    assert report.outcome in (Outcome.UNKNOWN, Outcome.FAIL), report


@pytest.mark.parametrize("way", ["it is cut in half", "it prints nothing and is content", "it is killed"])
@pytest.mark.parametrize("specimen", CALLING, indirect=True)
def test_what_is_there_is_not_hidden_by_an_answer_that_is_none(specimen: Specimen, way: str) -> None:
    specimen.lay(specimen.module.DIRTY).bend = WAYS[way]
    report = specimen.look()
    assert report.outcome in (Outcome.UNKNOWN, Outcome.FAIL), report


@pytest.mark.parametrize("specimen", CALLING, indirect=True)
def test_a_program_that_takes_too_long_is_unknown(specimen: Specimen) -> None:
    specimen.lay(specimen.module.CLEAN).timeout_s = 0.001
    report = specimen.look()
    assert report.outcome is Outcome.UNKNOWN
    assert "did not end within" in report.reason


@pytest.mark.parametrize("specimen", CALLING, indirect=True)
def test_a_missing_program_is_unknown_with_the_command_that_installs_it(
    specimen: Specimen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_box: Toolbox, program: Program) -> None:
        raise ToolMissing(f"{program.name} is not installed", fix="greenlane gate --install")

    monkeypatch.setattr(Toolbox, "find", missing)
    report = specimen.lay(specimen.module.CLEAN).look()
    assert (report.outcome, report.remedy) == (Outcome.UNKNOWN, "greenlane gate --install")


@pytest.mark.parametrize(("specimen", "way"), BLIND, indirect=["specimen"])
def test_a_way_to_see_nothing_is_never_green(specimen: Specimen, way: str) -> None:
    specimen.lay(specimen.module.CLEAN)
    specimen.module.BLIND[way](specimen.trial.root)
    report = specimen.look()
    assert report.outcome in (Outcome.UNKNOWN, Outcome.FAIL), report
