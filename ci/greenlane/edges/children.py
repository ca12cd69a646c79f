"""A child process that may misbehave: its time, its output and its descendants are bounded."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import IO

from greenlane.edges.guard import Guard
from greenlane.model.errors import OutsideError


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
    `stop` does that to every one that runs, from any thread. What is printed is held in memory, up to
    size_bytes for standard output and error together. guard: told of each, for the case that we are killed.
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
            given: IO[bytes] | int = subprocess.DEVNULL
            if stdin is not None:  # a file, for a pipe might be left unread
                given = stack.enter_context(tempfile.TemporaryFile())
                given.write(stdin)
                given.seek(0)
            child = stack.enter_context(self._start(argv, environment, cwd, given))
            stack.callback(self._end, child)
            printed = _Printed(name, self.size_bytes)
            deadline = time.monotonic() + timeout_s
            try:
                printed.follow(child, deadline)
                code = child.wait(max(0.0, deadline - time.monotonic()))
            except (TimeoutError, subprocess.TimeoutExpired) as err:
                raise OutsideError(
                    f"{name} did not end within {timeout_s:g} s and was killed", detail=printed.tail()
                ) from err
            return Ended(code, bytes(printed.out), bytes(printed.err))

    def stop(self) -> None:
        """Kill every child that runs, with all it has started; none starts any more."""
        with self._lock:
            self._stopped = True
            for child in self._running:
                _kill_group(child)

    def _start(
        self, argv: Sequence[str | Path], environment: Mapping[str, str], cwd: Path, stdin: IO[bytes] | int
    ) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._stopped:
                raise OutsideError(f"{argv[0]} was not started: this run is being ended")
            child = _started(argv, environment, cwd, stdin)
            self._running.add(child)
            if self.guard:
                self.guard.started(child.pid)
            return child

    def _end(self, child: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._running.discard(child)
            _kill_group(child)
            if self.guard:
                self.guard.ended(child.pid)


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
                ready = selector.select(left) if left > 0 else []
                if not ready:
                    raise TimeoutError
                for key, _ in ready:
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


def _started(
    argv: Sequence[str | Path], environment: Mapping[str, str], cwd: Path, stdin: IO[bytes] | int
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            [str(word) for word in argv],
            env=dict(environment),
            cwd=cwd,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as err:
        said = err.strerror if isinstance(err, OSError) else str(err)
        raise OutsideError(f"{argv[0]} could not be started: {said}") from err


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and its group; not once it was reaped, for its number may be another's by then."""
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
