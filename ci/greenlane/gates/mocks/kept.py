"""What files said, kept by path and content, so that only a changed file is parsed again.

The folder it lies in is another one for other rules, other parsers and another Python. A file that cannot be
read is as if there were none; what a run did not ask for is forgotten. JSON by hand: no library has to be
imported for it, which would cost more than it saves.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from greenlane.edges.files import write_aside
from greenlane.gates.mocks.facts import Definition, Facts, Import, Placeholder, Use

_ROWS: Mapping[str, type[Any]] = {
    "imports": Import,
    "definitions": Definition,
    "uses": Use,
    "globals": Use,
    "placeholders": Placeholder,
    "switches": Use,
    "computed": Use,
}
_SETS = ("bases", "abstract")


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
            text = json.dumps({name: _plain(one) for name, one in self._asked.items()})
            with contextlib.suppress(OSError):
                write_aside(self._file, text, mode=0o600, flush=False)


def _name(path: str, source: bytes) -> str:
    head = path.encode(errors="surrogateescape")
    return hashlib.sha256(b"%d\0%b%b" % (len(head), head, source)).hexdigest()


def _read(file: Path) -> dict[str, Facts]:
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {name: _facts(one) for name, one in json.loads(file.read_bytes()).items()}
    return {}


def _plain(facts: Facts) -> dict[str, Any]:
    """Without what is as in a file that says nothing."""
    found: dict[str, Any] = {}
    for one in fields(Facts):
        value = getattr(facts, one.name)
        if one.name in _ROWS:
            value = [[getattr(row, part.name) for part in fields(row)] for row in value]
        elif one.name in _SETS:
            value = sorted(value)
        if value:
            found[one.name] = value
    return found


def _facts(given: Mapping[str, Any]) -> Facts:
    found: dict[str, Any] = {}
    for name, value in given.items():
        if kind := _ROWS.get(name):
            found[name] = tuple(kind(*map(_frozen, row)) for row in value)
        else:
            found[name] = frozenset(value) if name in _SETS else _frozen(value)
    return Facts(**found)


def _frozen(value: Any) -> Any:
    """JSON's lists are our tuples."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
