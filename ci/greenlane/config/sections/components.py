"""`components:` -> the parts of the repository, and which of them need which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from greenlane.config.entries import entry_schema
from greenlane.config.sections import Reading, Tools
from greenlane.config.sections._entries import NAME, Entries
from greenlane.config.tree import Node
from greenlane.model.plan import Component

HERE = "docs/planner.md#components"


@dataclass(frozen=True)
class _Written:
    """A component as it is written."""

    paths: tuple[str, ...]
    """GitHub's globs from the root, in their order; `!` takes out again."""
    needs: tuple[str, ...] = ()
    """Components that it depends on: when one of them changes, so does what checks this one."""


def read(node: Node | None, reading: Reading) -> tuple[Component, ...]:
    """The section, as declared. Mistakes go to reading.mistakes."""
    entries = Entries("components", HERE, reading)
    found = list(entries.each(node, _Written))
    names = {name for name, _, _ in found}
    for name, entry, _ in found:
        entries.globs(name, entry, "paths")
        entries.names(name, entry, "needs", names - {name}, "other component")
    entries.acyclic(node, {name: one.needs for name, _, one in found})
    return tuple(Component(name, one.paths, one.needs) for name, _, one in found)


def schema(kinds: Mapping[str, type[Any]], *, overlay: bool, tools: Tools) -> dict[str, Any]:
    """The JSON Schema of the section."""
    del kinds, tools
    return {
        "description": "The parts of the repository, by name.",
        "type": ["object", "null"],
        "propertyNames": {"pattern": f"^{NAME}$"},
        "additionalProperties": entry_schema(_Written, overlay=overlay),
    }
