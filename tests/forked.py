"""Processes that are forked from one which has imported greenlane: most of what a call costs is its imports.

Each is a process of its own, with its own folder, variables and output, and is killed as any other. Only the
start of Python is not among what happens to it; a call whose variables bend that start is started anew.
The one that forks (tests/forking.py) has no threads. It is started by the first call, and ends with the run
of the tests, which waits for it (tests/conftest.py).
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import socket
import struct
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NUMBER = struct.Struct("i")
_GATE = threading.Lock()
_STARTED: list[tuple[socket.socket, subprocess.Popen[bytes]]] = []


def _server() -> socket.socket:
    """Whom to ask for a process."""
    with _GATE:
        if not _STARTED:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                argv = [sys.executable, "-m", "tests.forking", str(theirs.fileno())]
                _STARTED.append((ours, subprocess.Popen(argv, cwd=ROOT, pass_fds=[theirs.fileno()])))
        return _STARTED[0][0]


def end() -> None:
    """End the one that forks, if there is one, and wait for it: what it has used and covered is told then."""
    with _GATE:
        for control, process in _STARTED:
            control.close()
            process.wait()
        _STARTED.clear()


class Forked:
    """A process that calls this function with these arguments; pickle finds both by name.

    pid: its number. descriptor: one of ours that is its standard output.
    """

    def __init__(
        self, function: Callable[..., object], *arguments: object, descriptor: int | None = None
    ) -> None:
        self._code: int | None = None
        self._gate = threading.Lock()  # one thread waits while another kills
        self._answers, theirs = socket.socketpair()
        weakref.finalize(self, self._answers.close)  # not at its end: another thread may wait on it
        with theirs:
            handed = [theirs.fileno(), *([] if descriptor is None else [descriptor])]
            socket.send_fds(_server(), [pickle.dumps((function, arguments))], handed)
        self.pid = self._heard()

    def _heard(self) -> int:
        (number,) = NUMBER.unpack(self._answers.recv(NUMBER.size))
        return int(number)

    def poll(self, within_s: float = 0.0) -> int | None:
        """Its exit code (negative: the signal), as soon as it has ended; None when it has not by then."""
        if self._code is None and select.select([self._answers], [], [], within_s)[0]:
            with self._gate:
                if self._code is None:
                    self._code = self._heard()
        return self._code

    def wait(self, within_s: float = 60.0) -> int:
        """Its exit code. Raises subprocess.TimeoutExpired."""
        code = self.poll(within_s)
        if code is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", within_s)
        return code

    def kill(self) -> None:
        """Send SIGKILL, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, 9)


def heard(function: Callable[..., object], *arguments: object) -> tuple[Forked, int]:
    """A process that calls function(*arguments), and the end of a pipe on which comes what it prints."""
    reader, writer = os.pipe()
    try:
        return Forked(function, *arguments, descriptor=writer), reader
    finally:
        os.close(writer)


class Started:
    """The same of a process that was started."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.pid = process.pid

    def poll(self, within_s: float = 0.0) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(within_s)
        return None

    def wait(self, within_s: float = 60.0) -> int:
        return self._process.wait(within_s)

    def kill(self) -> None:
        self._process.kill()


def greenlane(
    words: tuple[str, ...],
    folder: Path,
    variables: Mapping[str, str],
    out: Path,
    err: Path,
    *,
    is_apart: bool = False,
) -> Forked | Started:
    """`greenlane WORDS`, called in that folder with these variables and no others.

    out, err: files for what it prints. is_apart: in a session of its own.
    """
    if _at_start(variables) != _at_start(os.environ):
        with out.open("wb") as to_out, err.open("wb") as to_err:
            return Started(
                subprocess.Popen(
                    [sys.executable, "-m", "greenlane", *words],
                    cwd=folder,
                    env=variables,
                    stdin=subprocess.DEVNULL,
                    stdout=to_out,
                    stderr=to_err,
                    start_new_session=is_apart,
                )
            )
    return Forked(_call, words, folder, dict(variables), out, err, is_apart)


def _at_start(variables: Mapping[str, str]) -> dict[str, str]:
    """What the start of Python looks at, but for what a forked call does anyway."""
    bending = ("LD_", "PYTHON", "LC_", "LANG", "TZ")
    return {
        name: value
        for name, value in variables.items()
        if name.startswith(bending) and name != "PYTHONUNBUFFERED"
    }


def _call(
    words: tuple[str, ...], folder: Path, variables: dict[str, str], out: Path, err: Path, is_apart: bool
) -> None:
    if is_apart:
        os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    for number, path in ((1, out), (2, err)):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.stdout, sys.stderr = (os.fdopen(number, "w", buffering=1, closefd=False) for number in (1, 2))
    sys.argv = ["greenlane", *words]
    from greenlane.cli.main import entry

    entry()
