"""Waiting: a signal is heard meanwhile, and a child that has ended is still to be reaped."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from greenlane.edges import process, waiting
from greenlane.edges.children import Children
from greenlane.edges.waiting import completed, lines, until_ended
from greenlane.model.errors import OutsideError

LONG_S = 40.0
HEARD_WITHIN_S = 30.0
"""Generous; a round is 0.2 s."""


def absent(_: int) -> int:
    raise OSError


@pytest.fixture(params=["pidfd", "waitid", "wait"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What this system knows."""
    if request.param != "pidfd":
        monkeypatch.setattr(os, "pidfd_open", absent, raising=False)
    if request.param == "wait":
        monkeypatch.delattr(os, "waitid", raising=False)
    return str(request.param)


def test_it_returns_when_the_child_has_ended_whose_code_is_still_to_be_had(way: str) -> None:
    with subprocess.Popen(["/bin/sh", "-c", "read line; exit 7"], stdin=subprocess.PIPE) as child:
        assert child.stdin
        child.stdin.close()
        until_ended(child)
        assert (child.returncode is None) == (way != "wait")
        assert child.wait() == 7
        until_ended(child)


def test_a_child_that_was_killed_has_ended(way: str) -> None:
    with subprocess.Popen(["sleep", "600"]) as child:
        child.kill()
        until_ended(child)
        assert child.wait() == -9, way


class Heard(Exception):
    """By the main thread."""


@contextlib.contextmanager
def signalled() -> Iterator[None]:
    """In a moment a signal comes to another thread, which does not wake the main thread.

    So it is with one that comes in the instant before the wait begins.
    """

    def hear(*_: object) -> None:
        raise Heard

    def send() -> None:
        if not over.wait(0.5):
            signal.pthread_kill(threading.get_ident(), signal.SIGUSR2)

    before, over = signal.signal(signal.SIGUSR2, hear), threading.Event()
    thread = threading.Thread(target=send)
    try:
        thread.start()
        yield
    finally:
        over.set()
        thread.join()
        signal.signal(signal.SIGUSR2, before)


def for_a_pipe(_: Path) -> None:
    reader, writer = os.pipe()
    with os.fdopen(reader), os.fdopen(writer, "w"):
        next(lines(reader))


def for_an_answer(folder: Path) -> None:
    words = ["sleep", str(LONG_S)]
    process.run(words, environment={"PATH": os.environ["PATH"]}, cwd=folder, timeout_s=LONG_S)


def for_a_tool(folder: Path) -> None:
    words = ["sleep", str(LONG_S)]
    Children().call(words, environment={"PATH": os.environ["PATH"]}, cwd=folder, timeout_s=LONG_S)


def for_work(_: Path) -> None:
    next(completed([Future()]))


@pytest.mark.parametrize(
    "wait",
    [for_a_pipe, for_an_answer, for_a_tool, for_work, lambda _: waiting.sleep(LONG_S)],
    ids=["a pipe", "a program's answer", "a tool", "work of another thread", "a moment"],
)
def test_a_signal_that_does_not_wake_us_is_heard_while_we_wait(
    wait: Callable[[Path], None], tmp_path: Path
) -> None:
    began = time.monotonic()
    with pytest.raises(Heard), signalled():
        wait(tmp_path)
    assert time.monotonic() - began < HEARD_WITHIN_S


def test_lines_come_whole_and_as_soon_as_they_are() -> None:
    reader, writer = os.pipe()
    found = lines(reader)
    with contextlib.closing(os.fdopen(reader)):
        os.write(writer, b"one\ntw")
        assert next(found) == b"one"
        os.write(writer, b"o\n\nthr")
        assert [next(found), next(found)] == [b"two", b""]
        os.close(writer)
        assert list(found) == []


def test_all_that_is_done_comes_once_and_nothing_twice() -> None:
    futures: list[Future[int]] = [Future() for _ in range(3)]
    futures[1].set_result(1)
    found = completed(futures)
    assert next(found) is futures[1]
    futures[2].set_result(2)
    futures[0].set_exception(OSError())
    assert set(found) == {futures[0], futures[2]}


def test_what_a_program_reads_and_says_is_whole_over_many_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "ROUND_S", 0.01)
    script = "sleep 0.1; cat; echo said >&2; sleep 0.1; echo end"
    given = b"x" * 300_000
    done = waiting.run(["/bin/sh", "-c", script], given=given, timeout_s=60.0)
    assert (done.returncode, done.stdout, done.stderr) == (0, given + b"end\n", b"said\n")


def test_a_program_that_says_nothing_more_is_waited_for_no_longer_than_told() -> None:
    with pytest.raises(subprocess.TimeoutExpired) as caught:
        waiting.run(["/bin/sh", "-c", "echo begun; exec sleep 600"], given=None, timeout_s=5.0)
    assert (caught.value.timeout, caught.value.output) == (5.0, b"begun\n")


def test_an_interrupted_wait_leaves_no_program_behind(tmp_path: Path) -> None:
    script = f"echo $$ > '{tmp_path}/pid'; exec sleep 600"
    with pytest.raises(Heard), signalled():
        waiting.run(["/bin/sh", "-c", script], given=None, timeout_s=LONG_S)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_no_room_for_an_input_is_said_as_that(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delattr(os, "memfd_create", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(OutsideError, match="no temporary file could be made: No such file"):
        process.run(["/bin/cat"], environment={}, cwd=tmp_path, stdin="x")


def test_without_a_file_in_memory_there_is_one_on_the_disk(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delattr(os, "memfd_create", raising=False)
    assert process.run(["/bin/cat"], environment={}, cwd=tmp_path, stdin="x").out == "x"
