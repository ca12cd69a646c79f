"""`jobs:` -> what is checked, of which components, where, and whether it may wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from greenlane.config.entries import entry_schema
from greenlane.config.sections import Reading, Tools
from greenlane.config.sections._entries import NAME, Entries
from greenlane.config.tree import Node, Table
from greenlane.model.plan import Deferral, Job, Until
from greenlane.model.units import Duration

HERE = "docs/planner.md#jobs"
DAY_S = 86400.0


@dataclass(frozen=True)
class _Deferral:
    """How long a job may wait."""

    until: Literal["merge", "nightly", "release"] = "nightly"
    """Who runs it at the latest."""
    within: Duration | None = None
    """And how long after it was put off, such as 3d."""


@dataclass(frozen=True)
class _Written:
    """A job as it is written."""

    run: tuple[str, ...]
    """The commands, one after another."""
    components: tuple[str, ...] = ()
    """What it checks; without any, the whole repository."""
    runner: str = "ubuntu-24.04"
    """The label that it runs on."""
    needs: tuple[str, ...] = ()
    """Jobs that have to be green before."""
    definition: tuple[str, ...] = ()
    """Workflows and actions that define it, as globs; others may then change without running it."""
    locks: tuple[str, ...] = ()
    """Lock files of which only what its components use counts."""
    environment: tuple[str, ...] = ()
    """Variables that its outcome depends on."""
    defer: _Deferral | None = None
    """How long it may wait; without it, the job is required."""
    valid: Duration = 14 * DAY_S
    """How long a pass may be reused."""
    minutes: float | None = None
    """Billed minutes to expect while there is no history."""
    setup: Duration = 30.0
    """Of its time, what a job that shares its runner need not repeat."""
    alone: bool = False
    """Never share a runner with another job."""
    moves: tuple[str, ...] = ()
    """Other labels on which it works too, the best first."""
    reports: tuple[str, ...] = ()
    """Files that it leaves, as globs: coverage and JUnit among them are merged and counted by the gate."""


def read(node: Node | None, reading: Reading) -> tuple[Job, ...]:
    """The section, as declared. Mistakes go to reading.mistakes."""
    entries = Entries("jobs", HERE, reading)
    found = list(entries.each(node, _Written))
    names = {name for name, _, _ in found}
    for name, entry, _ in found:
        entries.names(name, entry, "needs", names - {name}, "other job")
        entries.names(name, entry, "components", _components(reading), "component")
        entries.globs(name, entry, "definition")
        entries.globs(name, entry, "reports")
    entries.acyclic(node, {name: one.needs for name, _, one in found})
    return tuple(_job(name, one) for name, _, one in found)


def schema(kinds: Mapping[str, type[Any]], *, overlay: bool, tools: Tools) -> dict[str, Any]:
    """The JSON Schema of the section."""
    del kinds, tools
    return {
        "description": "What is checked, by name.",
        "type": ["object", "null"],
        "propertyNames": {"pattern": f"^{NAME}$"},
        "additionalProperties": entry_schema(_Written, overlay=overlay),
    }


def _components(reading: Reading) -> set[str]:
    """The names below `components`, whether their entries are right or not."""
    entry = reading.tree.entries.get("components")
    return set(entry.node.entries) if entry and isinstance(entry.node, Table) else set()


def _job(name: str, one: _Written) -> Job:
    defer = Deferral(Until(one.defer.until), one.defer.within) if one.defer else None
    return Job(
        name=name,
        components=one.components,
        run=one.run,
        runner=one.runner,
        needs=one.needs,
        definition=one.definition,
        locks=one.locks,
        environment=one.environment,
        defer=defer,
        valid_s=one.valid,
        minutes=one.minutes,
        setup_s=one.setup,
        alone=one.alone,
        moves=one.moves,
        reports=one.reports,
    )
