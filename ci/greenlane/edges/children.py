"""A child process that may misbehave: its time, its output and its descendants are bounded."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import IO

from greenlane.edges.guard import Guard, start
from greenlane.edges.waiting import ROUND_S, has_ended, held_back, readable
from greenlane.model.errors import OutsideError

DYING_S = 5.0
"""For a killed child that hangs in the kernel, as over a lost network drive."""


@dataclass(frozen=True)
class Ended:
    """A child that ended by itself. code: its exit code; negative: the signal."""

    code: int
    out: bytes
    err: bytes


class Flooded(OutsideError):
    """A child printed more than anybody would read."""


@dataclass
class Children:
    """Starts children, each as the leader of a group and a session of its own, without a terminal.

    Properties: a child that takes too long or prints too much is killed together with all it has started;
    what one that ended has left behind is killed too; `stop` does that to every one that runs, from any
    thread. Groups are signalled before their leader is reaped; but macOS before Python 3.13 cannot wait
    without reaping, and there a group is known by its number while anything of it lives. What is printed is
    held in memory, up to size_bytes for standard output and error together.
    guard: told of each, for the case that we are killed.
    """

    size_bytes: int = 64 * 2**20
    guard: Guard | None = None
    _running: set[subprocess.Popen[bytes]] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)
    _stopped: bool = False

    def call(
        self,
        argv: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        cwd: Path,
        stdin: bytes | None = None,
        timeout_s: float,
    ) -> Ended:
        """Run one child to its end. Raises OutsideError for a time-out or no start, Flooded."""
        name = Path(argv[0]).name
        with contextlib.ExitStack() as stack:
            given = stack.enter_context(readable(stdin))
            with held_back():  # nothing comes between its start and its end's being seen to
                child = stack.enter_context(self._start(argv, environment, cwd, given))
                stack.callback(self._end, child)
            printed = _Printed(name, self.size_bytes)
            deadline = time.monotonic() + timeout_s
            try:
                printed.follow(child, deadline)
                _until_ended(child, deadline)
            except TimeoutError as err:
                raise OutsideError(
                    f"{name} did not end within {timeout_s:g} s and was killed", detail=printed.tail()
                ) from err
            return Ended(self._end(child), bytes(printed.out), bytes(printed.err))

    def stop(self) -> None:
        """Kill every child that runs, with all it has started; none starts any more.

        Returns when the children, though maybe not yet what they have started, are dead, and no later than
        DYING_S after killing them.
        """
        with self._lock:
            self._stopped = True
            running = list(self._running)
            for child in running:
                _kill(child.pid)
        deadline = time.monotonic() + DYING_S
        for child in running:
            with contextlib.suppress(TimeoutError):
                _until_ended(child, deadline)

    def _start(
        self, argv: Sequence[str | Path], environment: Mapping[str, str], cwd: Path, stdin: IO[bytes] | int
    ) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._stopped:
                raise OutsideError(f"{argv[0]} was not started: this run is being ended")
            child = start(
                argv,
                environment=environment,
                cwd=cwd,
                stdin=stdin,
                output=subprocess.PIPE,
                guard=self.guard,
            )
            self._running.add(child)
            return child

    def _end(self, child: subprocess.Popen[bytes]) -> int:
        """Its code. While its number is still its own, its group is killed and the guard told."""
        with self._lock:
            if child in self._running:
                _kill(child.pid)
                if self.guard:
                    self.guard.ended(child.pid)
                self._running.remove(child)  # last: an interruption before comes back to all of it
        return child.wait()


class _Printed:
    """What a child has printed so far."""

    def __init__(self, name: str, size_bytes: int) -> None:
        self.out = bytearray()
        self.err = bytearray()
        self._name = name
        self._size_bytes = size_bytes

    def follow(self, child: subprocess.Popen[bytes], deadline: float) -> None:
        """Read until both pipes are closed. Raises TimeoutError, Flooded."""
        with selectors.DefaultSelector() as selector:
            for pipe, kept in ((child.stdout, self.out), (child.stderr, self.err)):
                assert pipe
                selector.register(pipe, selectors.EVENT_READ, kept)
            while selector.get_map():
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError
                for key, _ in selector.select(min(left, ROUND_S)):
                    data = os.read(key.fd, 2**16)
                    if not data:
                        selector.unregister(key.fileobj)
                    key.data.extend(data)
                if len(self.out) + len(self.err) > self._size_bytes:
                    raise Flooded(
                        f"{self._name} printed more than {self._size_bytes / 2**20:.0f} MiB and was killed",
                        detail=self.tail(),
                    )

    def tail(self, lines: int = 20) -> list[str]:
        """The last lines of both, standard error last, each cut at a length that a person reads."""
        text = [bytes(part[-20_000:]).decode(errors="replace") for part in (self.out, self.err)]
        return [line[:500] for part in text for line in part.splitlines()][-lines:]


def _until_ended(child: subprocess.Popen[bytes], deadline: float) -> None:
    """Wait for its end, without reaping it where the system can do that. Raises TimeoutError."""
    pause_s = 0.0005
    while not has_ended(child):
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(pause_s)
        pause_s = min(2 * pause_s, 0.05)


def _kill(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
