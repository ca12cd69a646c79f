"""A declaration that was checked once need not be checked again until something it depends on changes.

Reading YAML and checking types costs 200 ms and more at each call, most of it imports; this costs 3.
"""

from __future__ import annotations

import contextlib
import copyreg
import hashlib
import os
import pickle  # nosec B403  # see Memory
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import greenlane
from greenlane.edges.files import write_aside
from greenlane.edges.state import own
from greenlane.model.errors import GreenlaneError

if TYPE_CHECKING:
    from greenlane.model.declaration import Declaration

KEPT = 20
"""How many declarations are remembered; those not used for longest go first."""
VARIABLE = re.compile(rb"\$\{([A-Za-z_][A-Za-z0-9_]*)")
CODE = ("config", "model", "services", "gates")


class Memory:
    """What is remembered of one declaration: under a key made of all that decides what it means.

    The key covers both files, the environment's name, the value of each variable that the files
    mention, and greenlane's own code. The values lie in a folder of ours that nobody else may enter,
    so unpickling them trusts nobody but ourselves. Anything odd is as if nothing were remembered.
    """

    def __init__(
        self, folder: Path, path: Path, environment_name: str, environment: Mapping[str, str]
    ) -> None:
        self._folder = folder
        self._path = path
        self._name = environment_name
        self._environment = environment

    def recall(self) -> Declaration | None:
        """The declaration, when nothing it depends on has changed; None otherwise."""
        with contextlib.suppress(OSError, GreenlaneError):
            own(self._folder, 0o700)
            kept = self._file()
            data = kept.read_bytes()
            try:
                found: Declaration = pickle.loads(data)  # nosec B301  # our own file, see above
            except Exception:  # a damaged pickle can raise anything
                kept.unlink()
                return None
            os.utime(kept)
            return found
        return None

    def keep(self, declaration: Declaration) -> None:
        """Remember it; where that cannot be written, it is simply read again next time."""
        copyreg.pickle(MappingProxyType, lambda view: (_read_only, (dict(view),)))
        with contextlib.suppress(OSError, GreenlaneError):
            own(self._folder.parent, 0o711 if os.geteuid() == 0 else 0o700)
            own(self._folder, 0o700)
            write_aside(self._file(), pickle.dumps(declaration), mode=0o600)
            by_age = sorted(self._folder.glob("*.pickle"), key=lambda one: one.stat().st_mtime)
            for old in by_age[:-KEPT]:
                old.unlink(missing_ok=True)

    def _file(self) -> Path:
        return self._folder / f"{self._key()}.pickle"

    def _key(self) -> str:
        digest = hashlib.sha256()
        local = self._path.with_name(f"{self._path.stem}.local{self._path.suffix}")
        texts = [self._path.read_bytes(), local.read_bytes() if local.exists() else b"\0"]
        mentioned = sorted({os.fsdecode(name) for text in texts for name in VARIABLE.findall(text)})
        values = [(name, self._environment.get(name)) for name in mentioned]
        asked = (str(self._path.resolve()), self._name, values, greenlane.__version__, list(_code()))
        for part in (*texts, repr(asked).encode()):
            digest.update(hashlib.sha256(part).digest())
        return digest.hexdigest()[:32]


def _read_only(values: dict[str, object]) -> MappingProxyType[str, object]:
    return MappingProxyType(values)


def _code() -> Iterator[tuple[str, int, int]]:
    """Each file of ours that decides what a declaration means, with its time and size."""
    package = Path(greenlane.__file__).parent
    for room in CODE:
        for place, folders, files in os.walk(package / room):
            folders[:] = sorted(one for one in folders if one not in ("__pycache__", "locks"))
            for name in sorted(files):
                found = Path(place, name).stat()
                yield name, found.st_mtime_ns, found.st_size
