"""A leg that is ended before its time: what it had done is told, and nothing of it stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from greenlane.edges.processes import identity
from tests.unit.cli.test_leg import WORDS, Flow

DECLARED = """\
version: 1
jobs:
  first: {run: ["true"], minutes: 0.1}
  second: {run: ["echo $$ > ../pid; sleep 1000 & wait"], minutes: 0.1}
  third: {run: ["true"], minutes: 0.1}
planner: {shadow: false}
"""


@pytest.fixture
def running(tmp_path: Path) -> tuple[Flow, subprocess.Popen[bytes]]:
    """A leg whose second job runs."""
    flow = Flow(tmp_path)
    flow.changes({"greenlane.yaml": DECLARED})
    flow.plan()
    child = subprocess.Popen(
        [sys.executable, "-m", "greenlane", "leg", "here", *WORDS],
        cwd=flow.trial.root,
        env={**flow.environment(), "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert within(60, lambda: (tmp_path / "pid").exists() and bool((tmp_path / "pid").read_text()))
    return flow, child


def within(seconds: float, is_so: Callable[[], bool]) -> bool:
    """Whether it comes true in that time."""
    deadline = time.monotonic() + seconds
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.01)
    return is_so()


def gone(flow: Flow) -> bool:
    pid = int((flow.folder / "pid").read_text())
    return within(60, lambda: identity(pid) is None)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_interruption_cancels_the_job_that_runs_and_skips_the_rest(
    running: tuple[Flow, subprocess.Popen[bytes]], number: signal.Signals
) -> None:
    flow, child = running
    child.send_signal(number)
    assert child.wait(60) == 130
    jobs = flow.result("here")["jobs"]
    assert {name: one["result"] for name, one in jobs.items()} == {
        "first": "success",
        "second": "cancelled",
        "third": "skipped",
    }
    assert gone(flow)
    code, said, _ = flow.held()
    assert code == 1
    assert "second: cancelled: interrupted" in said


def test_a_leg_that_is_killed_leaves_what_had_ended_and_nothing_that_runs(
    running: tuple[Flow, subprocess.Popen[bytes]],
) -> None:
    flow, child = running
    child.kill()
    child.wait(60)
    assert list(flow.result("here")["jobs"]) == ["first"]
    assert gone(flow)
    code, said, _ = flow.held()
    assert code == 1
    assert "second: missing: leg here left no result of it" in said
