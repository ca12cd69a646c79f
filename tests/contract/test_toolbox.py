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
from collections.abc import Iterator
from dataclasses import dataclass
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
    """An installation in a process of its own, the leader of its group. By pip, as without uv on PATH."""
    return subprocess.Popen(
        [sys.executable, "-c", INSTALL, cache],
        env={**os.environ, "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@dataclass(frozen=True)
class Filled:
    """A cache that one installation was killed in, and then two at once have filled.

    left: what the killed one had made; is_taken: whether that counted as installed; said: by the two.
    """

    cache: Path
    left: list[Path]
    is_taken: bool
    said: list[str]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """Nearly all of a minute is one real installation: everything here is about that one."""
    folder = tmp_path_factory.mktemp("ca che")
    killed = starting(folder)
    deadline = time.monotonic() + 120
    while not list(left_in(folder, "bin/python")) and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    left, is_taken = list(left_in(folder)), Places(folder).python.exists()
    both = [starting(folder), starting(folder)]
    said = [one.communicate(timeout=900)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0]
    return Filled(folder, left, is_taken, said)


def left_in(cache: Path, below: str = "") -> Iterator[Path]:
    """The environments that are under way or done, or this file of them."""
    return Places(cache).tools.glob(f"python-*.*/{below}" if below else "python-*.*")


@pytest.fixture(scope="module")
def cache(filled: Filled) -> Path:
    return filled.cache


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


def test_of_two_at_once_one_installs_and_the_other_waits_for_it(filled: Filled) -> None:
    assert sum("already there" in text for text in filled.said) == 1
    assert {text.splitlines()[-1] for text in filled.said} == {
        "the programs from npm: done",
        "the programs from npm: already there",
    }
    names = sorted(path.name.partition(".")[0] for path in Places(filled.cache).tools.iterdir())
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


def test_a_killed_installation_is_not_taken_for_one_and_is_swept(filled: Filled) -> None:
    [left] = filled.left
    assert not filled.is_taken
    assert (left.exists(), Places(filled.cache).python.is_dir()) == (False, True)
