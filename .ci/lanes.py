"""Steps side by side, each with a log of its own that is printed whole when the step ends.

A step waits for those that it names in `after`, whatever became of them. Of those that may go, the first in
the list goes as soon as a lane is free. Whoever ends the run ends all that the steps have started.
Many of our steps wait for servers, or use one processor of two: two lanes fill what they leave.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

PATIENCE_S = 20.0
"""How long what was asked to end may take."""
LAST_LINES = 60
LAST_BYTES = 1 << 14
"""Of what a failed step printed, so much is kept, for the end of the run."""


_THREAD = threading.local()


def processor_s() -> float:
    """Processor seconds of the commands that this thread has run, and of what these waited for."""
    return float(getattr(_THREAD, "processor_s", 0.0))


class Ended(NamedTuple):
    """How a step ended.

    is_good: what it said. seconds: from its start. processor_s: used by its commands. last: the end of what
    it printed, when it failed and its output was kept back.
    """

    name: str
    is_good: bool
    seconds: float
    processor_s: float
    last: str = ""


class Commands:
    """What the steps have started and what still runs of it."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._is_over = False
        self._lock = threading.Lock()

    def run(
        self, argv: Sequence[str], folder: Path, variables: Mapping[str, str], log: IO[bytes] | None
    ) -> int:
        """One command to its end, in a session of its own; its exit code. log: None for this process's.

        What it used of the processors is added to `processor_s` of the calling thread; what outlives the
        command that started it, as servers do, is not in it.
        """
        with self._lock:
            if self._is_over:
                return 1
            child = subprocess.Popen(
                argv,
                cwd=folder,
                env=dict(variables),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT if log else None,
                start_new_session=True,
            )
            self._running.add(child)
        with contextlib.suppress(ChildProcessError):  # `end` was quicker, and knows the code
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            _THREAD.processor_s = processor_s() + usage.ru_utime + usage.ru_stime
        with self._lock:
            self._running.discard(child)
        return child.wait()

    def end(self) -> None:
        """End what runs, and start nothing more."""
        with self._lock:
            self._is_over = True
            left = list(self._running)
        for number in (signal.SIGTERM, signal.SIGKILL):
            for child in left:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, number)
            until = time.monotonic() + PATIENCE_S
            while any(child.poll() is None for child in left) and time.monotonic() < until:
                time.sleep(0.1)


@contextlib.contextmanager
def ending(commands: Commands) -> Iterator[None]:
    """Whatever ends the block early ends what runs."""
    try:
        yield
    except BaseException:
        commands.end()
        raise


Steps = Mapping[str, tuple[Callable[[IO[bytes] | None], bool], tuple[str, ...]]]
"""By name: what runs it, given where its output goes, and after which others."""


def side_by_side(steps: Steps, lanes: int, tell: Callable[[Ended], None]) -> dict[str, Ended]:
    """How each ended. lanes: how many at once. tell: called behind the output of each.

    With one lane nothing is kept back: what a step prints is seen at once.
    """
    ends: queue.SimpleQueue[Ended] = queue.SimpleQueue()
    printing = threading.Lock()
    found: dict[str, Ended] = {}
    waiting, running = list(steps), 0
    while waiting or running:
        for name in [one for one in waiting if not (set(steps[one][1]) & steps.keys()) - found.keys()]:
            if running < lanes:
                waiting.remove(name)
                running += 1
                words = (name, steps[name][0], lanes > 1, printing, tell, ends)
                threading.Thread(target=_go, args=words, daemon=True).start()
        if not running:
            raise ValueError(f"steps wait for each other: {', '.join(waiting)}")
        ended = _next(ends)
        running -= 1
        found[ended.name] = ended
    return found


def _next(ends: queue.SimpleQueue[Ended]) -> Ended:
    """In rounds: Python hears a signal that comes just before a wait only when the wait is over."""
    while True:
        with contextlib.suppress(queue.Empty):
            return ends.get(timeout=0.2)


def _go(
    name: str,
    run: Callable[[IO[bytes] | None], bool],
    is_kept: bool,
    printing: threading.Lock,
    tell: Callable[[Ended], None],
    ends: queue.SimpleQueue[Ended],
) -> None:
    """One step from its start to its end; a crash of ours counts as failed, and is said."""
    began = time.monotonic()
    is_good, last = False, ""
    with printing:
        print(f"\n== {name} begins", flush=True)
    try:
        with tempfile.TemporaryFile() if is_kept else contextlib.nullcontext() as log:
            try:
                is_good = run(log)
            except Exception:  # whatever it is: the step is not green, and the others go on
                _say(traceback.format_exc(), log)
            with printing:
                if log:
                    last = "" if is_good else _last(log)
                    _show(log)
    finally:
        ended = Ended(name, is_good, time.monotonic() - began, processor_s(), last)
        with printing:
            tell(ended)
        ends.put(ended)


def _say(text: str, log: IO[bytes] | None) -> None:
    if log:
        log.write(text.encode())
    else:
        print(text, file=sys.stderr, flush=True)


def _last(log: IO[bytes]) -> str:
    """The last lines."""
    log.seek(max(0, log.seek(0, os.SEEK_END) - LAST_BYTES))
    return "\n".join(log.read().decode(errors="replace").splitlines()[-LAST_LINES:])


def _show(log: IO[bytes]) -> None:
    """Print what a step said."""
    log.seek(0)
    while chunk := log.read(1 << 16):
        sys.stdout.buffer.write(chunk)
    sys.stdout.flush()
