"""Reports of 50 MB: read within the time and the memory of a runner, and nothing of them is lost."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from greenlane.gates import catalog
from tests.conformance.specimens import eslint, sarif
from tests.unit.gates.trial import Trial

COUNT = 50_000
LONG = "x" * 1000
MOST_BYTES = 1024**3


def huge_sarif() -> str:
    return sarif.log(*({**sarif.RESULT, "message": {"text": f"{number} {LONG}"}} for number in range(COUNT)))


def huge_junit() -> str:
    failed = (
        f'<testcase classname="src.a" name="{number}"><failure message="no">{LONG}</failure></testcase>'
        for number in range(COUNT)
    )
    return f'<testsuite tests="{COUNT}" failures="{COUNT}">{"".join(failed)}</testsuite>'


def huge_eslint() -> str:
    messages = [eslint.message(message=f"{number} {LONG}") for number in range(COUNT)]
    return json.dumps([eslint.entry(*messages, path="src/a b.py", errors=COUNT)])


def huge_analysis() -> str:
    lines = (f"INFO|LINT|AVOID_PRINT|src/a b.py|1|1|5|{number} {LONG}\n" for number in range(COUNT))
    return "".join(lines) + "exit 0\n"


def highest_bytes() -> int:
    """The most memory that this process has ever had."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


MAKERS: dict[str, Callable[[], str]] = {
    "sarif": huge_sarif,
    "junit": huge_junit,
    "eslint": huge_eslint,
    "flutter-analyze": huge_analysis,
}


@pytest.mark.parametrize("name", MAKERS)
def test_a_report_of_50_mb_is_read_and_nothing_is_lost(name: str, tmp_path: Path) -> None:
    report = MAKERS[name]()
    assert len(report) > 50_000_000
    trial = Trial(tmp_path / "p").write({"src/a b.py": "x = 1\n", "report": report})
    tool = catalog.tool(name)
    before_bytes = highest_bytes()
    answer = trial.examine(tool, tool.OPTIONS(reports=("report",)))
    assert (len(answer.findings), answer.unknown) == (COUNT, ())
    assert highest_bytes() - before_bytes < MOST_BYTES
