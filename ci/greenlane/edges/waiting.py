"""Waiting for a child in such a way that a signal is heard meanwhile."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import time

ROUND_S = 0.2
_PAUSE_S = 0.02


def until_ended(child: subprocess.Popen[bytes]) -> None:
    """Return when the child has ended; where the system can tell that without reaping it, it is not reaped.

    Python runs a handler between two of its own steps. A signal that comes just before a long wait begins, or
    that another thread gets, would be heard when the child has ended; here it is heard within ROUND_S.
    """
    if child.returncode is not None:
        return
    try:
        handle = os.pidfd_open(child.pid)
    except (AttributeError, OSError):  # macOS, or an old kernel
        _looking(child)
        return
    try:
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        while not poll.poll(ROUND_S * 1000):
            pass
    finally:
        os.close(handle)


def _looking(child: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "waitid"):
        while os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
            time.sleep(_PAUSE_S)
        return
    while child.returncode is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(ROUND_S)
