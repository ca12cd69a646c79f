"""What a session's environment is filled with, by nox in a child; uv is a stand-in that records its calls."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

NOXFILE = """
from greenlane.nox import Project, Suite, take

take(Project(source="src/small", suites=(Suite("tests/real"),)), "integration")
"""
UV = """#!/bin/sh
exec "{python}" -I "{folder}/asked.py" "{folder}/calls" "$@"
"""
UV_SAYS = """
import json, os, pathlib, sys
calls, *words = sys.argv[1:]
if not {"sync", "install"} & set(words):
    sys.exit("nox asks for the version")
environment = os.environ.get("UV_PROJECT_ENVIRONMENT", "")
with open(calls, "a") as log:
    log.write(json.dumps([*words, environment]) + "\\n")
if os.environ.get("UV_FAILS"):
    sys.exit("no index answers")
place = pathlib.Path(environment or words[words.index("--python") + 1].removesuffix("/bin/python"))
[packages] = place.glob("lib/python3*/site-packages")
(packages / "pytest.py").write_text("print('pytest ran')")
"""


class Small:
    """A repository with one suite, and nox called in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write({"noxfile.py": NOXFILE, "src/small/__init__.py": "", "tests/real/test_w.py": ""})
        self.write({"asked.py": UV_SAYS, "bin/uv": UV.format(python=sys.executable, folder=folder)})
        (folder / "bin/uv").chmod(0o755)

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(text)

    def nox(self, *words: str, **variables: str) -> tuple[int, str]:
        """The exit code, and what was said."""
        foreign = ("NOX", "GREENLANE", "UV_", "PIP_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        own = {"PATH": path, "NO_COLOR": "1", "GREENLANE_CACHE": str(self.folder / "cache")}
        done = subprocess.run(
            [sys.executable, "-m", "nox", "-f", str(self.folder / "noxfile.py"), *words],
            env={**kept, **own, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def calls(self) -> list[list[str]]:
        """The words of every call of uv, and the environment that it was told to fill."""
        log = self.folder / "calls"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path)


def test_an_environment_is_filled_from_its_lock_and_again_when_the_lock_changes(small: Small) -> None:
    small.write({"requirements/integration.txt": "pytest==1 --hash=sha256:00\n"})
    code, said = small.nox("-s", "integration")
    assert (code, "pytest ran" in said) == (0, True), said
    assert "installing requirements/integration.txt" in said
    assert "--require-hashes" in small.calls()[0]
    assert "installing" not in small.nox("-s", "integration")[1]
    assert len(small.calls()) == 1
    small.write({"requirements/integration.txt": "pytest==2 --hash=sha256:11\n"})
    assert "installing requirements/integration.txt" in small.nox("-s", "integration")[1]
    assert len(small.calls()) == 2


def test_where_uv_cannot_pip_tries_and_a_failure_leaves_no_stamp(small: Small) -> None:
    small.write({"requirements/integration.txt": "no-such-package==1 --hash=sha256:00\n"})
    code, said = small.nox("-s", "integration", UV_FAILS="1", PIP_NO_INDEX="1")
    assert (code, "uv could not, so pip tries: no index answers" in said) == (1, True), said
    assert "installing" in small.nox("-s", "integration")[1]


def test_a_uv_lock_is_followed_and_never_changed(small: Small) -> None:
    small.write({"uv.lock": ""})
    code, said = small.nox("-s", "integration")
    (call,) = small.calls()
    assert (code, "pytest ran" in said) == (0, True), said
    assert call[:2] == ["sync", "--frozen"]
    assert call[-1].endswith("/.nox/integration")


def test_a_session_for_which_nothing_is_named_says_how_to_name_it(small: Small) -> None:
    code, said = small.nox("-s", "integration")
    assert (code, "nothing says what the session integration needs" in said) == (1, True), said
    assert "fix: uv lock, or: uv pip compile --generate-hashes" in said


@pytest.mark.parametrize(
    ("files", "sessions"),
    [
        ({"chat/__init__.py": ""}, ["lint", "typecheck", "security"]),
        (
            {"src/chat/__init__.py": "", "tests/unit/test_a.py": "", "pyproject.toml": "[build-system]\n"},
            ["lint", "typecheck", "security", "tests", "coverage", "build"],
        ),
        (
            {"tests/test_a.py": "", "greenlane.yaml": "version: 1\nservices: {redis: }\n"},
            ["lint", "typecheck", "security", "tests", "coverage", "integration"],
        ),
        (
            {"tests/integration/test_a.py": "", "greenlane.yaml": "version: 1\n"},
            ["lint", "typecheck", "security", "tests", "coverage"],
        ),
    ],
    ids=["a package", "to be built", "with services", "without services"],
)
def test_a_noxfile_of_one_line_offers_what_has_something_to_do(
    tmp_path: Path, files: dict[str, str], sessions: list[str]
) -> None:
    small = Small(tmp_path / "machine")
    there = tmp_path / "there"
    for name, text in {**files, "noxfile.py": "from greenlane.nox import sessions\n\nsessions()\n"}.items():
        (there / name).parent.mkdir(parents=True, exist_ok=True)
        (there / name).write_text(text)
    small.folder = there
    code, said = small.nox("--list", "--json")
    assert (code, [one["name"] for one in json.loads(said)]) == (0, sessions)
