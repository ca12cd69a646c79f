"""What lock files came to, kept from one plan to the next, and within one: they are parsed once.

A lock file is found by its id in git, its path and our own code, so what was kept is never out of date. Only
plans use it: the gate computes anew what it holds a plan against.
"""

from __future__ import annotations

from collections import UserDict
from collections.abc import Mapping
from typing import Any

from greenlane.cli.plan_memory import PlanMemory, key_of
from greenlane.planner.locks.proof import Importer

LOCKS = ("config", "model", "planner", "planner/locks")


class LockMemory(UserDict[str, Mapping[str, Importer]]):
    """A lock file's id and path -> its importers, as planner.locks.reading takes it."""

    def __init__(self, memory: PlanMemory) -> None:
        super().__init__()
        self._memory = memory

    def __contains__(self, key: object) -> bool:
        if key not in self.data and isinstance(key, str):
            found = _importers(self._memory.recall(_name(key)))
            if found:
                self.data[key] = found
        return key in self.data

    def __setitem__(self, key: str, value: Mapping[str, Importer]) -> None:
        super().__setitem__(key, value)
        self._memory.keep(_name(key), {folder: [one.digest, *one.leads] for folder, one in value.items()})


def _name(key: str) -> str:
    return key_of([b"lock file", key.encode(errors="surrogateescape")], LOCKS)


def _importers(kept: Any) -> dict[str, Importer]:
    """What was kept; nothing where that is no such thing."""
    if not isinstance(kept, dict):
        return {}
    return {folder: Importer(digest, tuple(leads)) for folder, (digest, *leads) in kept.items()}
