"""What greenlane.yaml may say of a PostgreSQL service."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from greenlane.model.service import Mistake
from greenlane.services import checks

OURS = frozenset(
    {"port", "listen_addresses", "unix_socket_directories", "hba_file", "data_directory", "config_file",
     "include", "include_dir", "include_if_exists", "logging_collector", "log_destination"}
)  # fmt: skip
"""What greenlane sets itself, or what would lead to other settings: not to be had through `settings`."""
NAME_BYTES_MAX = 63
_SETTING = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z_][A-Za-z0-9_$]*)*")
_DATABASES = frozenset({"postgres", "template0", "template1"})
_ROLES = frozenset({"postgres", "public", "none"})


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


def mistakes(options: Options, project: Path) -> Iterator[Mistake]:
    """Names that PostgreSQL has for itself, settings that are ours, files and folders that are not there."""
    yield from _name("database", options.database, is_taken=options.database in _DATABASES)
    reserved = options.user in _ROLES or options.user.startswith("pg_")
    yield from _name("user", options.user, is_taken=reserved)
    yield from checks.settings(options.settings, ours=OURS, name=_SETTING)
    for index, pattern in enumerate(options.init):
        yield from checks.files(project, pattern, ("init", index))
    for index, seed in enumerate(options.seeds):
        if isinstance(seed, str):
            yield from checks.files(project, seed, ("seeds", index))
        else:
            yield from checks.files(project, seed.file, ("seeds", index, "file"))
    yield from _migrations(options.migrations, project)


def _name(option: str, name: str, *, is_taken: bool) -> Iterator[Mistake]:
    if is_taken:
        yield Mistake((option,), f"a {option} of the project's own", f"{name}, which is PostgreSQL's own")
    elif not name or checks.has_control(name) or len(name.encode()) > NAME_BYTES_MAX:
        yield Mistake((option,), f"a name of 1 to {NAME_BYTES_MAX} bytes without control characters")


def _migrations(declared: str | Migrations | None, project: Path) -> Iterator[Mistake]:
    if isinstance(declared, str):
        yield from checks.folder(project, declared, ("migrations",))
    elif declared is not None and not declared.command:
        got = "" if declared.path else "nothing, which is migrations"
        yield from checks.folder(project, declared.path or "migrations", ("migrations", "path"), got=got)
