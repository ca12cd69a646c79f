"""Commands of a job: how they end, and that nothing of theirs outlives the job."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from greenlane.edges.commands import Commands, shell
from greenlane.edges.processes import identity
from greenlane.model.errors import OutsideError

ENVIRONMENT = {"PATH": os.environ["PATH"]}


def run(command: str, folder: Path) -> int:
    with Commands(ENVIRONMENT, folder) as commands:
        return commands.run(command)


def gone(pid: int) -> bool:
    """Whether that process ends within a minute."""
    deadline = time.monotonic() + 60
    while identity(pid) is not None and time.monotonic() < deadline:
        time.sleep(0.01)
    return identity(pid) is None


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("true", 0),
        ("exit 7", 7),
        ("false; true", 1),
        ("false | true", 1),
        ("echo $UNSET", 1),
        ("kill -9 $$", 137),
        ("read -r line", 1),
    ],
)
def test_a_command_ends_with_its_code_and_every_failure_in_it_counts(
    command: str, code: int, tmp_path: Path
) -> None:
    assert run(command, tmp_path) == code


def test_it_runs_in_the_folder_with_the_environment_that_is_given(tmp_path: Path) -> None:
    assert run('test "$PWD" = "$(pwd -P)" && echo "${HOME-none}" > said', tmp_path) == 0
    assert (tmp_path / "said").read_text() == "none\n"


@pytest.mark.parametrize("reaps_last", [True, False])
def test_what_is_left_in_the_background_lives_as_long_as_the_job(tmp_path: Path, reaps_last: bool) -> None:
    with Commands(ENVIRONMENT, tmp_path, reaps_last=reaps_last) as commands:
        assert commands.run("sleep 1000 & echo $! > pid") == 0
        assert commands.run("kill -0 $(cat pid)") == 0
        assert commands.run("kill -9 $$") == 137
        pid = int((tmp_path / "pid").read_text())
    assert gone(pid)


def test_without_bash_it_is_sh(tmp_path: Path) -> None:
    (tmp_path / "sh").symlink_to("/bin/sh")
    assert shell({"PATH": str(tmp_path)})[1:] == ("-eu", "-c")
    with pytest.raises(OutsideError, match="neither bash nor sh"):
        shell({"PATH": str(tmp_path / "none")})


INTERRUPTED = """
import signal, sys, pathlib
sys.path[:0] = sys.argv[2:]
from greenlane.edges.commands import Commands
folder = pathlib.Path(sys.argv[1])
def stop(*_): raise KeyboardInterrupt
signal.signal(signal.SIGTERM, stop)
try:
    with Commands({"PATH": "/usr/bin:/bin"}, folder, reaps_last="last" in sys.argv) as commands:
        commands.run("trap 'echo asked > asked; exit' TERM; sleep 1000 & echo $! > pid; wait")
except KeyboardInterrupt:
    (folder / "raised").touch()
"""


@pytest.mark.parametrize("reaps", ["last", "first"])
def test_an_interruption_asks_the_command_to_end_and_is_raised_again(tmp_path: Path, reaps: str) -> None:
    child = subprocess.Popen([sys.executable, "-c", INTERRUPTED, str(tmp_path), *sys.path, reaps])
    deadline = time.monotonic() + 60
    while not (tmp_path / "pid").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    child.send_signal(signal.SIGTERM)
    assert child.wait(60) == 0
    assert (tmp_path / "asked").exists()
    assert (tmp_path / "raised").exists()
    assert gone(int((tmp_path / "pid").read_text()))
