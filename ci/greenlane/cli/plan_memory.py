"""What plans keep from one call to the next: the declaration made ready, and what was seen in folders.

Both are found by content, so neither is ever out of date: the declaration by its bytes and our own code, a
folder by its id in git. They lie in a folder of ours that nobody else may enter, so unpickling them trusts
nobody but ourselves. Anything odd is as if nothing had been kept, and what cannot be kept is made again.
"""

from __future__ import annotations

import hashlib
import os
import pickle  # nosec B403  # see above
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import greenlane
from greenlane.edges.state import own, state_root
from greenlane.model.errors import GreenlaneError

KEPT = 20
"""How many declarations are kept; those not used for longest go first."""
MOST_SEEN = 200_000
"""How many folders are kept; the half that came last stays."""
CODE = ("config", "model", "planner")


class PlanMemory:
    """The folder of it, for an account."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._folder = state_root(environment) / "plans"
        self._is_ours = False

    def recall(self, key: str) -> Any:
        """What was kept under that key, or None."""
        path = self._folder / f"{key}.pickle"
        try:
            self._enter()
            data = path.read_bytes()
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

        try:
            own(self._folder.parent, 0o711 if os.geteuid() == 0 else 0o700)
            self._enter()
            write_aside(self._folder / f"{key}.pickle", pickle.dumps(value, 5), mode=0o600, flush=False)
            by_age = sorted(self._folder.glob("*.pickle"), key=lambda one: one.stat().st_mtime)
            for old in by_age[:-KEPT]:
                old.unlink(missing_ok=True)
        except (OSError, GreenlaneError):
            return

    def _enter(self) -> None:
        if not self._is_ours:
            own(self._folder, 0o700)
            self._is_ours = True


def key_of(parts: Sequence[bytes]) -> str:
    """A key of these, our version, our code and this Python."""
    digest = hashlib.sha256(f"{greenlane.__version__} {sys.version} {_code()}".encode())
    for part in parts:
        digest.update(b"%d:" % len(part) + part)
    return digest.hexdigest()[:32]


def halved(seen: Mapping[str, Any]) -> dict[str, Any]:
    """What of it is kept."""
    items = list(seen.items())
    return dict(items if len(items) <= MOST_SEEN else items[-MOST_SEEN // 2 :])


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
