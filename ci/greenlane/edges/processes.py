"""Processes of this machine, looked at from outside: is one still the same, and which belong together."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

MARKER = "GREENLANE_RUN"
"""The environment variable that every process of a stack carries; its value is the stack's id."""


@dataclass(frozen=True)
class Identity:
    """A process that cannot be confused with a later one of the same number."""

    pid: int
    created: float


def identity(pid: int) -> Identity | None:
    """Who runs under that number now; None when nobody does."""
    import psutil

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return Identity(pid, process.create_time())
    except psutil.NoSuchProcess:
        return None


def is_alive(known: Identity) -> bool:
    """Whether that very process still runs (a zombie does not)."""
    now = identity(known.pid)
    return now is not None and abs(now.created - known.created) < 1.0


def belonging(stack_id: str, folders: Sequence[Path]) -> list[Identity]:
    """Every process that carries the stack's marker or works in one of its folders, oneself excepted.

    Two signs, because servers that set their title (PostgreSQL's children) overwrite the one.
    """
    import psutil

    places = tuple(f"{folder}{os.sep}" for folder in folders)
    found = []
    for process in psutil.process_iter():
        if process.pid == os.getpid():
            continue
        if _marked(process, stack_id) or _works_in(process, places):
            with contextlib.suppress(psutil.NoSuchProcess):
                found.append(Identity(process.pid, process.create_time()))
    return found


def _marked(process: object, stack_id: str) -> bool:
    import psutil

    with contextlib.suppress(psutil.Error, OSError, UnicodeError):
        return bool(process.environ().get(MARKER) == stack_id)  # type: ignore[attr-defined]  # psutil is imported late
    return False


def _works_in(process: object, places: tuple[str, ...]) -> bool:
    import psutil

    with contextlib.suppress(psutil.Error, OSError):
        folder = process.cwd().removesuffix(" (deleted)")  # type: ignore[attr-defined]  # see _marked
        return f"{folder}{os.sep}".startswith(places)
    return False


def end(known: Iterable[Identity], *, grace_s: float) -> list[Identity]:
    """Ask each to end, then make it; returns those that were still there when asked."""
    asked = [one for one in known if is_alive(one)]
    for one in asked:
        _signal(one.pid, signal.SIGTERM)
    deadline = time.monotonic() + grace_s
    while time.monotonic() < deadline and any(is_alive(one) for one in asked):
        time.sleep(0.02)
    for one in asked:
        if is_alive(one):
            _signal(one.pid, signal.SIGKILL)
    deadline = time.monotonic() + 5.0
    while time.monotonic() < deadline and any(is_alive(one) for one in asked):
        time.sleep(0.01)
    return asked


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)
