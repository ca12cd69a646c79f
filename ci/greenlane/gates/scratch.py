"""The folder for what a run writes on its way: private, guarded, and gone afterwards, whatever happens.

Properties
- Whoever ends the run, the tools that it started end with it, and the folder goes (edges/guard.py).
- Should the guard be killed as well: a later run finds the folder, which nobody holds a lock on, ends the
  processes that carry its name, and removes it. A folder younger than a minute may be about to be locked.
- Tools that put files of their own into TMPDIR put them here.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from greenlane.edges.guard import Guard
from greenlane.edges.processes import MARKER, belonging, end_all

PREFIX = "greenlane-gate-"
YOUNG_S = 60.0
GRACE_S = 2.0


@dataclass(frozen=True)
class Scratch:
    """folder: where tools' own folders are made. variables: what every tool gets in its environment."""

    folder: Path
    guard: Guard
    variables: dict[str, str]


@contextlib.contextmanager
def scratch() -> Iterator[Scratch]:
    """Make one below the system's folder for such things, after removing what killed runs left there."""
    base = Path(tempfile.gettempdir())
    sweep(base, now=time.time())
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    fcntl.flock(held, fcntl.LOCK_EX)
    temporary = folder / "tmp"
    temporary.mkdir(mode=0o700)
    guard = Guard(folder)
    try:
        yield Scratch(folder, guard, {MARKER: folder.name, "TMPDIR": str(temporary)})
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        guard.close()
        os.close(held)


def sweep(base: Path, *, now: float) -> None:
    """Remove the folders of runs that are no more, with their processes. now: Unix seconds."""
    for folder in base.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            found = folder.lstat()
            if found.st_uid == os.geteuid() and now - found.st_mtime > YOUNG_S:
                _sweep(folder)


def _sweep(folder: Path) -> None:
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        end_all(lambda: belonging(folder.name, [folder]), grace_s=GRACE_S)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(held)
