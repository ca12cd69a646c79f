"""The frame: locks, actions, workflows and scripts keep the rules that nobody else checks."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
GATES = ROOT / "ci" / "greenlane" / "gates" / "locks"
LOCKS = [*sorted((ROOT / "requirements").glob("*.txt")), GATES / "python.txt"]
ACTIONS = sorted((ROOT / "actions").glob("*/action.yml"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
USES = re.compile(r"uses:\s*(\S+)(?:\s+#\s*(\S+))?")


def load(path: Path) -> dict[Any, Any]:
    return dict(yaml.safe_load(path.read_text()))


def steps(path: Path) -> list[dict[str, Any]]:
    """Every step of a workflow or an action."""
    content = load(path)
    if "runs" in content:
        return list(content["runs"]["steps"])
    return [step for job in content["jobs"].values() for step in job["steps"]]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_is_something_to_look_at() -> None:
    assert LOCKS
    assert {path.parent.name for path in ACTIONS} == {"session", "setup"}
    assert {path.name for path in WORKFLOWS} >= {"pull-request.yml", "release.yml"}


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


@pytest.mark.parametrize("action", ACTIONS, ids=name)
def test_an_action_is_thin(action: Path) -> None:
    assert len(action.read_text().splitlines()) <= 60
    for step in steps(action):
        assert "\n" not in step.get("run", "").strip()


@pytest.mark.parametrize("path", [*ACTIONS, *WORKFLOWS], ids=name)
def test_what_is_not_ours_is_pinned_by_commit_with_its_version(path: Path) -> None:
    for uses, version in USES.findall(path.read_text()):
        if not uses.startswith("$/"):
            assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", uses)
            assert re.fullmatch(r"v\d+\.\d+\.\d+", version)


def test_one_action_has_one_pin() -> None:
    pins = {uses for path in [*ACTIONS, *WORKFLOWS] for uses, _ in USES.findall(path.read_text())}
    names = [uses.partition("@")[0] for uses in pins]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("path", [*ACTIONS, *WORKFLOWS], ids=name)
def test_no_expression_stands_inside_a_command(path: Path) -> None:
    for step in steps(path):
        assert "${{" not in step.get("run", "")
        assert "name" in step


@pytest.mark.parametrize("path", [*ACTIONS, *WORKFLOWS], ids=name)
def test_an_action_of_ours_that_is_used_exists_and_knows_its_inputs(path: Path) -> None:
    for step in steps(path):
        uses = step.get("uses", "")
        if uses.startswith("$/"):
            inputs = load(ROOT / uses.removeprefix("$/") / "action.yml").get("inputs", {})
            assert set(step.get("with", {})) <= set(inputs)
            missing = [key for key, one in inputs.items() if one.get("required") and key not in step["with"]]
            assert not missing


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_a_workflow_gives_no_rights_by_default_and_bounds_every_job(path: Path) -> None:
    content = load(path)
    assert content["permissions"] == {}
    assert "cancel-in-progress" in content["concurrency"]
    for job in content["jobs"].values():
        assert job["timeout-minutes"] <= 30
        assert job["runs-on"] == "ubuntu-24.04"
        assert set(job["permissions"].values()) <= {"read", "write"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_a_checkout_leaves_no_credentials_behind(path: Path) -> None:
    for step in steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_the_gate_of_a_pull_request_waits_for_every_job_and_expects_each() -> None:
    jobs = load(ROOT / ".github/workflows/pull-request.yml")["jobs"]
    others = set(jobs) - {"gate"}
    gate = jobs["gate"]
    assert gate["if"] == "always()"
    assert set(gate["needs"]) == others
    listed = re.search(r"--jobs (\S+)", gate["steps"][-1]["run"])
    assert listed is not None
    assert set(listed.group(1).split(",")) == others


def test_only_the_draft_may_write_and_not_in_a_dry_run() -> None:
    jobs = load(ROOT / ".github/workflows/release.yml")["jobs"]
    writing = {key for key, job in jobs.items() if "write" in job["permissions"].values()}
    assert writing == {"draft"}
    assert jobs["draft"]["if"] == "${{ !inputs.dry_run }}"
    triggers = load(ROOT / ".github/workflows/release.yml")[True]  # YAML reads the key `on` as true
    assert triggers["workflow_dispatch"]["inputs"]["dry_run"]["default"] is True


def test_every_session_that_a_workflow_calls_is_in_the_noxfile() -> None:
    noxfile = (ROOT / "noxfile.py").read_text()
    called = {
        step["with"]["session"]
        for path in WORKFLOWS
        for step in steps(path)
        if "session" in step.get("with", {})
    }
    assert called
    assert all(f'"{session}"' in noxfile or f"def {session}(" in noxfile for session in called)


@pytest.mark.parametrize(
    "path",
    [path for path in sorted((ROOT / "scripts").rglob("*")) if path.is_file() and path.suffix != ".py"],
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
    argv = [sys.executable, "-m", "pytest", "-p", "no:randomly", "-p", "no:cacheprovider", "--timeout=1"]

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
