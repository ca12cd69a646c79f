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

import greenlane
from greenlane.edges.state import own_folder, state_folder
from greenlane.model.errors import GreenlaneError
from greenlane.model.light import TYPE_CHECKING, Callable, Mapping, Sequence
from greenlane.model.sha import sha256
from greenlane.planner.remembering import plain, restored
from greenlane.planner.sightings import RULES, Seen

if TYPE_CHECKING:
    from typing import Any


KEPT = {"kept": 60, "seen": 3}
"""How many are kept: declarations and lock files, and by whose rules folders were seen; those not used for
longest go first."""
DECIDING = (
    *("config/quick", "config/quick_entries", "config/scalars"),
    *("model/errors", "model/frozen", "model/light", "model/plan", "model/sha", "model/units"),
    *("planner/closure", "planner/commit", "planner/digests", "planner/globs", "planner/ownership"),
    *("planner/paths", "planner/places", "planner/references", "planner/rest", "planner/restoring"),
    *("planner/sightings", "planner/submodules", "planner/tree"),
)
"""Modules by which a declaration is read and made ready. A test holds them against all that these import."""


SEAL = 8
"""Bytes in front of what is kept."""


def sealing() -> Callable[[bytes | memoryview], bytes]:
    """How Python tells one source from another. crc32 lies in a library that is 0.3 ms to load."""
    try:
        found: Callable[[int, bytes | memoryview], bytes] = __import__("_imp").source_hash
    except (ImportError, AttributeError):
        from importlib.util import source_hash

        return source_hash
    return lambda data: found(0, data)


seal = sealing()


class PlanMemory:
    """The folder of it, for an account."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._root = state_folder(environment)
        self._folder = f"{self._root}/plans"

    def recall(self, key: str, kind: str = "kept") -> Any:
        """The plain values that were kept under that key, or None."""
        path = f"{self._folder}/{key}.{kind}"
        try:
            own_folder(self._folder, 0o700)
            with open(path, "rb") as handle:
                data = handle.read()
            os.utime(path)
        except (OSError, GreenlaneError):
            return None
        content = memoryview(data)[SEAL:]
        if not content or data[:SEAL] != seal(content):
            return None
        try:
            return marshal.loads(content)  # nosec B302  # our own file, see above
        except (EOFError, ValueError, TypeError):
            return None

    def keep(self, key: str, value: Any, kind: str = "kept") -> None:
        """Keep plain values under that key; others are not kept."""
        from pathlib import Path

        from greenlane.edges.files import write_aside

        found = self._made()
        if found is None:
            return
        folder = Path(found)
        try:
            data = marshal.dumps(value)
            write_aside(folder / f"{key}.{kind}", seal(data) + data, mode=0o600, flush=False)
            by_age = sorted(folder.glob(f"*.{kind}"), key=lambda one: one.stat().st_mtime)
            for old in by_age[: -KEPT[kind]]:
                old.unlink(missing_ok=True)
        except (OSError, ValueError):
            return

    def _made(self) -> str | None:
        """The folder, made when it is not there; None when it cannot be had."""
        try:
            own_folder(self._root, 0o711 if os.geteuid() == 0 else 0o700)
            own_folder(self._folder, 0o700)
        except (OSError, GreenlaneError):
            return None
        return self._folder

    def clear_up(self) -> None:
        """Remove what earlier versions kept, and nobody reads."""
        try:
            os.unlink(f"{self._folder}/seen.json")
        except OSError:
            return


class SeenBefore:
    """What was seen in folders of earlier commits, for one call of `keys`; kept again when that saw more."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._memory = PlanMemory(environment)
        version = f"{greenlane.__version__} {marshal.version} ".encode()
        self._key = sha256(version + RULES).hexdigest()[:32]

    def __enter__(self) -> Seen:
        self._seen: Seen = restored(self._memory.recall(self._key, "seen"))
        self._before = len(self._seen)
        return self._seen

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and len(self._seen) != self._before:
            self._memory.keep(self._key, plain(self._seen), "seen")
            self._memory.clear_up()


def key_of(parts: Sequence[bytes], rooms: Sequence[str] = ()) -> str:
    """A key of these, our version, our code in these rooms (else by DECIDING) and this Python."""
    code = _code(rooms) if rooms else [_state(f"{name}.py") for name in DECIDING]
    digest = sha256(f"{greenlane.__version__} {sys.version} {code}".encode())
    for part in parts:
        digest.update(b"%d:" % len(part) + part)
    return digest.hexdigest()[:32]


def _code(rooms: Sequence[str]) -> list[tuple[str, int, int]]:
    """Each file of ours in these rooms, with its time and size."""
    package = greenlane.__path__[0]
    names = [f"{room}/{name}" for room in rooms for name in os.listdir(f"{package}/{room}")]
    return [_state(name) for name in sorted(names) if name.endswith(".py")]


def _state(name: str) -> tuple[str, int, int]:
    """A file of ours with its time and size; an installation without sources is known by its version."""
    try:
        stat = os.stat(f"{greenlane.__path__[0]}/{name}")
    except FileNotFoundError:
        return name, 0, 0
    return name, stat.st_mtime_ns, stat.st_size
