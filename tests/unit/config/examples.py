"""OPTIONS dataclasses in the manner of the catalog, and a way to load a text with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from greenlane.config import load
from greenlane.model.declaration import Declaration
from greenlane.model.errors import DeclarationError, Problem
from greenlane.model.units import Duration, Size


@dataclass(frozen=True)
class Folder:
    """Migrations in a folder with a layout."""

    path: str
    layout: Literal["plain", "supabase"] = "plain"


@dataclass(frozen=True)
class Command:
    """Migrations by the project's own program."""

    command: tuple[str, ...]


@dataclass(frozen=True)
class Postgres:
    """A PostgreSQL server."""

    version: Literal[15, 16, 17] = 16
    """The major version."""
    database: str = "app"
    password: str | None = None
    extensions: tuple[str, ...] = ()
    settings: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    migrations: str | Folder | Command | None = None
    timeout: Duration = 30.0


@dataclass(frozen=True)
class Redis:
    """A Redis server."""

    append_only: bool = False
    maxmemory: Size | None = None
    databases: int = 16


@dataclass(frozen=True)
class Cors:
    """One rule of cross-origin access."""

    origins: tuple[str, ...]
    max_age: Duration = 600.0


@dataclass(frozen=True)
class Bucket:
    """One bucket."""

    name: str
    versioning: bool = False
    cors: tuple[Cors, ...] = ()


@dataclass(frozen=True)
class S3:
    """An S3 server."""

    buckets: tuple[Bucket, ...] = ()


@dataclass(frozen=True)
class Pool:
    """A pooler in front of a database."""

    database: str = "db"
    pool_size: int = 25

    def __post_init__(self) -> None:
        if self.pool_size < 1:
            raise ValueError("pool_size must be at least 1")


KINDS: Mapping[str, type[Any]] = {"postgres": Postgres, "redis": Redis, "s3": S3, "pgbouncer": Pool}
PORTS: Mapping[str, Sequence[str]] = {"postgres": ("main",)}


def implied(kind: str, options: Any) -> Sequence[str]:
    """What the catalog's needs() would say."""
    return (options.database,) if kind == "pgbouncer" else ()


def load_text(
    folder: Path,
    text: str | bytes,
    *,
    environment_name: str = "local",
    environment: Mapping[str, str] | None = None,
    local: str | None = None,
) -> Declaration:
    """The declaration of a greenlane.yaml with this text."""
    path = folder / "greenlane.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    if local is not None:
        (folder / "greenlane.local.yaml").write_text(local, encoding="utf-8")
    return load(
        path,
        kinds=KINDS,
        environment_name=environment_name,
        environment=environment or {},
        implied=implied,
        port_names=PORTS,
    )


def mistakes(folder: Path, text: str | bytes, **how: Any) -> tuple[Problem, ...]:
    """What is wrong with the text; empty when nothing is."""
    try:
        load_text(folder, text, **how)
    except DeclarationError as err:
        return err.problems
    return ()


def told(folder: Path, text: str | bytes, **how: Any) -> str:
    """The mistakes as a person reads them, one line each and the hint behind it."""
    return "\n".join(
        f"{p.line} {p.key}: {p.expected}; {p.got}. {p.hint}" for p in mistakes(folder, text, **how)
    )
