"""`greenlane check` with the real tools: each seeded mistake is told, its clean neighbour is not."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from greenlane.cli.main import main
from greenlane.cli.world import World
from greenlane.services.store import default_root
from tests.conformance.flawed import CLEAN, Flaw, flaws
from tests.unit.gates.trial import ENVIRONMENT, Trial

FLAWS = list(flaws())
# What every one of these small files has beside its mistake.
BESIDE = frozenset({"no-timeout", "excessive-permissions", "concurrency-limits", "anonymous-definition"})


def check(trial: Trial, *words: str) -> tuple[int, dict[str, Any]]:
    """The exit code, and the report as JSON."""
    out = io.StringIO()
    state = str(trial.root.parent / "state")
    environment = {**ENVIRONMENT, "GREENLANE_CACHE": str(default_root(os.environ)), "GREENLANE_STATE": state}
    called = ["check", "--no-cache", "--format", "json", *words]
    code = main(called, World(environment, trial.root, out, io.StringIO()))
    return code, json.loads(out.getvalue())


def findings(report: Any) -> Iterator[dict[str, Any]]:
    """Every finding in a report, wherever it stands."""
    if isinstance(report, dict):
        if {"rule", "tool", "path"} <= report.keys():
            yield report
        for value in report.values():
            yield from findings(value)
    elif isinstance(report, list):
        for value in report:
            yield from findings(value)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """What is told of each file, when all mistakes lie beside each other."""
    trial = Trial(tmp_path_factory.mktemp("flawed") / "pro ject")
    trial.root.mkdir()
    trial.write(CLEAN).write({flaw.path: flaw.text for flaw in FLAWS})
    trial.commit()
    code, report = check(trial)
    assert code == 1
    found: dict[str, list[dict[str, Any]]] = {}
    for one in findings(report):
        found.setdefault(one["path"], []).append(one)
    return found


def test_there_are_enough_kinds_of_mistakes() -> None:
    assert len(FLAWS) >= 90
    assert len({flaw.name for flaw in FLAWS}) == len(FLAWS)


@pytest.mark.parametrize("flaw", FLAWS, ids=lambda flaw: flaw.name)
def test_a_seeded_mistake_is_told_at_its_line(flaw: Flaw, told: dict[str, list[dict[str, Any]]]) -> None:
    about = [one for one in told.get(flaw.path, []) if one["rule"] not in BESIDE]
    assert [one for one in about if not flaw.lines or one["line"] in flaw.lines], about


def test_the_clean_neighbours_are_clean_for_an_auditor_too(tmp_path: Path) -> None:
    trial = Trial(tmp_path / "project")
    trial.root.mkdir()
    trial.write(CLEAN).commit()
    code, report = check(trial, "--strict")
    assert (code, list(findings(report))) == (0, [])


def test_the_clean_neighbours_are_left_alone_beside_all_those_mistakes(
    told: dict[str, list[dict[str, Any]]],
) -> None:
    assert [one for path in CLEAN for one in told.get(path, [])] == []
