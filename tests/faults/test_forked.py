"""What is forked from a process that has imported greenlane ends, and says, what a started one does."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.site import GREENLANE, Ended, Site
from tests.forked import Forked, heard

CALLS = (("--version",), ("down",), ("status", "--check"), ("up",), ("uup",), ("env", "--bad"))


def started(site: Site, *words: str) -> Ended:
    """The same call with a Python of its own."""
    done = subprocess.run(
        [*GREENLANE, *words],
        cwd=site.project,
        env=site.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_a_forked_call_ends_as_a_started_one(site: Site, words: tuple[str, ...]) -> None:
    site.declare("version: 1\n")
    assert site.greenlane(*words) == started(site, *words)


def test_a_forked_process_is_killed_as_any_other() -> None:
    process = Forked(time.sleep, 60)
    assert process.poll() is None
    process.kill()
    assert process.wait() == -signal.SIGKILL


def test_whoever_waits_and_whoever_kills_hear_the_same_end() -> None:
    for _ in range(50):
        process = Forked(time.sleep, 60)
        with ThreadPoolExecutor(4) as threads:
            ends = [threads.submit(process.wait) for _ in range(3)]
            threads.submit(process.kill).result()
            assert {one.result() for one in ends} == {-signal.SIGKILL}


def test_a_forked_process_that_fails_ends_with_1() -> None:
    assert Forked(os.rmdir, "/nowhere/at/all").wait() == 1


def test_what_a_forked_process_prints_is_heard() -> None:
    process, reader = heard(print, "a", "word")
    with os.fdopen(reader) as said:
        assert said.read() == "a word\n"
    assert process.wait() == 0
