"""What files said, kept by path and content, so that only a changed file is parsed again.

The folder it lies in is another one for other rules, other parsers and another Python. A file that cannot be
read is as if there were none; what a run did not ask for is forgotten.
"""

from __future__ import annotations

import contextlib
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.edges.files import write_aside
from greenlane.gates.mocks.facts import Facts

if TYPE_CHECKING:
    from pydantic import TypeAdapter


class KeptFacts:
    """`file` None: of this run only."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._known = _read(file) if file else {}
        self._asked: dict[str, Facts] = {}

    def get(self, path: str, source: bytes) -> Facts | None:
        """What a file with this content said."""
        name = _name(path, source)
        found = self._known.get(name)
        if found is not None:
            self._asked[name] = found
        return found

    def put(self, path: str, source: bytes, facts: Facts) -> None:
        """Keep it."""
        self._asked[_name(path, source)] = facts

    def save(self) -> None:
        """Write for the next run what this one asked for. Where that cannot be done, it is parsed again."""
        if self._file is not None and self._asked.keys() != self._known.keys():
            with contextlib.suppress(OSError, ValueError):
                write_aside(self._file, _adapter().dump_json(self._asked), mode=0o600, flush=False)


def _name(path: str, source: bytes) -> str:
    head = path.encode(errors="surrogateescape")
    return hashlib.sha256(b"%d\0%b%b" % (len(head), head, source)).hexdigest()


def _read(file: Path) -> dict[str, Facts]:
    with contextlib.suppress(OSError, ValueError):
        return _adapter().validate_json(file.read_bytes())
    return {}


@cache
def _adapter() -> TypeAdapter[dict[str, Facts]]:
    from pydantic import TypeAdapter

    return TypeAdapter(dict[str, Facts])
