"""Migrations and seeds: where they come from, what a database remembers of them, what is to be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from greenlane.model.errors import ExitCode, GreenlaneError

DOCS = "docs/migrations.md"


class Layout(StrEnum):
    """How a folder of SQL files is laid out; also the name under which its history is kept."""

    PLAIN = "plain"
    SUPABASE = "supabase"


@dataclass(frozen=True)
class Folder:
    """SQL files in a folder. plain: path/*.sql; supabase: path/migrations/*.sql, path/config.toml.

    out_of_order: apply a new migration even when a newer one has been applied before it.
    """

    path: Path
    layout: Layout = Layout.PLAIN
    out_of_order: bool = False


@dataclass(frozen=True)
class Command:
    """The project's own migration program. It finds the database in the variable DATABASE_URL.

    files: globs below the project that decide what the program does; without them the outcome
    cannot be known beforehand, and nothing prepared from an earlier run is used again.
    """

    argv: tuple[str, ...]
    files: tuple[str, ...] = ()
    timeout_s: float = 600.0


@dataclass(frozen=True)
class Seed:
    """A file of data, run after the migrations. file may be a glob below the project.

    role: the database role the file runs as; claims: the token claims its policies see.
    """

    file: str
    role: str | None = None
    claims: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Limits:
    """How long to wait, in seconds; None is without end.

    lock_s: for a lock on a table; statement_s: for one statement; turn_s: for another migrator.
    """

    lock_s: float | None = None
    statement_s: float | None = None
    turn_s: float | None = 120.0


@dataclass(frozen=True)
class Source:
    """All that a database is brought up to date from. Paths are shown relative to `project`.

    seeds of a Supabase folder come from its config.toml, before the ones listed here.
    """

    project: Path
    migrations: Folder | Command | None
    seeds: tuple[Seed, ...] = ()
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Target:
    """A database, as whom, and what is applied there.

    url: with the password, so never shown. environment: of the project's own command.
    """

    url: str = field(repr=False)
    source: Source
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Script:
    """One SQL file as it was read: LF line ends, no byte order mark. file: as shown to people."""

    version: str
    name: str
    file: str
    sha256: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class SeedScript:
    """A seed file as it was read. name: what its history is kept under; sha256 covers role and claims."""

    name: str
    script: Script
    role: str | None
    claims: Mapping[str, object]


class State(StrEnum):
    """applied: all of it took effect; begun: started without a transaction and never finished."""

    APPLIED = "applied"
    BEGUN = "begun"


@dataclass(frozen=True)
class Recorded:
    """What the database remembers of a migration.

    sha256: None when another tool applied it. statements_done: None when that is unknown.
    """

    version: str
    name: str
    sha256: str | None
    applied_at: datetime | None
    duration_ms: int | None = None
    state: State = State.APPLIED
    statements_done: int | None = None


class Kind(StrEnum):
    """Why a migration stands in the way."""

    DUPLICATE = "duplicate"
    CHANGED = "changed"
    GONE = "gone"
    LATE = "late"
    UNFINISHED = "unfinished"


@dataclass(frozen=True)
class Obstacle:
    """One reason not to migrate. where: the file, as shown to people."""

    kind: Kind
    version: str
    where: str
    what: str
    fix: str

    def lines(self) -> list[str]:
        return [f"{self.where}: {self.what}", f"  fix: {self.fix}", f"  see: {DOCS}#{self.kind}"]


@dataclass(frozen=True)
class Plan:
    """What will be applied, in this order, unless there is an obstacle: then nothing is."""

    to_apply: tuple[Script, ...]
    obstacles: tuple[Obstacle, ...]
    applied: tuple[Recorded, ...]


@dataclass(frozen=True)
class SeedPlan:
    """Seeds that have not run with this content, those that have, and those changed since."""

    to_apply: tuple[SeedScript, ...]
    applied: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Status:
    """Where a database stands. plan: None when a command of the project's own decides."""

    plan: Plan | None
    seeds: SeedPlan
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Applied:
    """What was done. duration_s covers all of it, waiting for another migrator included."""

    migrations: tuple[str, ...]
    seeds: tuple[str, ...]
    command: bool
    notes: tuple[str, ...]
    duration_s: float


class BlockedError(GreenlaneError):
    """The folder and the database's history do not fit together; nothing was applied.

    Ends in 1, or in 2 when the folder itself is wrong (two files of the same version).
    """

    def __init__(self, obstacles: tuple[Obstacle, ...]) -> None:
        self.obstacles = obstacles
        if any(obstacle.kind is Kind.DUPLICATE for obstacle in obstacles):
            self.code = ExitCode.CONFIGURATION
        count = len(obstacles)
        super().__init__(f"{count} obstacle{'s' if count != 1 else ''}; no migration was applied")

    def lines(self) -> list[str]:
        return [line for obstacle in self.obstacles for line in obstacle.lines()] + [f"{self.what}."]


class StatementError(GreenlaneError):
    """A statement of a file that cannot be run, or that the database refused. Always located."""

    def __init__(
        self,
        what: str,
        *,
        where: str,
        fix: str,
        docs: str,
        detail: tuple[str, ...] = (),
        sqlstate: str | None = None,
    ) -> None:
        super().__init__(what, where=where, fix=fix, docs=docs, detail=detail)
        self.sqlstate = sqlstate
