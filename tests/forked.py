"""Processes that are forked from one which has imported greenlane: most of what a call costs is its imports.

Each is a process of its own, with its own folder, variables and output, and is killed as any other. Only the
start of Python is not among what happens to it. What wants that as well starts `python -m greenlane`.
The one that forks has no threads, and ends with the process of the tests.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.forked_imports"])
_GATE = threading.Lock()
"""multiprocessing looks after all its processes whenever one is started: not in two threads at once."""


class Forked:
    """A process that calls this function, which is found by its name, with these arguments."""

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self._process = _SERVER.Process(target=function, args=arguments)
        with _GATE:
            self._process.start()
        assert self._process.pid
        self.pid = self._process.pid

    def poll(self, within_s: float = 0.0) -> int | None:
        """Its exit code (negative: the signal), as soon as it has ended; None when it has not by then."""
        wait([self._process.sentinel], within_s)
        with _GATE:
            return self._process.exitcode

    def wait(self, within_s: float = 60.0) -> int:
        """Its exit code. Raises subprocess.TimeoutExpired."""
        code = self.poll(within_s)
        if code is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", within_s)
        return code

    def kill(self) -> None:
        """Send SIGKILL, unless it has ended."""
        with _GATE:
            self._process.kill()


def heard(function: Callable[..., object], *arguments: object) -> tuple[Forked, Connection]:
    """A process that calls function(*arguments), and the pipe on which comes what it prints."""
    reader, writer = _SERVER.Pipe(duplex=False)
    with writer:
        return Forked(_printing, writer, function, arguments), reader


def _printing(writer: Connection, function: Callable[..., object], arguments: tuple[Any, ...]) -> None:
    with writer:
        os.dup2(writer.fileno(), 1)
    sys.stdout = os.fdopen(1, "w", closefd=False)
    function(*arguments)
    sys.stdout.flush()


def greenlane(
    words: tuple[str, ...],
    folder: Path,
    variables: Mapping[str, str],
    out: Path,
    err: Path,
    *,
    is_apart: bool = False,
) -> Forked:
    """`greenlane WORDS`, called in that folder with these variables and no others.

    out, err: files for what it prints. is_apart: in a session of its own.
    """
    return Forked(_call, words, folder, dict(variables), out, err, is_apart)


def _call(
    words: tuple[str, ...], folder: Path, variables: dict[str, str], out: Path, err: Path, is_apart: bool
) -> None:
    if is_apart:
        os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    _from(0, os.open(os.devnull, os.O_RDONLY))
    for number, path in ((1, out), (2, err)):
        _from(number, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    sys.stdin = os.fdopen(0, closefd=False)
    sys.stdout, sys.stderr = (os.fdopen(number, "w", buffering=1, closefd=False) for number in (1, 2))
    sys.argv = ["greenlane", *words]
    from greenlane.cli.main import entry

    entry()


def _from(number: int, descriptor: int) -> None:
    os.dup2(descriptor, number)
    os.close(descriptor)
