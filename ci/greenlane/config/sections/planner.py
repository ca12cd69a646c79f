"""`planner:` -> how plans are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from greenlane.config.entries import entry_schema
from greenlane.config.layers import is_null
from greenlane.config.mistakes import shown
from greenlane.config.options import validate
from greenlane.config.sections import Reading, Tools
from greenlane.config.tree import Node, Scalar, Table, Unreadable, at_path
from greenlane.model.plan import Policy
from greenlane.model.units import Duration

HERE = "docs/planner.md#policy"


@dataclass(frozen=True)
class _Written:
    """The section as it is written."""

    wall: Duration = 600.0
    """The longest that jobs which share a runner may take together."""
    audit: float = 0.02
    """The share of reused passes that run anyway, at random, between 0 and 1."""
    shadow: bool | None = None
    """true: everything runs, and the report says what would not have; false: in earnest; else: clean_runs."""
    clean_runs: int = 20
    """How many plans in shadow have to be without a miss before one counts."""


def read(node: Node | None, reading: Reading) -> Policy:
    """The section; without one, the defaults. Mistakes go to reading.mistakes."""
    if node is None or isinstance(node, Unreadable) or is_null(node):
        return Policy()
    if not isinstance(node, Table):
        expected = "a mapping such as {audit: 0.02}"
        reading.mistakes.add(node.place, "planner", expected=expected, got=shown(node), docs=HERE)
        return Policy()
    _range(node, reading, "audit", 1.0, "a share between 0 and 1")
    _range(node, reading, "clean_runs", 10_000, "a whole number from 0")
    written = validate(_Written, node, at=node.place, key="planner", mistakes=reading.mistakes, docs=HERE)
    if written is None:
        return Policy()
    return Policy(written.wall, written.audit, written.shadow, written.clean_runs)


def schema(kinds: Mapping[str, type[Any]], *, overlay: bool, tools: Tools) -> dict[str, Any]:
    """The JSON Schema of the section."""
    del kinds, tools
    found = entry_schema(_Written, overlay=overlay)
    return {**found, "type": ["object", "null"], "description": "How plans are made."}


def _range(table: Table, reading: Reading, name: str, most: float, expected: str) -> None:
    found = at_path(table, [name])
    value = found.value if isinstance(found, Scalar) else None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if isinstance(found, Scalar) and is_number and not 0 <= float(str(value)) <= most:
        reading.mistakes.add(found.place, f"planner.{name}", expected=expected, got=shown(found), docs=HERE)
