"""scripts/bootstrap in a small tree: whole or not at all, made once, by one process, wherever it lies.

The tree's lock is empty and its package is built by a backend of ten lines, so no registry is asked.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BACKEND = """
import base64, hashlib, pathlib, zipfile

def build_editable(folder, settings=None, metadata=None):
    name = "small-1-py3-none-any.whl"
    meta = "Metadata-Version: 2.1\\nName: small\\nVersion: 1\\n"
    with zipfile.ZipFile(pathlib.Path(folder) / name, "w") as wheel:
        wheel.writestr("small-1.dist-info/METADATA", meta)
        wheel.writestr("small-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nTag: py3-none-any\\n")
        wheel.writestr("small-1.dist-info/RECORD", "")
    return name
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "small"
version = "1"
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree in a folder with a space and an umlaut."""
    folder = tmp_path / "grün lane"
    for name in ("scripts", "ci/greenlane/nox"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "ci/greenlane/__init__.py", folder / "ci/greenlane")
    (folder / "requirements").mkdir()
    (folder / "requirements" / "bootstrap.txt").write_text("# nothing\n")
    (folder / "backend.py").write_text(BACKEND)
    (folder / "pyproject.toml").write_text(PYPROJECT)
    return folder


def start(tree: Path, *words: str, **more: str) -> subprocess.Popen[str]:
    """Start it from another folder, as the leader of a group that can be killed. more: variables."""
    hidden = ("GREENLANE_", "PIP_", "PYTHON", "COVERAGE_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    environment |= {"GREENLANE_PYTHON": sys.executable, "PIP_NO_INDEX": "1", **more}
    return subprocess.Popen(
        [tree / "scripts" / "bootstrap", *words],
        cwd="/",
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def bootstrap(tree: Path) -> str:
    """Run it to its end and return what it said."""
    process = start(tree)
    said = process.communicate(timeout=120)[1]
    assert process.returncode == 0, said
    return said


def stamp(tree: Path) -> Path:
    return tree / ".venv" / ".greenlane-stamp"


def test_of_two_at_once_one_makes_it_and_a_third_leaves_it_alone(tree: Path) -> None:
    processes = [start(tree), start(tree)]
    said = [process.communicate(timeout=120)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    assert sorted("making .venv" in text for text in said) == [False, True]
    before = stamp(tree).stat().st_mtime_ns
    assert bootstrap(tree) == ""
    assert stamp(tree).stat().st_mtime_ns == before


def test_what_a_kill_or_a_failure_leaves_is_never_taken_for_whole(tree: Path) -> None:
    process = start(tree)
    deadline = time.monotonic() + 60
    while not (tree / ".venv" / "bin" / "python").exists():
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert not stamp(tree).exists()
    lock = tree / "requirements" / "bootstrap.txt"
    lock.write_text(f"absent-package==1 --hash=sha256:{'0' * 64}\n")
    process = start(tree)
    said = process.communicate(timeout=120)[1]
    assert process.returncode == 1
    assert "absent-package" in said
    assert "fix:" in said
    assert not stamp(tree).exists()
    lock.write_text("# nothing\n")
    assert "making .venv" in bootstrap(tree)


def wheel_of_uv(folder: Path, called: Path) -> Path:
    """A uv that notes its calls and can do nothing."""
    path = folder / "uv-1-py3-none-any.whl"
    program = zipfile.ZipInfo("uv-1.data/scripts/uv")
    program.external_attr = 0o100755 << 16
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("uv-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: uv\nVersion: 1\n")
        wheel.writestr("uv-1.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nTag: py3-none-any\n")
        wheel.writestr("uv-1.dist-info/RECORD", "")
        wheel.writestr(program, f"#!/bin/sh\necho $1 $2 >> '{called}'\necho cannot >&2\nexit 1\n")
    return path


def test_uv_is_fetched_also_by_a_python_without_pip_as_debian_has_it(tree: Path, tmp_path: Path) -> None:
    called = tmp_path / "called"
    wheel = wheel_of_uv(tmp_path, called)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (tree / "requirements/uv.txt").write_text(f"uv @ {wheel.as_uri()} --hash=sha256:{digest}\n")
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", bare], check=True)

    without_uv = tmp_path / "bin"
    without_uv.mkdir()
    (without_uv / "dirname").symlink_to(shutil.which("dirname") or "")

    process = start(tree, "--fetch-uv", GREENLANE_PYTHON=str(bare / "bin/python"), PATH=str(without_uv))
    said = process.communicate(timeout=120)[1]

    assert process.returncode == 0, said
    assert called.read_text().splitlines() == ["pip install"]
    assert "uv could not, so pip tries: " in said
    assert stamp(tree).exists()


@pytest.mark.parametrize("missing", ["", "nox"])
def test_an_environment_of_ones_own_is_taken_as_it_is(tree: Path, tmp_path: Path, missing: str) -> None:
    """The shell's short answer is the one that bootstrap.py would give."""
    (tree / "requirements" / "uv.txt").touch()
    own = tmp_path / "my own"
    (own / "bin").mkdir(parents=True)
    for name in ("python", "nox", "greenlane"):
        if name != missing:
            (own / "bin" / name).touch()
    variables = {"PATH": os.environ["PATH"], "GREENLANE_VENV": str(own)}
    told = {}
    for program in ((tree / "scripts/bootstrap",), (sys.executable, tree / "scripts/bootstrap.py")):
        output = tmp_path / "output"
        output.unlink(missing_ok=True)
        plain = subprocess.run(program, env=variables, capture_output=True, text=True, check=False)
        subprocess.run([*program, "--look", output], env=variables, check=True)
        told[len(program)] = (plain.returncode, plain.stderr, output.read_text())
    assert told[1] == told[2]
    assert told[1][0] == (2 if missing else 0)
    assert f"bin={own}/bin\n" in told[1][2]
    assert ("ready=false" if missing else "ready=true") in told[1][2]
    assert not (tree / ".venv").exists()
