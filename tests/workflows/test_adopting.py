"""A repository of every kind after `greenlane init`: its first pull request is green, its workflow in order.

What is not on this machine (Flutter, pnpm, Poetry, packages from a registry) has a stand-in on PATH that says
what it was asked for; pytest, node, nox, the services and the gates are real.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from greenlane.services.store import default_root
from greenlane.workflows.simulate_result import Simulated
from tests.node import npm
from tests.unit.workflows.init.kinds import KINDS
from tests.unit.workflows.init.made import call, commit, init, repository
from tests.workflows.harness import search_path
from tests.workflows.shop import COMMIT, run

STAND_INS = {
    "flutter": 'echo "flutter $*"',
    "npx": 'echo "npx $*"',
    # `pipx run … pytest ARGUMENTS` is this machine's pytest.
    "pipx": 'while [ $# -gt 0 ] && [ "$1" != pytest ]; do shift; done; [ $# -eq 0 ] || exec PYTHON -m "$@"',
    # An environment whose pip finds everything installed.
    "python3": """\
[ "$1 $2" = "-m venv" ] || exec PYTHON "$@"
mkdir -p "$3/bin"
ln -sf /bin/true "$3/bin/pip"
ln -sf PYTHON_RUNNER "$3/bin/python"
""",
    "python-runner": 'exec PYTHON "$@"',
    # Those of the locked wheel: a bare machine has none.
    "node": 'exec NODE "$@"',
    "npm": 'exec NODE NPM "$@"',
}


@pytest.fixture
def path(tmp_path: Path) -> str:
    """PATH with the stand-ins first."""
    folder = tmp_path / "stand-ins"
    folder.mkdir()
    node, client = npm()
    words = {
        "PYTHON_RUNNER": folder / "python-runner",
        "PYTHON": sys.executable,
        "NODE": node,
        "NPM": client,
    }
    said = {word: shlex.quote(str(path)) for word, path in words.items()}
    for name, body in STAND_INS.items():
        text = re.sub("|".join(said), lambda found: said[found[0]], body)
        (folder / name).write_text(f"#!/bin/sh\nset -eu\n{text}\n")
        (folder / name).chmod(0o755)
    return f"{folder}:{search_path()}"


def adopted(folder: Path, kind: str) -> Path:
    """A repository of that kind as its first pull request finds it."""
    root = repository(folder, KINDS[kind])
    done = init(root, "--yes", "--pin", f"owner/greenlane@{COMMIT}")
    assert done.code == 0, done.err
    return commit(root)


def pull_request(root: Path, path: str) -> Simulated:
    """Passes in a folder and no minutes, for there is no GitHub here."""

    def without_github(workflow: dict[str, Any]) -> None:
        workflow["jobs"]["checks"]["with"] = {"passes": str(root.with_name("passes")), "minutes": False}

    variables = {
        "GREENLANE_CACHE": str(default_root(os.environ)),
        "NOX_DEFAULT_VENV_BACKEND": "none",
        "PYTHONPATH": "src",  # without an environment of its own, a session installs no package
    }
    changes = {"greenlane.yml": (without_github,)}
    return run(root, "pull-request", "greenlane.yml", path=path, variables=variables, changes=changes)


# Those whose pull requests run something different. All of them are in tests/unit/workflows/init.
SIMULATED = (
    *("python-uv", "python-pip-compose", "python-poetry", "node-npm", "node-pnpm", "flutter", "supabase"),
    "monorepo",
)


@pytest.mark.parametrize("kind", SIMULATED)
def test_the_first_pull_request_is_green(kind: str, tmp_path: Path, path: str) -> None:
    done = pull_request(adopted(tmp_path, kind), path)
    assert done.is_green, done.story


@pytest.mark.parametrize("kind", ["python-uv", "with-workflows"])
def test_the_strictest_check_finds_nothing(kind: str, tmp_path: Path) -> None:
    root = adopted(tmp_path, kind)
    variables = {"GREENLANE_CACHE": str(default_root(os.environ)), "PATH": search_path()}
    done = call(root, "check", "--strict", variables=variables)
    assert done.code == 0, done.out + done.err


def test_a_test_that_fails_turns_the_first_pull_request_red(tmp_path: Path, path: str) -> None:
    root = adopted(tmp_path, "python-poetry")
    (root / "tests" / "test_ledger.py").write_text("def test_it() -> None:\n    raise AssertionError\n")
    done = pull_request(commit(root), path)
    assert not done.is_green
    assert done.results["gate"] == "failure", done.story
