"""Syncs that die: what the killed processes of test_sync_killed.py run. They need not import pytest."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from signal import SIGKILL
from types import FrameType
from typing import Any

from greenlane.minutes.lock import one_writer
from tests.standins.actions_synced import Machine


@dataclass
class Countdown:
    """How many SQL statements are left before `at_zero`."""

    left: int
    at_zero: Callable[[], None] = lambda: None

    def step(self, frame: FrameType, event: str, called: Any) -> None:
        """A profiler's function (sys.setprofile)."""
        del frame
        if event == "c_call" and called.__name__ in ("execute", "executemany"):
            self.left -= 1
            if self.left == -1:
                self.at_zero()


@contextmanager
def each_statement(countdown: Countdown) -> Iterator[None]:
    """Count the SQL statements within."""
    sys.setprofile(countdown.step)
    try:
        yield
    finally:
        sys.setprofile(None)


def sync_locked(machine: Machine) -> None:
    """What dies: a sync as the verb does it."""
    with one_writer(machine.file):
        machine.sync()


def sync_to_statement(machine: Machine, number: int) -> None:
    """A sync that kills itself before this SQL statement."""
    with each_statement(Countdown(number, lambda: os.kill(os.getpid(), SIGKILL))):
        sync_locked(machine)
