"""What plans keep from one call to the next: the declaration made ready, and what was seen in folders.

Both are found by content, so neither is ever out of date: the declaration by its bytes and our own code, a
folder by its id in git. They lie in a folder of ours that nobody else may enter, so unpickling them trusts
nobody but ourselves. Anything odd is as if nothing had been kept, and what cannot be kept is made again.
"""

from __future__ import annotations

import os
import pickle  # nosec B403  # see above
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import greenlane
from greenlane.edges.state import own, state_root
from greenlane.model.errors import GreenlaneError
from greenlane.model.light import TYPE_CHECKING
from greenlane.model.sha import sha256
from greenlane.planner.remembering import remembered
from greenlane.planner.sightings import Seen

if TYPE_CHECKING:
    from typing import Any


KEPT = 20
"""How many declarations are kept; those not used for longest go first."""
CODE = ("config", "model", "planner")


class PlanMemory:
    """The folder of it, for an account."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._folder = state_root(environment) / "plans"

    def recall(self, key: str) -> Any:
        """What was kept under that key, or None."""
        path = self._folder / f"{key}.pickle"
        try:
            own(self._folder, 0o700)
            data = path.read_bytes()
            os.utime(path)
        except (OSError, GreenlaneError):
            return None
        try:
            return pickle.loads(data)  # nosec B301  # our own file, see above
        except Exception:  # a damaged pickle can raise anything
            path.unlink(missing_ok=True)
            return None

    def keep(self, key: str, value: object) -> None:
        """Keep it under that key."""
        from greenlane.edges.files import write_aside

        folder = self.folder()
        if folder is None:
            return
        try:
            write_aside(folder / f"{key}.pickle", pickle.dumps(value, 5), mode=0o600, flush=False)
            by_age = sorted(folder.glob("*.pickle"), key=lambda one: one.stat().st_mtime)
            for old in by_age[:-KEPT]:
                old.unlink(missing_ok=True)
        except OSError:
            return

    def folder(self) -> Path | None:
        """The folder, made when it is not there; None when it cannot be had."""
        try:
            own(self._folder.parent, 0o711 if os.geteuid() == 0 else 0o700)
            return own(self._folder, 0o700)
        except (OSError, GreenlaneError):
            return None


def key_of(parts: Sequence[bytes]) -> str:
    """A key of these, our version, our code and this Python."""
    digest = sha256(f"{greenlane.__version__} {sys.version} {_code()}".encode())
    for part in parts:
        digest.update(b"%d:" % len(part) + part)
    return digest.hexdigest()[:32]


def seen_before(environment: Mapping[str, str]) -> AbstractContextManager[Seen]:
    """What was seen in folders of earlier commits, for one call of `keys`."""
    folder = PlanMemory(environment).folder()
    return remembered(folder / "seen.json") if folder else nullcontext({})


def _code() -> list[tuple[str, int, int]]:
    """Each file of ours that decides what is kept, with its time and size."""
    package = greenlane.__path__[0]
    found = []
    for room in CODE:
        for entry in os.scandir(f"{package}/{room}"):
            if entry.name.endswith(".py"):
                stat = entry.stat()
                found.append((entry.name, stat.st_mtime_ns, stat.st_size))
    return sorted(found)
