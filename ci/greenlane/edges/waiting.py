"""Starting and waiting in such a way that a signal is heard, and not half-way.

Python runs a handler in the main thread, between two of its own steps. A signal that comes just before that
thread begins to wait, or that another thread gets, does not end the wait: where tools take minutes, ^C would
be deaf for minutes. So what the main thread waits for long it waits for in rounds; all but GitHub's answers,
which are waited for as long as their time-outs say.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any

from greenlane.model.errors import OutsideError

if TYPE_CHECKING:
    from concurrent.futures import Future
    from queue import SimpleQueue

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ROUND_S = 0.2
_PAUSE_S = 0.02
_PIPED: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}


def sleep(seconds: float) -> None:
    """As `time.sleep`."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, ROUND_S))


def completed(futures: Iterable[Future[Any]]) -> Iterator[Future[Any]]:
    """As `concurrent.futures.as_completed`.

    That and `wait` hold locks in Python: a handler that raises there, as in each round it could, leaves them
    held.
    """
    from queue import SimpleQueue

    done: SimpleQueue[Future[Any]] = SimpleQueue()
    awaited = set(futures)
    for one in awaited:
        one.add_done_callback(done.put)
    for _ in awaited:
        yield _next(done)


def _next(done: SimpleQueue[Future[Any]]) -> Future[Any]:
    from queue import Empty

    while True:
        with contextlib.suppress(Empty):
            return done.get(timeout=ROUND_S)


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


def run(
    argv: Sequence[str], *, given: bytes | None, timeout_s: float, **options: Any
) -> subprocess.CompletedProcess[bytes]:
    """As `subprocess.run`, with both outputs captured. given: its standard input; None: that is empty.

    Raises what that raises; subprocess.TimeoutExpired with what was printed, unless the program lives on
    after it has closed its outputs.
    """
    with readable(given) as source, subprocess.Popen(argv, stdin=source, **_PIPED, **options) as child:
        try:
            out, err = _communicated(child, timeout_s)
        except BaseException:
            child.kill()
            raise
    return subprocess.CompletedProcess(argv, child.returncode, out, err)


@contextlib.contextmanager
def readable(data: bytes | None) -> Iterator[IO[bytes] | int]:
    """What a child can be given as its standard input: a file, for a pipe might be left unread.

    In memory, where the system can keep one there. Raises OutsideError.
    """
    if data is None:
        yield subprocess.DEVNULL
        return
    with _unnamed() as given:
        given.write(data)
        given.seek(0)
        yield given


def _unnamed() -> IO[bytes]:
    try:
        if hasattr(os, "memfd_create"):
            return os.fdopen(os.memfd_create("given"), "w+b")
        import tempfile

        return tempfile.TemporaryFile()
    except OSError as err:
        raise OutsideError(
            f"no temporary file could be made: {err.strerror}",
            fix="set TMPDIR to a folder that is there and may be written to",
        ) from err


def _communicated(child: subprocess.Popen[bytes], timeout_s: float) -> tuple[bytes, bytes]:
    """What it prints. Python 3.11 sends an input in the first round only, so that has to be a file."""
    until = time.monotonic() + timeout_s
    while True:
        left = until - time.monotonic()
        try:
            return child.communicate(timeout=max(0.0, min(left, ROUND_S)))
        except subprocess.TimeoutExpired as late:
            if left <= ROUND_S:
                late.timeout = timeout_s  # not that of the last round
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
