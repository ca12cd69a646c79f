"""A command in front: it has the terminal, gets the signals meant for it, does not outlive us."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from greenlane.edges.waiting import until_ended

PASSED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1


def call(argv: Sequence[str], *, environment: Mapping[str, str], cwd: Path) -> int:
    """Run the command to its end; its exit code, or 128 + N when signal N ended it.

    SIGTERM and SIGHUP are passed on, and SIGINT too unless a terminal has sent it to the command as
    well. On Linux the command gets SIGTERM when we are killed. Raises what Popen raises.
    """
    children: list[subprocess.Popen[bytes]] = []
    early: list[int] = []  # our mask does not hold a signal that another thread gets

    def pass_on(number: int, _: object) -> None:
        if not children:
            early.append(number)
        elif number != signal.SIGINT or not _has_terminal():
            children[0].send_signal(number)

    with _handling(pass_on):
        before = signal.pthread_sigmask(signal.SIG_BLOCK, PASSED_ON)
        try:
            children.append(
                subprocess.Popen(list(argv), env=dict(environment), cwd=cwd, preexec_fn=_first(before))
            )
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        for number in early:
            pass_on(number, None)
        until_ended(children[0])
        code = children[0].wait()
    return code if code >= 0 else 128 - code


@contextlib.contextmanager
def _handling(pass_on: Callable[[int, object], None]) -> Iterator[None]:
    """What is ignored stays ignored, here and in the command: nohup asked for it."""
    before = {number: signal.getsignal(number) for number in PASSED_ON}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, pass_on)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _first(mask: set[signal.Signals] | set[int]) -> Callable[[], None]:
    """What the child does before it becomes the command; all that it needs is loaded beforehand."""
    parent = os.getpid()
    prctl = _prctl()

    def prepare() -> None:
        if prctl is not None:
            prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(128 + signal.SIGTERM)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)

    return prepare


def _prctl() -> Callable[..., int] | None:
    """The kernel's word for `tell me when my parent dies`; None where there is none."""
    if sys.platform != "linux":
        return None
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        found: Callable[..., int] = ctypes.CDLL(None).prctl
        return found
    return None


def _has_terminal() -> bool:
    """Whether ^C on a terminal reaches our whole process group, the command included."""
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)
