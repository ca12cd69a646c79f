"""`greenlane gate` killed at any moment: nothing runs on, nothing lies about, nothing half is believed."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from greenlane.gates import record
from greenlane.model.verdict import Outcome
from tests.faults.conftest import Say
from tests.faults.gated import TOOLS, Gated
from tests.faults.site import until

POINTS = 8


@pytest.fixture
def gated(tmp_path: Path) -> Iterator[Gated]:
    one = Gated(tmp_path).lay()
    yield one
    for pid in one.processes():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def kill(child: subprocess.Popen[str]) -> str:
    """This one process, not its group; what it had said."""
    child.kill()
    return child.communicate(timeout=60)[0]


def until_nothing_is_left(gated: Gated) -> None:
    """What is killed is gone when the kernel comes to it; on a busy machine that is an instant later."""
    until(lambda: gated.left() == [], "nothing running, no folder", state=gated.left)


def all_begun(gated: Gated, times: int = 1) -> None:
    until(lambda: gated.begun() == sorted(TOOLS * times), "both tools at work")


def is_right(gated: Gated) -> float:
    """A run after whatever came before passes, and leaves whole files only; how long it took, seconds."""
    gated.let_go()
    began = time.monotonic()
    child = gated.start()
    said = child.communicate(timeout=60)[0]
    took_s = time.monotonic() - began
    assert child.returncode == 0, said
    assert list(gated.temporary.iterdir()) == []
    until_nothing_is_left(gated)
    for folder in (gated.root / ".greenlane", gated.folder / "cache"):
        aside = [str(path) for path in folder.rglob(".*.*") if path.name != ".gitignore"]
        assert aside == []
    assert record.read(gated.root / ".greenlane/evidence/lint.json").outcome is Outcome.PASS
    return took_s


def whole(gated: Gated) -> None:
    """What there is of evidence and of kept answers can be read."""
    for path in (gated.root / ".greenlane/evidence").glob("*.json"):
        assert record.read(path).outcome is Outcome.PASS
    for path in (gated.folder / "cache").rglob("*.json"):
        json.loads(path.read_bytes())


def test_a_kill_while_tools_run_ends_them_and_all_they_have_started(gated: Gated) -> None:
    gated.hold()
    child = gated.start()
    all_begun(gated)
    kill(child)
    until_nothing_is_left(gated)
    assert not (gated.root / ".greenlane").exists()
    is_right(gated)


def test_a_kill_at_any_moment_leaves_nothing_half(gated: Gated, seeded: random.Random, say: Say) -> None:
    took_s = is_right(gated)
    for _ in range(POINTS):
        (gated.root / "a.py").write_text(f"x = {seeded.random()}\n")
        point_s = seeded.uniform(0, took_s)
        child = gated.start("--no-cache") if seeded.random() < 0.5 else gated.start()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(point_s)
        state = "ended" if child.poll() is not None else "ran"
        kill(child) if state == "ran" else child.communicate()
        say(f"killed after {point_s:.3f} of {took_s:.3f} s: it {state}")
        until(lambda: gated.processes() == {}, "nothing running", state=gated.processes)
        gated.age()  # one made just before the kill has no guard yet; the next run takes it away
        whole(gated)
    is_right(gated)


def test_when_the_guard_is_killed_as_well_a_later_run_clears_up(gated: Gated) -> None:
    gated.hold()
    child = gated.start()
    all_begun(gated)
    (guard,) = [pid for pid, words in gated.processes().items() if "greenlane-guard" in words]
    os.kill(guard, signal.SIGKILL)
    kill(child)
    (folder,) = gated.temporary.iterdir()
    assert len(gated.processes()) >= len(TOOLS)
    gated.age()
    is_right(gated)
    assert not folder.exists()


def test_a_later_run_leaves_the_folder_of_one_that_runs(gated: Gated) -> None:
    gated.hold()
    child = gated.start()
    all_begun(gated)
    gated.age()
    gated.let_go()
    other = gated.start()
    said = [one.communicate(timeout=60)[0] for one in (child, other)]
    assert [child.returncode, other.returncode] == [0, 0], said
    until_nothing_is_left(gated)


def test_two_at_once_in_one_project_are_both_right(gated: Gated) -> None:
    gated.hold()
    children = [gated.start(), gated.start()]
    all_begun(gated, times=2)
    gated.let_go()
    said = [child.communicate(timeout=60)[0] for child in children]
    assert [child.returncode for child in children] == [0, 0], said
    assert all("✓ PASS" in text for text in said)
    whole(gated)
    is_right(gated)


def tell_another_thread(child: subprocess.Popen[str], number: int) -> None:
    """The main thread sleeps on, as over a signal that comes in the instant before it goes to sleep.

    So one of 300 gates missed the signal that came as soon as its tools had begun, on a busy machine.
    """
    threads = [int(path.name) for path in Path(f"/proc/{child.pid}/task").iterdir()]
    other = next(one for one in threads if one != child.pid)
    assert ctypes.CDLL(None).tgkill(child.pid, other, number) == 0


@pytest.mark.parametrize("tell", [subprocess.Popen.send_signal, tell_another_thread])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interruption_ends_tools_that_would_not_end(
    gated: Gated, number: signal.Signals, tell: Callable[[subprocess.Popen[str], int], None]
) -> None:
    gated.hold()
    child = gated.start()
    all_begun(gated)
    tell(child, number)
    said = child.communicate(timeout=60)[0]
    assert child.returncode == 130
    assert said.rstrip().endswith("interrupted")
    assert list(gated.temporary.iterdir()) == []
    until_nothing_is_left(gated)
    assert not (gated.root / ".greenlane").exists()
    is_right(gated)
