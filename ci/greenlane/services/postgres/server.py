"""One PostgreSQL server: its folders, its environment, and how its superuser reaches it."""

from __future__ import annotations

from pathlib import Path

from greenlane.edges import psql
from greenlane.model.bundle import Bundle
from greenlane.model.service import Context, Installed
from greenlane.services.postgres.options import Options
from greenlane.services.wheels import (
    POSTGRES_15,
    POSTGRES_15_PGTAP,
    POSTGRES_16,
    POSTGRES_16_PGTAP,
    POSTGRES_17,
    POSTGRES_17_PGTAP,
)

SUPERUSER = "postgres"
IN_FILES = ("dynamic_shared_memory_type", "mmap")
"""Shared memory that a killed server cannot leave to the machine: in files below its data folder."""
PLAIN = {15: POSTGRES_15, 16: POSTGRES_16, 17: POSTGRES_17}
WITH_PGTAP = {15: POSTGRES_15_PGTAP, 16: POSTGRES_16_PGTAP, 17: POSTGRES_17_PGTAP}


def bundle_of(options: Options) -> Bundle:
    """The server's bundle. pgTAP comes from another registry, so it is fetched only where it is asked for."""
    return (WITH_PGTAP if "pgtap" in options.extensions else PLAIN)[options.version]


def installed(context: Context) -> Installed:
    """The server's bundle."""
    return context.bundles[bundle_of(context.options).name]


def data_folder(context: Context) -> Path:
    """PGDATA."""
    return context.data / "pgdata"


def marker(context: Context) -> Path:
    """Written when the init files have run: a data folder without it is half made, and made anew."""
    return data_folder(context) / "greenlane-initialised"


def server_environment(context: Context) -> dict[str, str]:
    """The environment of the server and of its programs: nothing of the user's but PATH."""
    path = context.environment.get("PATH", "/usr/bin:/bin")
    return {**installed(context).environment, "PATH": path, "LC_ALL": "C.UTF-8", "HOME": str(context.run)}


def as_superuser(context: Context) -> dict[str, str]:
    """How psql reaches the server as superuser: by the socket, which only the account can enter."""
    return {
        **server_environment(context),
        "PGHOST": str(context.run),
        "PGPORT": str(context.port),
        "PGUSER": SUPERUSER,
        "PGDATABASE": "postgres",
    }


def create_database(options: Options) -> str:
    return f"CREATE DATABASE {psql.identifier(options.database)} OWNER {psql.identifier(options.user)}"


def create_extensions(options: Options) -> list[str]:
    return [f"CREATE EXTENSION IF NOT EXISTS {psql.identifier(name)}" for name in options.extensions]
