"""What plans keep from one call to the next: the declaration made ready, and what was seen in folders.

All is found by content, so nothing is ever out of date: the declaration by its bytes and our own code, a
folder by its id in git; lock files as well (plan_lock_memory.py). They lie in a folder of ours that nobody
else may enter, so reading them trusts nobody but ourselves. Anything odd is as if nothing had been kept, and
what cannot be kept is made again.
"""

from __future__ import annotations

import marshal
import os
import sys
from binascii import crc32
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext

import greenlane
from greenlane.edges.state import own_folder, state_folder
from greenlane.model.errors import GreenlaneError
from greenlane.model.light import TYPE_CHECKING
from greenlane.model.sha import sha256
from greenlane.planner.remembering import remembered
from greenlane.planner.sightings import Seen

if TYPE_CHECKING:
    from typing import Any


KEPT = 60
"""How many declarations and lock files are kept; those not used for longest go first."""
CODE = ("config", "model", "planner")


class PlanMemory:
    """The folder of it, for an account."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._root = state_folder(environment)
        self._folder = f"{self._root}/plans"

    def recall(self, key: str) -> Any:
        """The plain values that were kept under that key, or None."""
        path = f"{self._folder}/{key}.kept"
        try:
            own_folder(self._folder, 0o700)
            with open(path, "rb") as handle:
                data = handle.read()
            os.utime(path)
        except (OSError, GreenlaneError):
            return None
        content = memoryview(data)[4:]
        is_whole = int.from_bytes(data[:4], "big") == crc32(content)
        return marshal.loads(content) if is_whole else None  # nosec B302  # our own file, see above

    def keep(self, key: str, value: Any) -> None:
        """Keep plain values under that key; others are not kept."""
        from pathlib import Path

        from greenlane.edges.files import write_aside

        found = self.folder()
        if found is None:
            return
        folder = Path(found)
        try:
            data = marshal.dumps(value)
            sealed = crc32(data).to_bytes(4, "big") + data
            write_aside(folder / f"{key}.kept", sealed, mode=0o600, flush=False)
            by_age = sorted(folder.glob("*.kept"), key=lambda one: one.stat().st_mtime)
            for old in by_age[:-KEPT]:
                old.unlink(missing_ok=True)
        except (OSError, ValueError):
            return

    def folder(self) -> str | None:
        """The folder, made when it is not there; None when it cannot be had."""
        try:
            own_folder(self._root, 0o711 if os.geteuid() == 0 else 0o700)
            own_folder(self._folder, 0o700)
        except (OSError, GreenlaneError):
            return None
        return self._folder


def key_of(parts: Sequence[bytes], rooms: Sequence[str] = CODE) -> str:
    """A key of these, our version, our code in these rooms and this Python."""
    digest = sha256(f"{greenlane.__version__} {sys.version} {_code(rooms)}".encode())
    for part in parts:
        digest.update(b"%d:" % len(part) + part)
    return digest.hexdigest()[:32]


def seen_before(environment: Mapping[str, str]) -> AbstractContextManager[Seen]:
    """What was seen in folders of earlier commits, for one call of `keys`."""
    folder = PlanMemory(environment).folder()
    return remembered(f"{folder}/seen.json") if folder else nullcontext({})


def _code(rooms: Sequence[str]) -> list[tuple[str, int, int]]:
    """Each file of ours that decides what is kept, with its time and size."""
    package = greenlane.__path__[0]
    found = []
    for room in rooms:
        for entry in os.scandir(f"{package}/{room}"):
            if entry.name.endswith(".py"):
                stat = entry.stat()
                found.append((entry.name, stat.st_mtime_ns, stat.st_size))
    return sorted(found)
