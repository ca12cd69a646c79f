"""A consumer's repository as a stranger has it, and `nox` called in it the way that stranger would."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from greenlane.edges.process import run
from tests.unit.gates.trial import Trial

ROOT = Path(__file__).resolve().parents[2]
NOXFILE = """\
# /// script
# dependencies = ["nox", "greenlane"]
# ///
from greenlane.nox import sessions

sessions()
"""
PYPROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "chat"
version = "1.0"
requires-python = ">=3.11"

[dependency-groups]
dev = ["coverage", "pytest"]

[tool.mypy]
strict = true
mypy_path = "src"
packages = ["chat", "tests"]
"""
SOURCE = '''\
"""A chat."""


def greet(name: str) -> str:
    """A greeting."""
    if not name:
        return "hello"
    return f"hello {name}"
'''
TESTS = """\
import pytest

from chat import greet


@pytest.mark.parametrize(("name", "said"), [("ada", "hello ada"), ("", "hello")])
def test_a_greeting(name: str, said: str) -> None:
    assert greet(name) == said
"""
WORKFLOW = """\
name: ci
on: [push]
permissions: {}
jobs:
  test:
    name: test
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    steps:
      - run: echo hello
"""
GOOD = {
    "noxfile.py": NOXFILE,
    "pyproject.toml": PYPROJECT,
    "src/chat/__init__.py": SOURCE,
    "tests/__init__.py": "",
    "tests/test_greet.py": TESTS,
    "ci/__init__.py": "",
    "ci/greenlane.py": '"""Not the package of that name."""\n',
    ".github/workflows/ci.yml": WORKFLOW,
    ".gitignore": "/.nox/\n/dist/\n*.egg-info/\n__pycache__/\n",
}


@dataclass(frozen=True)
class Consumer:
    """root: the repository, in a folder with a space and an umlaut. environment: of a stranger's shell."""

    root: Path
    environment: Mapping[str, str]

    def write(self, files: Mapping[str, str | bytes]) -> None:
        Trial(self.root).write(files)

    def nox(self, *sessions: str, **variables: str) -> tuple[bool, str]:
        """Whether `nox`, or `nox -s SESSION…`, was green, and what it printed."""
        # The environment of the script's metadata, once it is there: asking for it again takes a second.
        own = self.root / ".nox/_nox_script_mode/bin/nox"
        words = [str(own)] if own.exists() else [sys.executable, "-m", "nox"]
        argv = [*words, *(["-s", *sessions] if sessions else [])]
        done = subprocess.run(
            argv,
            cwd=self.root,
            env={**self.environment, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode == 0, done.stdout


def wheel_of_ours(folder: Path) -> Path:
    """greenlane's wheel, built from this tree into the folder."""
    argv = [sys.executable, "-I", "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    done = run(argv, environment=dict(os.environ), cwd=ROOT, timeout_s=60)
    assert done.code == 0, done.tail()
    (wheel,) = folder.glob("*.whl")
    return wheel


def shell(wheels: Path, path: str, advisories: str) -> dict[str, str]:
    """The variables of a stranger: where packages come from is this machine's, greenlane is our wheel."""
    hidden = ("PYTHON", "COVERAGE", "NOX", "PYTEST", "GITHUB_", "GREENLANE_", "VIRTUAL_ENV", "CI")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    cache = {name: value for name, value in os.environ.items() if name == "GREENLANE_CACHE"}
    links = {"PIP_FIND_LINKS": str(wheels), "UV_FIND_LINKS": str(wheels), "GREENLANE_OSV_URL": advisories}
    return {**kept, **cache, **links, "PATH": path, "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
