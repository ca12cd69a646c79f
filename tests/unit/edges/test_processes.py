"""Processes looked at from outside."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from greenlane.edges import processes
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


def test_a_process_that_becomes_another_program_is_looked_at_again(
    sleeper: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter([False, False])  # as it is at first: no variables yet
    real = processes._marked
    monkeypatch.setattr(processes, "_is_becoming", lambda pid: pid == sleeper.pid)
    monkeypatch.setattr(processes, "_marked", lambda one, mark: next(looks, True) and real(one, mark))
    monkeypatch.setattr(psutil, "process_iter", lambda: [psutil.Process(sleeper.pid)])

    assert [one.pid for one in belonging("a-stack", [])] == [sleeper.pid]
    assert next(looks, None) is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows it")
def test_who_has_words_or_no_memory_is_becoming_nothing(sleeper: subprocess.Popen[bytes]) -> None:
    with subprocess.Popen(["sleep", "600"], env={}) as bare:
        deadline = time.monotonic() + 60
        while any(processes._is_becoming(one.pid) for one in (sleeper, bare)):  # they may be, just then
            assert time.monotonic() < deadline
        bare.kill()
        os.waitid(os.P_PID, bare.pid, os.WEXITED | os.WNOWAIT)
        assert not processes._is_becoming(bare.pid)  # a zombie
    assert not processes._is_becoming(bare.pid)  # nobody


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows it")
def test_every_process_between_exec_and_its_program_is_seen() -> None:
    """Parents go on at that instant; some of these are still there."""
    for _ in range(50):
        with subprocess.Popen(["sleep", "600"], env={MARKER: "a-stack"}) as child:
            try:
                assert child.pid in [one.pid for one in belonging("a-stack", [])]
            finally:
                child.kill()


def test_what_is_found_is_ended_until_nothing_is(sleeper: subprocess.Popen[bytes], tmp_path: Path) -> None:
    end_all(lambda: belonging("", [tmp_path]), grace_s=0.0)

    assert sleeper.wait(60) < 0
    assert end(belonging("", [tmp_path]), grace_s=0.0) == []


def test_a_helper_program_carries_the_mark_of_the_stack_it_works_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(MARKER, "a-stack")

    assert run(["/bin/sh", "-c", f"echo ${MARKER}"], environment={}, cwd=tmp_path).out == "a-stack\n"
