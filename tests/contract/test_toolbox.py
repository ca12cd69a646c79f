"""The programs of the gates, installed from their real registries. Needs the network."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import sysconfig
import threading
import time
from pathlib import Path

import pytest

from greenlane.gates import catalog
from greenlane.gates.places import NPM_LOCK, PYTHON_LOCK, Places
from greenlane.gates.toolbox import Toolbox
from greenlane.model.gates import Program

INSTALL = """
import os, sys
from pathlib import Path
from greenlane.gates.toolbox import Toolbox
from greenlane.model.gates import Program
box = Toolbox(os.environ, Path(sys.argv[1]))
parser = Program("workflow-parser", "@actions/languageservice", "npm")
box.install([parser], lambda line: print(line, flush=True))
"""


def starting(cache: Path) -> subprocess.Popen[str]:
    """An installation in a process of its own, the leader of its group."""
    return subprocess.Popen(
        [sys.executable, "-c", INSTALL, cache], stdout=subprocess.PIPE, text=True, start_new_session=True
    )


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Filled by two at once, of which one waits for the other."""
    folder = tmp_path_factory.mktemp("ca che")
    both = [starting(folder), starting(folder)]
    said = [one.communicate(timeout=900)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert sum("already there" in text for text in said) == 1
    return folder


@pytest.fixture
def installed(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Toolbox:
    """Finds what was installed and nothing else."""
    monkeypatch.setattr(sysconfig, "get_path", lambda _name: "/nonexistent")
    return Toolbox({"PATH": "", "HOME": os.devnull}, cache)


def programs() -> list[Program]:
    """All that the catalog calls."""
    return sorted(
        {one for name in catalog.names() for one in catalog.tool(name).PROGRAMS}, key=lambda p: p.name
    )


def test_two_at_once_leave_one_whole_environment(cache: Path) -> None:
    names = sorted(path.name.partition(".")[0] for path in Places(cache).tools.iterdir())
    assert [name.partition("-")[0] for name in names] == ["lock", "npm", "npm", "python", "python"]


@pytest.mark.parametrize("program", programs(), ids=lambda one: one.name)
def test_the_version_reported_is_the_one_that_the_lock_pins(installed: Toolbox, program: Program) -> None:
    locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", PYTHON_LOCK.read_text(), re.MULTILINE))
    locked |= json.loads((NPM_LOCK / "package.json").read_text())["dependencies"]
    found = installed.find(program)
    assert found.version == locked[program.package]
    assert installed.run(program.name, ["--version"], cwd=Path("/")).code == 0


def test_githubs_parser_answers(installed: Toolbox, tmp_path: Path) -> None:
    workflow = tmp_path / ".github" / "workflows" / "w.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text("on: push\njobs: {a: {runs-on: ubuntu-24.04, needs: b, steps: [{run: x}]}}\n")
    asked = json.dumps({"root": str(tmp_path), "files": [".github/workflows/w.yml", "none.yml"]})
    said = json.loads(installed.run("workflow-parser", [], stdin=asked, cwd=tmp_path).out)
    good, none = said["files"]
    assert "Value 'b' is not valid" in {one["message"] for one in good["diagnostics"]}
    assert (none["diagnostics"], len(none["failures"]), said["end"]) == ([], 1, True)


def test_a_killed_installation_is_not_taken_for_one_and_is_swept(tmp_path: Path) -> None:
    tools = Places(tmp_path).tools
    killed = starting(tmp_path)
    deadline = time.monotonic() + 120
    while not list(tools.glob("python-*.*/bin/python")) and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    assert not Places(tmp_path).python.exists()
    [left] = tools.glob("python-*.*")
    again = starting(tmp_path)
    assert again.communicate(timeout=900)[0].splitlines()[-1] == "the programs from npm: done"
    assert (left.exists(), Places(tmp_path).python.is_dir()) == (False, True)
