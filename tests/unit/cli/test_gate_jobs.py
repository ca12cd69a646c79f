"""`greenlane gate --jobs` as the last job of a workflow calls it."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from greenlane.cli.main import main
from greenlane.cli.world import World

NEEDS = {"lint": {"result": "success"}, "tests": {"result": "failure"}, "docs": {"result": "skipped"}}


def gate(folder: Path, *words: str, needs: str) -> tuple[int, str]:
    """The exit code, and all that was printed."""
    said = io.StringIO()
    code = main(["gate", *words], World({"PATH": os.environ["PATH"], "NEEDS": needs}, folder, said, said))
    return code, said.getvalue()


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        (["--jobs=lint"], 1, "docs"),
        (["--jobs=lint,tests,docs", "--may-skip=docs"], 1, "  NO  tests: failure"),
        (["--jobs=lint,gone"], 1, "  NO  gone"),
        (["--jobs=,"], 2, "--jobs names no job"),
    ],
)
def test_the_jobs_of_a_workflow_are_judged(tmp_path: Path, words: list[str], code: int, line: str) -> None:
    ended, said = gate(tmp_path, *words, needs=json.dumps(NEEDS))
    assert (ended, line in said) == (code, True), said


def test_jobs_that_all_went_well_are_green(tmp_path: Path) -> None:
    code, said = gate(tmp_path, "--jobs=lint", needs=json.dumps({"lint": NEEDS["lint"]}))
    assert (code, said.splitlines()[0]) == (0, "gate: green")


@pytest.mark.parametrize("needs", ["", "[]", "{", '{"lint": 1}', '{"lint": {}}'])
def test_needs_that_say_nothing_are_a_mistake(tmp_path: Path, needs: str) -> None:
    code, said = gate(tmp_path, "--jobs=lint", needs=needs)
    assert (code, "NEEDS" in said) == (2, True)


def test_tools_that_need_no_program_are_installed_at_once(tmp_path: Path) -> None:
    said = io.StringIO()
    world = World({"PATH": "", "GREENLANE_CACHE": str(tmp_path / "cache")}, tmp_path, said, said)
    (tmp_path / "greenlane.yaml").write_text("version: 1\n")
    assert (main(["gate", "secrets", "--install"], world), said.getvalue()) == (0, "every program is there\n")
