"""The sessions, run by nox over a small repository with recorded tools in place of the real ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from greenlane.edges.files import locked
from tests.unit.nox.forking import Nox, forking

NOXFILE = """
import os
from greenlane.nox import Project, Suite, take

take(
    Project(
        source="src/small",
        suites=(Suite("tests", folder="service", services=True), Suite("tests/real")),
        advisories_required=os.environ.get("GREENLANE_ADVISORIES") == "required",
    ),
    *("lint", "typecheck", "tests", "security", "coverage", "integration", "workflows"),
)
"""
TOOL = """#!/bin/sh
exec "{python}" -I -S "{folder}/recorder.py" "{folder}/calls" {name} "$@"
"""
RECORDER = """
import json, os, sys
calls, name, *arguments = sys.argv[1:]
with open(calls, "a") as log:
    log.write(json.dumps([os.path.basename(os.getcwd()), name, *arguments]) + "\\n")
words = " ".join([name, *arguments])
if os.environ.get("FAILS", "nothing") in words:
    sys.exit(int(os.environ.get("CODE", "0")))
if "coverage run" in words:
    open(os.environ["COVERAGE_FILE"] + ".1", "w").close()
if "-o" in arguments:
    open(arguments[arguments.index("-o") + 1], "w").write("{}")
"""
TOOLS = ("python", "greenlane")


@dataclass(frozen=True)
class Small:
    """A small repository, and how to run a session in it."""

    folder: Path
    forked: Nox

    def nox(self, session: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("NOX", "GREENLANE"))
        }
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        environment = kept | {"PATH": path, "NOX_DEFAULT_VENV_BACKEND": "none", "NO_COLOR": "1"} | variables
        words = ["-f", str(self.folder / "noxfile.py"), "-s", session, *arguments]
        return self.forked.call(words, environment, self.folder.parent / f"{self.folder.name}-said")

    def calls(self) -> list[list[str]]:
        """Every call of a tool: the folder's name, the tool, its arguments."""
        return [json.loads(line) for line in (self.folder / "calls").read_text().splitlines()]


@pytest.fixture(scope="module")
def forked() -> Iterator[Nox]:
    with forking() as nox:
        yield nox


