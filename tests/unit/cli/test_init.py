"""`greenlane init` as it is called: what it shows, what it asks, what it never does."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from greenlane.cli import init_pin
from greenlane.cli.world import World
from tests.unit.workflows.init.kinds import MAKE, PYTHON_PIP_COMPOSE, PYTHON_UV
from tests.unit.workflows.init.made import PIN, call, environment, git, init, listed, repository

ROOT = Path(__file__).resolve().parents[3]


def answered(root: Path, answer: str) -> tuple[int, str]:
    """The call at a terminal, and somebody who answers its question; the code, and what they saw."""
    ours, theirs = pty.openpty()
    argv = [sys.executable, "-m", "greenlane", "init", "--pin", PIN]
    variables = {**environment(root), "TERM": "xterm", "PYTHONPATH": str(ROOT / "ci")}
    child = subprocess.Popen(argv, cwd=root, env=variables, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = b""
    while b"Type yes" not in seen:
        seen += os.read(ours, 65536)
    os.write(ours, f"{answer}\n".encode())
    try:
        while more := os.read(ours, 65536):
            seen += more
    except OSError:  # Linux says so when the other end is closed
        pass
    os.close(ours)
    return child.wait(timeout=60), seen.decode().replace("\r\n", "\n")


def test_a_dry_run_shows_every_line_and_writes_nothing(tmp_path: Path) -> None:
    root = repository(tmp_path, PYTHON_UV)
    before = listed(root)
    done = init(root, "--dry-run")
    assert (done.code, done.out.splitlines()[-1]) == (0, "dry run: nothing was written")
    assert listed(root) == before
    shown = [line[1:] for line in done.out.splitlines() if re.match(r"\+(?!\+\+ )", line)]
    assert init(root, "--yes").code == 0
    written = [
        listed(root)[path] for path in ("greenlane.yaml", "noxfile.py", ".github/workflows/greenlane.yml")
    ]
    assert shown == "".join(written).splitlines()


@pytest.mark.parametrize(("answer", "code"), [("yes", 0), ("no", 1), ("", 1)])
def test_somebody_at_a_terminal_is_asked(tmp_path: Path, answer: str, code: int) -> None:
    root = repository(tmp_path, MAKE)
    ended, seen = answered(root, answer)
    assert ended == code, seen
    assert (root / "greenlane.yaml").exists() is (code == 0)
    assert ("nothing was written" in seen) is (code == 1)


def test_without_a_terminal_nothing_is_written_unasked(tmp_path: Path) -> None:
    root = repository(tmp_path, MAKE)
    done = init(root)
    assert done.code == 2
    assert "greenlane init --yes" in done.err
    assert not (root / "greenlane.yaml").exists()


def test_a_file_that_is_there_stays_and_what_it_lacks_is_shown(tmp_path: Path) -> None:
    own = "version: 1\nservices: {redis: {}}\n"
    root = repository(tmp_path, {**PYTHON_UV, "greenlane.yaml": own})
    done = init(root, "--yes")
    assert done.code == 0
    assert (root / "greenlane.yaml").read_text() == own
    assert (root / "noxfile.py").exists()
    assert "left alone: greenlane.yaml: it is there; what it lacks:" in done.out
    assert "    jobs:\n      lint: {run: [nox -s lint], reports: [.greenlane/reports/lint/" in done.out
    assert "+++ greenlane.yaml" not in done.out


def test_a_noxfile_of_ones_own_is_left_and_jobs_do_without_it(tmp_path: Path) -> None:
    own = "import nox\n\n\n@nox.session\ndef docs(session):\n    pass\n"
    root = repository(tmp_path, {**PYTHON_PIP_COMPOSE, "noxfile.py": own})
    done = init(root, "--yes")
    assert (done.code, (root / "noxfile.py").read_text()) == (0, own)
    assert "its sessions (docs) can be jobs" in done.out
    written = (root / "greenlane.yaml").read_text()
    assert "nox -s" not in written
    assert "greenlane gate --install lint" in written
    assert "greenlane run --mode ephemeral -- bash" in written


def test_a_noxfile_that_takes_sessions_already_is_told_which_it_lacks(tmp_path: Path) -> None:
    own = 'from greenlane.nox import Project, take\n\ntake(Project(source="src/shop"), "lint", "tests")\n'
    root = repository(tmp_path, {**PYTHON_UV, "noxfile.py": own})
    done = init(root, "--yes")
    assert (root / "noxfile.py").read_text() == own
    assert re.search(
        r'take\(Project\(source="src/shop"\), "typecheck", "security", "coverage", "build"\)', done.out
    )


def test_a_workflow_that_calls_greenlane_already_is_enough(tmp_path: Path) -> None:
    called = f"octo/greenlane/.github/workflows/reusable-checks.yml@{'a' * 40}"
    calling = f"on: pull_request\njobs:\n  a:\n    uses: {called}\n"
    root = repository(tmp_path, {**MAKE, ".github/workflows/ci.yml": calling})
    done = call(root, "init", "--yes")
    assert done.code == 0, done.err
    assert "left alone: .github/workflows/ci.yml: it calls greenlane's checks" in done.out
    assert not (root / ".github/workflows/greenlane.yml").exists()


def test_called_below_the_root_it_writes_at_the_root(tmp_path: Path) -> None:
    root = repository(tmp_path, PYTHON_UV)
    assert init(root / "src" / "shop", "--yes").code == 0
    assert (root / "greenlane.yaml").exists()
    assert not (root / "src" / "shop" / "greenlane.yaml").exists()


def test_a_folder_with_a_space_and_odd_letters_is_fine(tmp_path: Path) -> None:
    root = repository(tmp_path / "my work", PYTHON_UV, name="shöp & 'co'")
    assert init(root, "--yes").code == 0
    assert call(root, "config", "check").code == 0


def test_what_programs_leave_lying_is_no_part_of_the_repository(tmp_path: Path) -> None:
    root = repository(tmp_path, MAKE)
    assert init(root, "--yes").code == 0
    (root / "__pycache__").mkdir()
    (root / "__pycache__" / "noxfile.pyc").write_text("")
    assert init(root).out.splitlines()[-1] == "nothing is left to write"
    assert "what it lacks" not in init(root).out


def test_what_is_no_repository_is_told(tmp_path: Path) -> None:
    done = init(tmp_path, "--yes")
    assert done.code == 2
    assert "git init" in done.err


def test_nothing_that_it_knows_is_told_with_a_way_on(tmp_path: Path) -> None:
    root = repository(tmp_path, {"letter.txt": "Dear\n"})
    done = init(root, "--yes")
    assert done.code == 2
    assert "nothing here that greenlane would know how to check" in done.err
    assert listed(root) == {"letter.txt": "Dear\n"}


@pytest.mark.parametrize(
    "pin", ["octo/greenlane", "octo/greenlane@v1", f"greenlane@{'a' * 40}", f"a/b@{'A' * 40}"]
)
def test_a_pin_is_a_repository_and_a_whole_commit(tmp_path: Path, pin: str) -> None:
    root = repository(tmp_path, MAKE)
    done = call(root, "init", "--yes", "--pin", pin)
    assert done.code == 2
    assert "--pin OWNER/NAME@COMMIT" in done.err


def test_a_pin_may_bring_its_version(tmp_path: Path) -> None:
    root = repository(tmp_path, MAKE)
    assert call(root, "init", "--yes", "--pin", f"{PIN}#v9.8.7").code == 0
    assert f"@{PIN.partition('@')[2]} # v9.8.7\n" in (root / ".github/workflows/greenlane.yml").read_text()


def test_when_one_file_cannot_be_written_there_is_none(tmp_path: Path) -> None:
    root = repository(tmp_path, MAKE)
    (root / ".github").write_text("in the way\n")
    done = init(root, "--yes")
    assert done.code == 3
    assert "nothing was written" in done.err
    assert not (root / "greenlane.yaml").exists()
    assert not (root / "noxfile.py").exists()


def test_a_folder_that_leads_out_of_the_repository_is_not_followed(tmp_path: Path) -> None:
    root = repository(tmp_path, MAKE)
    (tmp_path / "elsewhere").mkdir()
    (root / ".github").symlink_to(tmp_path / "elsewhere")
    done = init(root, "--yes")
    assert (done.code, "leads out of the repository" in done.err) == (3, True)
    assert list((tmp_path / "elsewhere").rglob("*")) == []
    assert not (root / "greenlane.yaml").exists()


def test_names_made_of_commands_change_nothing_but_text(tmp_path: Path) -> None:
    evil = "$(touch PWNED) `id` ; ${{ github.token }} <script>\x1b[31m"
    files = {**PYTHON_UV, f"{evil}/x.py": "", f"{evil}/package.json": '{"scripts": {"test": "true"}}'}
    root = repository(tmp_path, files)
    done = init(root, "--yes")
    assert done.code == 0, done.err
    assert "\x1b" not in done.out
    assert call(root, "config", "check").code == 0
    assert "github.token" not in (root / ".github/workflows/greenlane.yml").read_text()
    assert not list(tmp_path.rglob("PWNED"))


def test_the_clone_that_it_runs_from_is_the_pin(tmp_path: Path) -> None:
    clone = repository(tmp_path, {"ci/greenlane/__init__.py": "", "pyproject.toml": ""}, name="greenlane")
    git(clone, "remote", "add", "origin", "git@github.com:octo/greenlane.git")
    world = World(environment(clone), clone, sys.stdout, sys.stderr)
    package = clone / "ci" / "greenlane" / "__init__.py"
    assert init_pin.cloned(world, package) is None, "a commit that nobody else has is no pin"
    commit = git(clone, "rev-parse", "HEAD").strip()
    git(clone, "update-ref", "refs/remotes/origin/main", commit)
    git(clone, "tag", "v1.2.3")
    pin = init_pin.cloned(world, package)
    assert pin
    assert (pin.repository, pin.commit, pin.version) == ("octo/greenlane", commit, "v1.2.3")


def test_an_installation_from_git_is_the_pin() -> None:
    world = World({}, Path.cwd(), sys.stdout, sys.stderr)
    commit = "c" * 40
    told = {"url": "https://github.com/octo/greenlane", "vcs_info": {"vcs": "git", "commit_id": commit}}
    pin = init_pin.recorded(json.dumps(told), world)
    assert pin
    assert (pin.repository, pin.commit) == ("octo/greenlane", commit)
    assert re.fullmatch(r"v\d+\.\d+\.\d+", pin.version)


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", '{"url": "file:///srv/greenlane", "dir_info": {}}'),
        '{"url": "https://example.org/octo/greenlane", "vcs_info": {"commit_id": "%s"}}' % ("c" * 40),
        '{"url": "https://github.com/octo/greenlane", "vcs_info": {"commit_id": "main"}}',
    ],
)
def test_another_installation_is_no_pin(text: str) -> None:
    assert init_pin.recorded(text, World({}, Path.cwd(), sys.stdout, sys.stderr)) is None


def test_without_any_pin_the_way_to_name_one_is_told(tmp_path: Path) -> None:
    root = repository(tmp_path, MAKE)
    done = call(root, "init", "--yes")
    if done.code == 0:
        pytest.skip("this greenlane lies in a clone whose commit is at GitHub")
    assert (done.code, "greenlane init --pin OWNER/NAME@COMMIT" in done.err) == (2, True)
    assert not (root / "greenlane.yaml").exists()


def test_a_package_inside_somebody_elses_repository_is_no_pin(tmp_path: Path) -> None:
    theirs = repository(tmp_path, {"vendor/greenlane/ci/greenlane/__init__.py": ""})
    world = World(environment(theirs), theirs, sys.stdout, sys.stderr)
    assert init_pin.cloned(world, theirs / "vendor/greenlane/ci/greenlane/__init__.py") is None
