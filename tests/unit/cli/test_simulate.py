"""`greenlane simulate`, as far as it goes without act: what cannot run is refused with the remedy."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from greenlane.cli.main import main
from greenlane.cli.simulate_bill import billed
from greenlane.cli.world import World
from greenlane.workflows.simulate_result import Job
from tests.unit.workflows.simulate.repositories import repository

WORKFLOW = "on: [push]\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps: [{run: 'true'}]\n"
FOREIGN = WORKFLOW.replace("{run: 'true'}", "{uses: foreign/action@v1}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return repository(
        tmp_path / "shop", {".github/workflows/x.yml": WORKFLOW, ".github/workflows/far.yml": FOREIGN}
    )


def call(folder: Path, *words: str, **environment: str) -> tuple[int, str]:
    out, err = io.StringIO(), io.StringIO()
    given = {"PATH": os.environ["PATH"], "GREENLANE_CACHE": str(folder / "cache"), **environment}
    code = main(["simulate", *words], World(given, folder, out, err, clock=lambda: 1_763_740_800.0))
    return code, out.getvalue() + err.getvalue()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["pull-reqest"], "did you mean pull-request?"),
        (["merge-group"], "no workflow in"),
        (["merge-group", "--workflow", "x.yml"], "does not listen to merge_group"),
        (["push", "--workflow", "y.yml"], "one of far.yml, x.yml"),
        (["push", "--input", "version"], "--input: expected NAME=VALUE"),
        (["push", "--env", "NOT_THERE"], "--env: there is no variable NOT_THERE"),
        (["push", "--secret", "KEY=value"], "--secret: there is no variable KEY"),
        (["push", "--stub", "octo/deploy=none"], "--stub: octo/deploy needs a folder"),
        (["push", "--payload", "none.json"], "--payload: none.json cannot be read"),
        (["push", "--keep", "."], "is not empty"),
        (["push", "--format", "pdf"], "'pdf' is no format"),
    ],
)
def test_a_call_that_is_off_is_refused_with_what_would_do(folder: Path, words: list[str], says: str) -> None:
    code, said = call(folder, *words)
    assert (code, says in said) == (2, True), said


def test_a_secret_that_was_written_into_the_call_is_not_repeated(folder: Path) -> None:
    _, said = call(folder, "push", "--secret", "KEY=hunter2")
    assert "hunter2" not in said


def job(runner: str, duration_s: float | None) -> Job:
    return Job(
        id="a",
        caller="",
        name="a",
        result="skipped" if duration_s is None else "success",
        runner=runner,
        matrix={},
        duration_s=duration_s,
    )


@pytest.mark.parametrize(
    ("runner", "duration_s", "minutes"),
    [
        ("ubuntu-24.04", 0.01, 1),
        ("ubuntu-24.04", 60.0, 1),
        ("ubuntu-24.04", 60.2, 2),
        ("windows-2025", 61.0, 4),
        ("macos-15", 10.0, 10),
        ("self-hosted, linux", 600.0, 0),
        ("ubuntu-24.04", None, 0),
    ],
)
def test_minutes_are_counted_as_the_bill_counts_them(
    runner: str, duration_s: float | None, minutes: float
) -> None:
    assert billed(1_763_740_800.0)(job(runner, duration_s)) == minutes
