"""The sessions, run by nox over a small repository with recorded tools in place of the real ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

NOXFILE = """
import os
from greenlane.nox.project import Project, Suite, take

take(
    Project(
        source="src/small",
        suites=(Suite("tests", folder="service", services=True), Suite("tests/real")),
        advisories_required=os.environ.get("GREENLANE_ADVISORIES") == "required",
    ),
    *("lint", "typecheck", "tests", "security", "integration", "workflows"),
)
"""
TOOL = """#!/bin/sh
exec "{python}" -I "{folder}/recorder.py" "{folder}/calls" {name} "$@"
"""
RECORDER = """
import json, os, sys
calls, name, *arguments = sys.argv[1:]
with open(calls, "a") as log:
    log.write(json.dumps([os.path.basename(os.getcwd()), name, *arguments]) + "\\n")
words = " ".join([name, *arguments])
print(os.environ.get("SAYS_" + name.upper().replace("-", "_"), ""))
sys.exit(int(os.environ.get("CODE", "0")) if os.environ.get("FAILS", "nothing") in words else 0)
"""
TOOLS = (
    "ruff",
    "shellcheck",
    "zizmor",
    "check-jsonschema",
    "mypy",
    "bandit",
    "pip-audit",
    "python",
    "greenlane",
)
AUDITED = json.dumps({"dependencies": [{"name": "six", "version": "1", "vulns": []}]})


@dataclass(frozen=True)
class Small:
    """A small repository, and how to run a session in it."""

    folder: Path

    def nox(self, session: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("NOX", "GREENLANE"))
        }
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        environment = kept | {"PATH": path, "NOX_DEFAULT_VENV_BACKEND": "none", "NO_COLOR": "1"} | variables
        argv = [sys.executable, "-m", "nox", "-f", str(self.folder / "noxfile.py"), "-s", session, *arguments]
        return subprocess.run(
            argv, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )

    def calls(self) -> list[list[str]]:
        """Every call of a tool: the folder's name, the tool, its arguments."""
        return [json.loads(line) for line in (self.folder / "calls").read_text().splitlines()]


@pytest.fixture
def small(tmp_path: Path) -> Small:
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
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return Small(tmp_path)


def test_lint_calls_every_linter_and_zizmor_at_its_strictest(small: Small) -> None:
    assert small.nox("lint").returncode == 0
    calls = {tuple(call[1:3]): call[1:] for call in small.calls()}
    assert {tool for tool, _ in calls} == {"ruff", "shellcheck", "zizmor", "check-jsonschema"}
    assert {"--offline", "--persona=auditor", "--strict-collection"} <= set(calls["zizmor", "--offline"])
    assert calls["shellcheck", "--severity=style"][2:] == ["scripts/go"]


def test_lint_without_a_workflow_to_look_at_is_red(small: Small) -> None:
    (small.folder / ".github/workflows/w.yml").unlink()
    done = small.nox("lint")
    assert done.returncode != 0
    assert "nothing was checked" in done.stdout


@pytest.mark.parametrize(
    ("session", "fails"),
    [
        ("lint", "zizmor"),
        ("lint", "vendor.github-actions"),
        ("typecheck", "mypy"),
        ("security", "bandit"),
        ("integration", "greenlane run"),
        ("workflows", "pytest"),
    ],
)
def test_a_session_is_red_when_one_of_its_tools_is(small: Small, session: str, fails: str) -> None:
    assert small.nox(session, FAILS=fails, CODE="1", SAYS_PIP_AUDIT=AUDITED).returncode != 0


@pytest.mark.parametrize("session", ["tests", "integration", "workflows"])
def test_a_session_that_ran_no_test_is_red(small: Small, session: str) -> None:
    assert small.nox(session, FAILS="pytest tests", CODE="5").returncode != 0


def test_tests_below_the_coverage_floor_are_red_and_a_selection_has_no_floor(small: Small) -> None:
    assert small.nox("tests", FAILS="--fail-under=80", CODE="2").returncode != 0
    assert small.nox("tests", "--", "tests/unit/test_one.py", FAILS="--fail-under", CODE="2").returncode == 0


def test_integration_puts_the_services_around_the_suite_that_wants_them(small: Small) -> None:
    assert small.nox("integration").returncode == 0
    first, second = small.calls()
    around = ["greenlane", "run", "--mode", "ephemeral", "--"]
    assert first == ["service", *around, "python", "-m", "pytest", "tests"]
    assert second == [small.folder.name, "python", "-m", "pytest", "tests/real"]


def test_advisories_that_nobody_answered_are_told_and_red_where_required(small: Small) -> None:
    told = small.nox("security")
    assert told.returncode == 0
    assert "advisories: unknown" in told.stdout
    assert "NOT checked" in told.stdout
    assert small.nox("security", GREENLANE_ADVISORIES="required").returncode != 0


def test_an_advisory_is_red_and_an_answer_without_one_is_green(small: Small) -> None:
    bad = json.dumps({"dependencies": [{"name": "six", "version": "1", "vulns": [{"id": "GHSA-1"}]}]})
    red = small.nox("security", SAYS_PIP_AUDIT=bad)
    assert red.returncode != 0
    assert "six 1 (GHSA-1)" in red.stdout
    green = small.nox("security", SAYS_PIP_AUDIT=AUDITED, GREENLANE_ADVISORIES="required")
    assert green.returncode == 0


def test_a_secret_in_the_tree_is_red_and_its_value_is_not_printed(small: Small) -> None:
    value = "sb_secret_" + "x" * 24
    (small.folder / "settings.py").write_text(f"KEY = '{value}'\n")
    done = small.nox("security", SAYS_PIP_AUDIT=AUDITED)
    assert done.returncode != 0
    assert "settings.py:1 a Supabase secret key" in done.stdout
    assert value not in done.stdout


def test_the_list_of_sessions_says_what_each_answers(small: Small) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nox", "-f", str(small.folder / "noxfile.py"), "-l"],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line for line in done.stdout.splitlines() if " -> " in line]
    assert len(lines) == 6
    assert all("?" in line for line in lines)
