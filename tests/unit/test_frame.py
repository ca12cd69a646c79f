"""The frame: locks and scripts keep the rules that nobody else checks."""

from __future__ import annotations

import configparser
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from coverage import CoverageData

ROOT = Path(__file__).resolve().parents[2]
GATES = ROOT / "ci" / "greenlane" / "gates" / "locks"
LOCKS = [*sorted((ROOT / "requirements").glob("*.txt")), GATES / "python.txt"]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_is_something_to_look_at() -> None:
    assert LOCKS


@pytest.mark.parametrize("lock", LOCKS, ids=name)
def test_a_lock_pins_every_package_with_a_hash_and_names_no_address(lock: Path) -> None:
    text = lock.read_text()
    blocks = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        assert re.match(r"[a-z0-9.\[\],-]+==\S+", block)
        assert "--hash=sha256:" in block
    assert not re.search(r"://|--index|--find-links|--trusted", text)


@pytest.mark.parametrize("lock", LOCKS, ids=name)
def test_every_lock_comes_from_a_source_beside_it(lock: Path) -> None:
    assert lock.with_suffix(".in").exists()


def test_all_locks_agree_on_every_version() -> None:
    seen: dict[str, set[str]] = {}
    for lock in LOCKS:
        for package, version in re.findall(
            r"^([a-z0-9.-]+)(?:\[.*?\])?==(\S+)", lock.read_text(), re.MULTILINE
        ):
            seen.setdefault(package, set()).add(version)
    assert {package: versions for package, versions in seen.items() if len(versions) > 1} == {}


def test_the_npm_lock_of_the_gates_pins_every_package_with_a_hash_and_names_no_address() -> None:
    packages = json.loads((GATES / "npm" / "package-lock.json").read_text())["packages"]
    wanted = json.loads((GATES / "npm" / "package.json").read_text())["dependencies"]
    assert packages.pop("")["dependencies"] == wanted
    assert wanted.keys() <= {name.removeprefix("node_modules/") for name in packages}
    for package in packages.values():
        assert package["integrity"].startswith("sha512-")
        assert "resolved" not in package


def test_greenlane_in_names_what_pyproject_names() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    lines = (ROOT / "requirements" / "greenlane.in").read_text().splitlines()
    assert sorted(declared) == sorted(line for line in lines if line and not line.startswith("#"))


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in sorted((ROOT / "scripts").rglob("*"))
        if path.is_file() and path.suffix not in (".py", ".pyc")
    ],
    ids=name,
)
def test_a_script_can_be_called_and_is_short(path: Path) -> None:
    assert path.stat().st_mode & 0o111
    assert path.read_text().startswith("#!/bin/sh\n# ")
    assert len(path.read_text().splitlines()) <= 40


def test_a_test_that_hangs_is_red_with_its_stack_and_the_next_one_runs(tmp_path: Path) -> None:
    lines = (
        "import subprocess",
        "def test_hangs():",
        "    subprocess.run(['sleep', '60'])",
        "def test_next(): pass",
    )
    (tmp_path / "test_it.py").write_text("\n".join(lines))
    argv = [sys.executable, "-m", "pytest", "-p", "no:randomly", "-p", "no:cacheprovider", "--timeout=3"]

    variables = {"PATH": os.environ["PATH"]}
    done = subprocess.run(argv, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "1 failed, 1 passed" in done.stdout
    assert "test_it.py:3" in done.stdout
    assert "Timeout" in done.stdout


def test_every_test_has_a_deadline(pytestconfig: pytest.Config) -> None:
    assert 0 < float(pytestconfig.getini("timeout")) <= 600


def test_bootstrap_starts_on_a_python_that_has_nothing_installed() -> None:
    argv = [sys.executable, "-I", "-S", str(ROOT / "scripts" / "bootstrap.py"), "--help"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_children_are_measured_as_the_run_that_starts_them_is() -> None:
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["coverage"]["run"]
    theirs = configparser.ConfigParser()
    theirs.read(ROOT / "tests" / "children.coveragerc")
    run = dict(theirs["run"])
    assert run.pop("include").split() == ["*/ci/greenlane/*", "*/site-packages/greenlane/*"]
    assert run.pop("patch").split() == [one for one in ours.pop("patch") if one != "subprocess"]
    assert ours.pop("source_pkgs") == ["greenlane"]
    assert run == {name: str(value).lower() for name, value in ours.items()}
    assert theirs.sections() == ["run"]


def test_a_measured_run_lists_the_files_that_nothing_ran(tmp_path: Path) -> None:
    data = tmp_path / "measured"
    (tmp_path / "test_nothing.py").write_text("def test_nothing():\n    pass\n")
    words = "-m pytest -q -n1 -p no:cacheprovider -p tests.conftest --rootdir=. test_nothing.py"
    done = subprocess.run(
        [sys.executable, "-m", "coverage", "run", f"--rcfile={ROOT / 'pyproject.toml'}", *words.split()],
        cwd=tmp_path,
        env={**os.environ, "COVERAGE_FILE": str(data), "PYTHONPATH": f"{ROOT}:{ROOT / 'ci'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    listed: set[str] = set()
    for path in tmp_path.glob("measured*"):
        found = CoverageData(str(path))
        found.read()
        listed |= {Path(name).name for name in found.measured_files()}
    packages = [path.parent for path in (ROOT / "ci" / "greenlane").rglob("__init__.py")]
    assert listed >= {path.name for package in packages for path in package.glob("*.py")}
