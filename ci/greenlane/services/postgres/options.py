"""What greenlane.yaml may say of a PostgreSQL service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Migrations:
    """Where migrations come from: a folder in one of two layouts, or the project's own command."""

    path: str | None = None
    """The folder, relative to greenlane.yaml."""
    layout: Literal["plain", "supabase"] = "plain"
    """plain: NUMBER_name.sql in order. supabase: a folder with migrations/ and seed.sql."""
    command: tuple[str, ...] = ()
    """A program that migrates the database in DATABASE_URL, such as [alembic, upgrade, head]."""
    files: tuple[str, ...] = ()
    """Globs of the files that decide what the command does, so that its outcome can be used again."""
    out_of_order: bool = False
    """Whether a new migration may be older than the newest one applied."""


@dataclass(frozen=True)
class Seed:
    """One seed file, and as whom it runs."""

    file: str
    """The file, relative to greenlane.yaml."""
    role: str | None = None
    """The role to run as, such as authenticated, so that policies apply; default: the owner."""
    claims: Mapping[str, Any] = field(default_factory=dict)
    """Claims of the signed-in user while the file runs."""


@dataclass(frozen=True)
class Options:
    """The options of a PostgreSQL service."""

    version: Literal[15, 16, 17] = 16
    """The major version. Take the one that production has."""
    database: str = "app"
    """The database to create."""
    user: str = "app"
    """The role that owns the database. It is no superuser."""
    extensions: tuple[str, ...] = ()
    """Extensions to create in the database, such as uuid-ossp, pgcrypto, pgtap."""
    init: tuple[str, ...] = ()
    """SQL files (globs) run once as superuser when the data folder is new."""
    settings: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    """Server settings as in postgresql.conf."""
    migrations: str | Migrations | None = None
    """A folder of SQL files, or how else to migrate."""
    seeds: tuple[str | Seed, ...] = ()
    """SQL files run after the migrations, each once."""
