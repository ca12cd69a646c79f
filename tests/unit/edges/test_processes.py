"""Processes looked at from outside."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from greenlane.edges.process import run
from greenlane.edges.processes import MARKER, belonging, end, end_all, identity, is_alive


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that works in a folder of its own and would go on."""
    with subprocess.Popen(["sleep", "600"], cwd=tmp_path, env={**os.environ, MARKER: "a-stack"}) as child:
        yield child
        child.kill()


def test_a_process_is_known_again(sleeper: subprocess.Popen[bytes]) -> None:
    known = identity(sleeper.pid)

    assert known is not None
    assert identity(sleeper.pid) == known
    assert is_alive(known)


def test_another_process_of_the_same_number_is_not_taken_for_it(sleeper: subprocess.Popen[bytes]) -> None:
    known = identity(sleeper.pid)
    assert known is not None

    assert not is_alive(replace(known, born=f"{known.born}0"))


def test_a_zombie_is_not_alive(sleeper: subprocess.Popen[bytes]) -> None:
    known = identity(sleeper.pid)
    assert known is not None
    sleeper.kill()
    os.waitid(os.P_PID, sleeper.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and stays a zombie

    assert not is_alive(known)


def test_a_process_belongs_by_its_mark_or_by_its_folder(
    sleeper: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    assert sleeper.pid in [one.pid for one in belonging("a-stack", [])]
    assert sleeper.pid in [one.pid for one in belonging("", [tmp_path])]
    assert belonging("another-stack", [tmp_path / "below"]) == []


def test_what_is_found_is_ended_until_nothing_is(sleeper: subprocess.Popen[bytes], tmp_path: Path) -> None:
    end_all(lambda: belonging("", [tmp_path]), grace_s=0.0)

    assert sleeper.wait(10) < 0
    assert end(belonging("", [tmp_path]), grace_s=0.0) == []


def test_a_helper_program_carries_the_mark_of_the_stack_it_works_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(MARKER, "a-stack")

    assert run(["/bin/sh", "-c", f"echo ${MARKER}"], environment={}, cwd=tmp_path).out == "a-stack\n"
