"""Processes of this machine, looked at from outside: is one still the same, and which belong together."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from greenlane.model.frozen import frozen
from greenlane.model.light import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil

MARKER = "GREENLANE_RUN"
"""The environment variable that every process of a stack carries; its value is the stack's id."""
LOOKS = 20
"""How often a process that is becoming another program is looked at, 5 ms apart."""


@frozen
class Identity:
    """A process that cannot be confused with a later one of the same number.

    born: when it started, in a form that neither a clock that is set nor a reboot makes another's.
    """

    pid: int
    born: str


def identity(pid: int) -> Identity | None:
    """Who runs under that number now; None when nobody does (a zombie does not run)."""
    born = _born_on_linux(pid) if sys.platform == "linux" else _born_elsewhere(pid)
    return Identity(pid, born) if born else None


def is_alive(known: Identity) -> bool:
    """Whether that very process still runs."""
    return identity(known.pid) == known


def _born_on_linux(pid: int) -> str | None:
    """The boot and the clock ticks since it. Not the time of day: that moves when the clock is set."""
    try:
        # After the name, which is in brackets and may hold anything: the state first, the start as the 20th.
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in (b"Z", b"X") else f"{_boot()}/{int(fields[19])}"


@cache
def _boot() -> str:
    with contextlib.suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().partition("-")[0]
    return ""


def _born_elsewhere(pid: int) -> str | None:
    import psutil

    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        if process.status() != psutil.STATUS_ZOMBIE:
            return str(process.create_time())
    return None


def belonging(mark: str, folders: Sequence[Path]) -> list[Identity]:
    """Every process that carries the stack's marker or works in one of its folders, oneself excepted.

    Two signs, because servers that set their title (PostgreSQL's children) overwrite the one. What has
    a terminal and only works in a folder is a person who looks around there, and is left alone.
    """
    import psutil

    places = tuple(f"{folder}{os.sep}" for folder in folders)
    found, becoming = [], []
    for process in psutil.process_iter():
        if process.pid == os.getpid():
            continue
        if _marked(process, mark) or (_works_in(process, places) and not _has_terminal(process)):
            found.append(process.pid)
        elif mark and _is_becoming(process.pid):
            becoming.append(process)
    for _ in range(LOOKS if becoming else 0):
        time.sleep(0.005)
        seen = {one.pid for one in becoming if _marked(one, mark)}
        found += seen
        becoming = [one for one in becoming if one.pid not in seen and _is_becoming(one.pid)]
        if not becoming:
            break
    return [one for one in map(identity, found) if one]


def _marked(process: psutil.Process, mark: str) -> bool:
    import psutil

    with contextlib.suppress(psutil.Error, OSError, UnicodeError):
        return bool(mark) and bool(process.environ().get(MARKER) == mark)
    return False


def _is_becoming(pid: int) -> bool:
    """Whether it is between exec and its new program: it has memory, and no variables and words yet.

    Only Linux shows that; elsewhere a process that belongs can be missed at that instant.
    """
    with contextlib.suppress(OSError):
        place = Path(f"/proc/{pid}")
        has_words = any((place / name).read_bytes() for name in ("environ", "cmdline"))
        return not has_words and not (place / "statm").read_bytes().startswith(b"0 ")
    return False


def _works_in(process: psutil.Process, places: tuple[str, ...]) -> bool:
    import psutil

    with contextlib.suppress(psutil.Error, OSError):
        folder = process.cwd().removesuffix(" (deleted)")
        return f"{folder}{os.sep}".startswith(places)
    return False


def _has_terminal(process: psutil.Process) -> bool:
    import psutil

    with contextlib.suppress(psutil.Error, OSError):
        return process.terminal() is not None
    return False


def end_all(find: Callable[[], Sequence[Identity]], *, grace_s: float, rounds: int = 10) -> None:
    """End what is found until nothing is: one that ends may have started another in the meantime."""
    for _ in range(rounds):
        if not end(find(), grace_s=grace_s):
            return


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
