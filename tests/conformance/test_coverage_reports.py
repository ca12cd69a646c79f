"""coverage.py, called for real: its three reports agree with each other and with the gate."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from greenlane.edges.git import Repository
from greenlane.gates.catalog import coverage
from greenlane.gates.coverage import stamps
from greenlane.gates.coverage.reading import read
from greenlane.gates.coverage.report import Report
from tests.unit.gates.trial import ENVIRONMENT, Trial

SOURCES = {
    "server/app.py": (
        'def sign(number):\n    """Of a number."""\n    if number < 0:\n        return -1\n    return 1\n\n\n'
        "def never():  # pragma: no cover\n    return 0\n"
    ),
    "server/other.py": "def alone(flag):\n    while flag:\n        flag -= 1\n",
    "run.py": "from server.app import sign\n\nassert sign(1) == 1\n",
    ".coveragerc": "[run]\nbranch = true\nsource = .\nrelative_files = true\n"
    "dynamic_context = test_function\n",
    ".gitignore": "coverage.*\n.coverage\n__pycache__\n",
}
FORMATS = {
    "coverage.json": ("json", "--show-contexts"),
    "coverage.info": ("lcov",),
    "coverage.xml": ("xml",),
}


@pytest.fixture
def measured(tmp_path: Path) -> Trial:
    root = tmp_path / "a project"
    root.mkdir()
    trial = Trial(root).write(SOURCES)
    trial.commit()
    call(root, "run", "run.py")
    for name, words in FORMATS.items():
        call(root, *words, "--quiet", "-o", name)
    return trial


def call(root: Path, *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "coverage", *words], cwd=root, env=ENVIRONMENT, check=True, capture_output=True
    )


def lines(report: Report) -> dict[str, dict[int, bool]]:
    return {
        Path(record.names[0]).name: {line: bool(hits) for line, hits in sorted(record.lines.items())}
        for record in report.records
        if record.lines
    }


def branches(report: Report) -> dict[str, list[tuple[int, bool]]]:
    return {
        Path(record.names[0]).name: sorted((line, bool(hits)) for (line, _), hits in record.branches.items())
        for record in report.records
        if record.branches
    }


def test_the_three_reports_of_one_run_agree(measured: Trial) -> None:
    reports = [read((measured.root / name).read_bytes()) for name in FORMATS]
    assert lines(reports[0]) == lines(reports[1]) == lines(reports[2])
    assert branches(reports[0]) == branches(reports[1]) == branches(reports[2])
    assert all(report.has_branches for report in reports)


@pytest.mark.parametrize("name", FORMATS)
def test_the_gate_counts_each_the_same_and_what_coverage_py_leaves_out(measured: Trial, name: str) -> None:
    options = coverage.Options(reports=(name,), exclude=("run.py",), branches=("Python",))
    answer = measured.examine(coverage, options)
    assert answer.unknown == ()
    assert answer.facts["total"] == "44.444 % (4 of 9)"
    assert answer.facts["files that no report holds"] == "1: server/other.py"
    assert [one.rule for one in answer.findings] == ["coverage-total"]


def test_a_stamped_report_proves_itself(measured: Trial) -> None:
    report = measured.root / "coverage.json"
    repository = Repository.find(measured.root, ENVIRONMENT)
    assert repository
    stamps.stamp(report, stamps.state_without(repository, [report]))
    options = coverage.Options(reports=("coverage.json",), total=30)
    answer = measured.examine(coverage, options)
    assert (answer.unknown, answer.findings) == ((), ())
    assert answer.facts["proved by a stamp"] == "1 of 1 reports"
    assert answer.facts["lines left out by comments"] == "2"
    measured.write({"server/app.py": SOURCES["server/app.py"] + "# a word\n"})
    assert any("work tree" in line for line in measured.examine(coverage, options).unknown)