@pytest.fixture
def small(tmp_path: Path, forked: Nox) -> Small:
    for name in ("bin", "src/small", ".github/workflows", "actions/a", "scripts", "requirements", "service"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "noxfile.py").write_text(NOXFILE)
    (tmp_path / "src/small/__init__.py").write_text("")
    (tmp_path / ".github/workflows/w.yml").write_text("")
    (tmp_path / "actions/a/action.yml").write_text("")
    (tmp_path / "scripts/go").write_text("#!/bin/sh\n")
    (tmp_path / "scripts/data.txt").write_text("#!/bin/cat\n")
    (tmp_path / "requirements/tests.txt").write_text("")
    (tmp_path / "recorder.py").write_text(RECORDER)
    for tool in TOOLS:
        file = tmp_path / "bin" / tool
        file.write_text(TOOL.format(python=sys.executable, folder=tmp_path, name=tool))
        file.chmod(0o755)
    (tmp_path / ".gitignore").write_text("/calls\n.nox/\n__pycache__/\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return Small(tmp_path, forked)


@pytest.mark.parametrize(
    ("session", "gates"),
    [
        ("lint", ["lint"]),
        ("typecheck", ["typecheck"]),
        ("security", ["security", "secrets", "mocks"]),
        ("coverage", ["coverage"]),
    ],
)
def test_a_session_of_gates_calls_them_and_leaves_the_verdict_to_them(
    small: Small, session: str, gates: list[str]
) -> None:
    assert small.nox(session).returncode == 0
    (call,) = small.calls()
    allowed = ["--allow-unknown=pip-audit", "--allow-unknown=uv-audit"]
    report = f"--report=.greenlane/reports/{session}"
    assert call[1:] == ["greenlane", "gate", *gates, *allowed, report]
    assert small.nox(session, FAILS="greenlane gate", CODE="3").returncode != 0


def test_advisories_that_nobody_answered_are_red_where_they_are_required(small: Small) -> None:
    small.nox("security", GREENLANE_ADVISORIES="required")
    report = "--report=.greenlane/reports/security"
    assert small.calls()[0][1:] == ["greenlane", "gate", "security", "secrets", "mocks", report]


@pytest.mark.parametrize(
    ("session", "fails"),
    [("tests", "greenlane gate tests"), ("integration", "greenlane run"), ("workflows", "pytest")],
)
def test_a_session_is_red_when_one_of_its_tools_is(small: Small, session: str, fails: str) -> None:
    assert small.nox(session, FAILS=fails, CODE="1").returncode != 0


@pytest.mark.parametrize("session", ["tests", "integration", "workflows"])
def test_a_session_that_ran_no_test_is_red(small: Small, session: str) -> None:
    assert small.nox(session, FAILS="pytest", CODE="5").returncode != 0


def test_tests_leave_a_stamped_report_and_a_selection_leaves_none(small: Small) -> None:
    reports = small.folder / ".greenlane/reports"
    assert small.nox("tests", "--", "tests/unit/test_one.py").returncode == 0
    assert not reports.exists()
    assert small.nox("tests").returncode == 0
    assert sorted(path.name for path in reports.iterdir()) == [
        "unit.coverage.json",
        "unit.coverage.json.greenlane.json",
    ]
    assert "--junitxml=.greenlane/reports/unit.junit.xml" in small.calls()[1]


def test_a_second_run_may_do_without_measuring_and_is_red_all_the_same(small: Small) -> None:
    assert small.nox("tests", GREENLANE_MEASURE="no").returncode == 0
    assert not (small.folder / ".greenlane/reports").exists()
    assert [call[1:4] for call in small.calls()][-1] == ["python", "-m", "pytest"]
    for code in ("1", "5"):
        assert small.nox("tests", FAILS="pytest", CODE=code, GREENLANE_MEASURE="no").returncode != 0


def test_reports_of_other_suites_stay_only_while_the_files_are_the_same(small: Small) -> None:
    reports = small.folder / ".greenlane/reports"
    assert small.nox("tests").returncode == 0
    for path in list(reports.iterdir()):
        path.rename(reports / path.name.replace("unit", "other"))
    (reports / "failed.junit.xml").write_text("")
    assert small.nox("tests").returncode == 0
    assert {path.name.partition(".")[0] for path in reports.iterdir()} == {"unit", "other"}
    (small.folder / "src/small/__init__.py").write_text("CHANGED = True\n")
    assert small.nox("tests").returncode == 0
    assert {path.name.partition(".")[0] for path in reports.iterdir()} == {"unit"}


def test_what_another_session_measures_right_now_is_left_alone(small: Small) -> None:
    assert small.nox("tests").returncode == 0
    reports = small.folder / ".greenlane/reports"
    (reports / "slow.junit.xml").write_text("")
    with locked(small.folder / ".greenlane/coverage/.slow.busy"):
        assert small.nox("tests").returncode == 0
        assert (reports / "slow.junit.xml").exists()
    assert small.nox("tests").returncode == 0
    assert not (reports / "slow.junit.xml").exists()


def test_tests_that_fail_leave_no_report_of_an_earlier_run(small: Small) -> None:
    assert small.nox("tests").returncode == 0
    assert small.nox("tests", FAILS="pytest", CODE="1").returncode != 0
    assert not [*(small.folder / ".greenlane/reports").iterdir()]


def test_integration_puts_the_services_around_the_suite_that_wants_them(small: Small) -> None:
    assert small.nox("integration").returncode == 0
    first, second = small.calls()
    around = ["greenlane", "run", "--mode", "ephemeral", "--"]
    assert first == ["service", *around, "python", "-m", "pytest", "tests"]
    assert second == [small.folder.name, "python", "-m", "pytest", "tests/real"]


def only(small: Small, suite: str) -> None:
    """The noxfile's suites are this one."""
    noxfile = small.folder / "noxfile.py"
    start, end = '(Suite("tests", folder', 'Suite("tests/real")),'
    text = noxfile.read_text()
    noxfile.write_text(text[: text.index(start)] + f"({suite},)," + text[text.index(end) + len(end) :])


def test_a_suite_of_commands_runs_them_in_its_folder_and_inside_its_services(small: Small) -> None:
    only(small, 'Suite(commands=("npm ci", "npm test"), folder="service", services=True)')
    (small.folder / "requirements/tests.txt").unlink()
    assert small.nox("integration").returncode == 0
    (call,) = small.calls()
    around = ["greenlane", "run", "--mode", "ephemeral", "--"]
    assert call == ["service", *around, "bash", "-euo", "pipefail", "-c", "npm ci\nnpm test"]


@pytest.mark.parametrize(
    ("commands", "code"), [('"false", "true"', 1), ('"false | true",', 1), ('"true",', 0)]
)
def test_a_suite_of_commands_is_red_with_the_first_that_fails(small: Small, commands: str, code: int) -> None:
    only(small, f"Suite(commands=({commands}))")
    assert small.nox("integration").returncode == code


@pytest.mark.parametrize("settings", ["", ".coveragerc", "pyproject.toml"])
def test_a_measured_suite_is_told_the_settings_that_there_are(small: Small, settings: str) -> None:
    only(small, 'Suite("tests", services=True, measured="integration")')
    if settings:
        (small.folder / settings).write_text("")
    assert small.nox("integration").returncode == 0
    said = [word for word in small.calls()[0] if word.startswith("--rcfile=")]
    assert said == ([f"--rcfile={small.folder / settings}"] if settings else [])


def test_the_list_of_sessions_says_what_each_answers(small: Small) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nox", "-f", str(small.folder / "noxfile.py"), "-l"],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line for line in done.stdout.splitlines() if " -> " in line]
    assert len(lines) == 7
    assert all("?" in line for line in lines)
