"""`greenlane simulate` from end to end, by act: exit codes, what is told, kept, and left behind."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from greenlane.cli.main import main
from greenlane.cli.world import World
from tests.workflows.harness import commit, git, search_path

HEAD = "name: checks\non:\n  push: {branches: [main]}\n  pull_request:\njobs:\n"
JOB = (
    "  {name}:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 5\n"
    "    steps:\n      - run: |\n          {run}\n"
)
UPLOAD = (
    "      - uses: actions/upload-artifact@330a01c490aca151604b8cf639adc76d48f6c5d4\n"
    "        with: {name: out, path: out.txt}\n"
)


def repository(folder: Path, *jobs: str) -> Path:
    folder.mkdir()
    git(folder, "init", "-q")
    git(folder, "remote", "add", "origin", "https://github.com/octo/shop.git")
    commit(folder, {"first": "1"})
    commit(folder, {".github/workflows/checks.yml": HEAD + "".join(jobs)})
    return folder


def job(name: str, run: str) -> str:
    return JOB.format(name=name, run=run)


def call(folder: Path, *words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    given = {"PATH": search_path(), "GREENLANE_CACHE": str(folder.parent / "cache"), "MINE": "hunter2"}
    code = main(["simulate", *words], World(given, folder, out, err))
    return code, out.getvalue(), err.getvalue()


def test_a_green_run_ends_in_0_with_its_minutes_and_what_it_does_not_show(tmp_path: Path) -> None:
    folder = repository(tmp_path / "r", job("test", "echo $GITHUB_REPOSITORY"))
    code, out, err = call(folder, "pull-request")
    assert code == 0, out + err
    assert "1 success" in out
    assert "timeout-minutes (test): no time limit was kept" in out
    assert "success: checks/test" in err


def test_a_red_run_ends_in_1_with_the_end_of_the_log(tmp_path: Path) -> None:
    folder = repository(tmp_path / "r", job("test", "echo it broke here; exit 3"))
    code, out, err = call(folder, "push", "--workflow", "checks.yml")
    assert code == 1
    assert "it broke here" in out
    assert "mend test" in out
    assert "on.push.branches: not looked at" in out
    assert "a step failed: checks/test" in err


def test_json_has_the_jobs_and_an_artifact(tmp_path: Path) -> None:
    folder = repository(tmp_path / "r", job("test", "echo one > out.txt") + UPLOAD)
    code, out, _ = call(folder, "pull-request", "--format", "json")
    assert code == 0
    told = json.dumps(json.loads(out))
    assert '"out"' in told
    assert "ubuntu-24.04" in told


def test_logs_artifacts_and_payload_are_kept_where_it_is_asked_for(tmp_path: Path) -> None:
    folder = repository(tmp_path / "r", job("test", "echo one | tee out.txt") + UPLOAD)
    code, _, err = call(folder, "pull-request", "--keep", "kept")
    assert code == 0, err
    kept = folder / "kept" / "checks"
    assert "one" in (kept / "logs" / "00-test.txt").read_text()
    assert (kept / "artifacts" / "1" / "out.txt").read_text() == "one\n"
    assert json.loads((kept / "event.json").read_bytes())["repository"]["full_name"] == "octo/shop"


def test_nothing_is_left_of_it_neither_folder_nor_process(tmp_path: Path) -> None:
    sleeper = tmp_path / "sleeper-of-a-test"
    shutil.copy(shutil.which("sleep") or "", sleeper)
    before = set(Path("/tmp").glob("greenlane-gate-*"))
    folder = repository(tmp_path / "r", job("test", f"{sleeper} 300 > /dev/null 2>&1 &"))
    state = (git_says(folder, "status", "--porcelain"), git_says(folder, "for-each-ref"))
    assert call(folder, "pull-request")[0] == 0
    assert str(sleeper) not in subprocess.run(["ps", "ax"], capture_output=True, text=True, check=True).stdout
    assert (git_says(folder, "status", "--porcelain"), git_says(folder, "for-each-ref")) == state
    assert {path for path in set(Path("/tmp").glob("greenlane-gate-*")) - before if is_ours(path)} == set()


def git_says(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True).stdout


def is_ours(folder: Path) -> bool:
    return (folder / "checks" / "event.json").exists() and "octo/shop" in (
        folder / "checks" / "event.json"
    ).read_text()


def test_a_payload_of_ones_own_is_laid_over_and_a_variable_is_named(tmp_path: Path) -> None:
    odd = '$(touch gone) `x` "; | <b> 🙂'
    tell = 'grep "touch gone" "$GITHUB_EVENT_PATH" && echo $MINE-$OTHER && [ ! -e gone ]'
    folder = repository(tmp_path / "r", job("test", tell))
    (tmp_path / "more.json").write_text(json.dumps({"pull_request": {"title": odd}}))
    words = ("--payload", "../more.json", "--env", "MINE", "--env", "OTHER=x", "--keep", "../kept")
    code, out, err = call(folder, "pull-request", *words)
    assert code == 0, out + err
    kept = tmp_path / "kept" / "checks"
    assert json.loads((kept / "event.json").read_bytes())["pull_request"]["title"] == odd
    assert "hunter2-x" in (kept / "logs" / "00-test.txt").read_text()


def test_a_blank_in_the_temporary_folder_is_refused_with_the_way_out(tmp_path: Path) -> None:
    folder = repository(tmp_path / "r", job("test", "true"))
    (tmp_path / "a b").mkdir()
    words = [sys.executable, "-m", "greenlane", "simulate", "pull-request"]
    environment = {"PATH": search_path(), "TMPDIR": str(tmp_path / "a b"), "HOME": str(tmp_path)}
    environment |= {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "TMPDIR=/tmp greenlane simulate" in done.stderr


@pytest.mark.parametrize("where", ["deep/er", "a folder"])
def test_it_works_from_a_subfolder(tmp_path: Path, where: str) -> None:
    folder = repository(tmp_path / "r s", job("test", '[ "$GITHUB_WORKFLOW" = checks ]'))
    (folder / where).mkdir(parents=True)
    code, out, err = call(folder / where, "pull-request")
    assert code == 0, out + err
