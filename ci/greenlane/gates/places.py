"""Where the programs of `greenlane gate --install` lie, and what an environment of them is known by.

<cache>/tools/python-<digest>   link to the folder that holds what locks/python.txt pins
<cache>/tools/npm-<digest>      the same for locks/npm/package-lock.json
<cache>/tools/<name>.<token>/   such a folder; without a link to it, it is unfinished or out of use
<cache>/tools/lock              held by the one who installs
<cache>/tools/versions.json     what programs elsewhere have said of their version
"""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

LOCKS = Path(__file__).parent / "locks"
PYTHON_LOCK = LOCKS / "python.txt"
NPM_LOCK = LOCKS / "npm"


@dataclass(frozen=True)
class Places:
    """The folders below one cache root."""

    cache_root: Path

    @property
    def tools(self) -> Path:
        return self.cache_root / "tools"

    @cached_property
    def python(self) -> Path:
        """The link of the Python environment that today's lock asks for; there when it is whole."""
        return self.tools / f"python-{self._digest(PYTHON_LOCK)}"

    @cached_property
    def npm(self) -> Path:
        """The same for the programs from npm, which are started by the Python environment's Node."""
        return self.tools / f"npm-{self._digest(PYTHON_LOCK, *sorted(NPM_LOCK.glob('*.*')))}"

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where programs may lie; a folder that is not there is an environment that was not made."""
        return (self.python / "bin", self.npm / "bin")

    def _digest(self, *files: Path) -> str:
        """Covers the locks, the Python and the place: scripts inside name the place they were made for."""
        digest = hashlib.sha256()
        where = (sys.implementation.cache_tag, sys.platform, os.uname().machine, sys.base_prefix)
        for word in (*where, str(self.tools)):
            digest.update(f"{word}\0".encode())
        for file in files:
            digest.update(file.read_bytes() + b"\0")
        return digest.hexdigest()[:16]
