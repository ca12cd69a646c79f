"""Starting and waiting in such a way that a signal is heard, and not half-way.

Python runs a handler in the main thread, between two of its own steps. A signal that comes just before that
thread begins to wait, or that another thread gets, does not end the wait: where tools take minutes, ^C would
be deaf for minutes. So whatever the main thread waits for, it waits for in rounds.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import Future

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ROUND_S = 0.2
_PAUSE_S = 0.02


def sleep(seconds: float) -> None:
    """As `time.sleep`."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, ROUND_S))


def completed(futures: Iterable[Future[Any]]) -> Iterator[Future[Any]]:
    """As `concurrent.futures.as_completed`."""
    from concurrent.futures import FIRST_COMPLETED, wait

    left = set(futures)
    while left:
        done, left = wait(left, ROUND_S, FIRST_COMPLETED)
        yield from done


def lines(descriptor: int) -> Iterator[bytes]:
    """What comes through a pipe until its end, each line as soon as it is whole, without its newline.

    A last line that has none is not whole: whoever wrote it was killed.
    """
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    begun = b""
    while True:
        if not poll.poll(ROUND_S * 1000):
            continue
        if not (data := os.read(descriptor, 1 << 16)):
            return
        *whole, begun = (begun + data).split(b"\n")
        yield from whole


def communicate(child: subprocess.Popen[bytes], timeout_s: float) -> tuple[bytes, bytes]:
    """As `Popen.communicate`, with both outputs piped, and no input: Python 3.11 sends it in one round only.

    Raises subprocess.TimeoutExpired, with what was printed.
    """
    until = time.monotonic() + timeout_s
    while True:
        left = until - time.monotonic()
        try:
            return child.communicate(timeout=max(0.0, min(left, ROUND_S)))
        except subprocess.TimeoutExpired:
            if left <= ROUND_S:
                raise


def until_ended(child: subprocess.Popen[bytes]) -> None:
    """Return when the child has ended; it is not reaped where the system can tell that without."""
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
