"""Starting and waiting for a child in such a way that a signal is heard, and not half-way."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Iterator

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
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
        while not has_ended(child):
            time.sleep(_PAUSE_S)
        return
    try:
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        while not poll.poll(ROUND_S * 1000):
            pass
    finally:
        os.close(handle)


def has_ended(child: subprocess.Popen[bytes]) -> bool:
    """Whether it has; it is not reaped where the system can tell that without (macOS from Python 3.13 on)."""
    if child.returncode is not None:
        return True
    if hasattr(os, "waitid"):
        with contextlib.suppress(ChildProcessError):  # it was reaped
            return os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None
        return True
    return child.poll() is not None


@contextlib.contextmanager
def held_back() -> Iterator[None]:
    """What would end us ends us when the block has ended; what is ignored stays so.

    Without a mask, which a child would inherit: to take it off there, Python forks all that it has loaded.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread hears signals
        return
    early: list[int] = []
    before = {number: signal.getsignal(number) for number in ENDING}
    heard = {number: handler for number, handler in before.items() if handler not in (signal.SIG_IGN, None)}
    for number in heard:
        signal.signal(number, lambda sent, _: early.append(sent))
    try:
        yield
    finally:
        for number, handler in heard.items():
            signal.signal(number, handler)
        for one in early:
            signal.raise_signal(one)
