"""One file a lock format; nothing is registered elsewhere.

Each has `is_named(name)`, whether a file of this name is one, and `importers(text)`: what the package in each
folder installs, folders relative to the lock file's own. It raises Unproved for a file that it cannot answer
for.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Protocol, cast

from greenlane.planner.locks.proof import Importer


class Format(Protocol):
    """A module of this folder."""

    def is_named(self, name: str) -> bool: ...

    def importers(self, text: bytes) -> Mapping[str, Importer]: ...


@cache
def formats() -> Mapping[str, Format]:
    """All, by name."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__))
    return {name: cast(Format, importlib.import_module(f"{__name__}.{name}")) for name in names}


def format_of(name: str) -> Format | None:
    """The format of a file of this name; None when it is not known."""
    return next((one for one in formats().values() if one.is_named(name)), None)
