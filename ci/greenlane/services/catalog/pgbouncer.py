"""PgBouncer: a connection pool in front of one of the project's PostgreSQL services."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from greenlane.edges import psql
from greenlane.edges.files import write_aside
from greenlane.model.bundle import Bundle
from greenlane.model.errors import UsageError
from greenlane.model.service import Context, Launch, Mistake, NotReady
from greenlane.services import checks
from greenlane.services.wheels import PGBOUNCER, POSTGRES_16

TITLE = "PgBouncer"
PORTS = {"main": 6432}
VARIABLES = ("DATABASE_POOL_URL",)
SECRETS = ()
STAND_IN = None
BUNDLES = (PGBOUNCER, POSTGRES_16)

OURS = frozenset(
    {"listen_addr", "listen_port", "unix_socket_dir", "auth_type", "auth_file", "auth_hba_file", "auth_query",
     "admin_users", "stats_users", "user", "pidfile", "logfile", "syslog", "pool_mode", "default_pool_size",
     "max_client_conn", "server_tls_sslmode", "client_tls_sslmode", "so_reuseport"}
)  # fmt: skip
"""What greenlane sets itself, or what would open the pool: not to be had through `settings`."""
_SETTING = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_NEEDED = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE")


@dataclass(frozen=True)
class Options:
    """The options of a connection pool."""

    database: str
    """The PostgreSQL service whose connections are pooled."""
    pool_mode: Literal["transaction", "session", "statement"] = "transaction"
    """How long a client holds a server connection."""
    pool_size: int = 20
    """How many connections to PostgreSQL there are at most, for each database."""
    max_clients: int = 100
    """How many clients may be connected at once."""
    settings: Mapping[str, str | int] = field(default_factory=dict)
    """Further settings of pgbouncer.ini by name."""


OPTIONS = Options


def bundles(options: Options) -> tuple[Bundle, ...]:
    return BUNDLES


def needs(options: Options) -> tuple[str, ...]:
    return (options.database,)


def check(options: Options, project: Path, services: Mapping[str, str]) -> Iterator[Mistake]:
    yield from checks.of_kind("database", options.database, "postgres", services)
    yield from checks.within("pool_size", options.pool_size, 1, 10_000)
    yield from checks.within("max_clients", options.max_clients, 1, 10_000)
    yield from checks.settings(options.settings, ours=OURS, name=_SETTING)


def prepare(context: Context) -> None:
    """The configuration, and the file with the one account that may enter."""
    peer = _peer(context)
    account = f'"{_doubled(peer["PGUSER"])}" "{_doubled(peer["PGPASSWORD"])}"\n'
    write_aside(context.run / "userlist.txt", account, mode=0o600)
    write_aside(context.run / "pgbouncer.ini", _configuration(context), mode=0o600)


def launch(context: Context) -> Launch:
    installed = context.bundles[PGBOUNCER.name]
    return Launch(
        argv=[str(installed.programs["pgbouncer"]), str(context.run / "pgbouncer.ini")],
        environment={**installed.environment, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        cwd=context.run,
        stop_signal="SIGTERM",
    )


def ready(context: Context) -> None:
    """A query comes back through the pool, from the database itself."""
    installed = context.bundles[POSTGRES_16.name]
    done = psql.run_script(
        installed.programs["psql"],
        "SELECT 1;",
        environment={
            **installed.environment,
            **_peer(context),
            "PATH": "/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
            "HOME": str(context.run),
            "PGPORT": str(context.port),
            "PGCONNECT_TIMEOUT": "2",
        },
        cwd=context.run,
        account=context.account,
        timeout_s=5.0,
    )
    if done.code or done.out.strip() != "1":
        raise NotReady(" ".join(done.tail()) or f"it answered {done.out[:40]!r}")


def provision(context: Context) -> None:
    """Nothing: what there is to make lies in the database."""


def variables(context: Context) -> Mapping[str, str]:
    peer = _peer(context)
    user, password = quote(peer["PGUSER"], safe=""), quote(peer["PGPASSWORD"], safe="")
    database = quote(peer["PGDATABASE"], safe="")
    return {"DATABASE_POOL_URL": f"postgresql://{user}:{password}@127.0.0.1:{context.port}/{database}"}


def _peer(context: Context) -> dict[str, str]:
    """How the database is reached: PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE and no more."""
    name: str = context.options.database
    handed = context.peers[name]
    if missing := [variable for variable in _NEEDED if variable not in handed]:
        raise UsageError(
            f"{name} hands out no {', '.join(missing)}: it is not a PostgreSQL service",
            where=f"services.{context.name}.database",
            docs="docs/services/pgbouncer.md#database",
        )
    return {variable: handed[variable] for variable in _NEEDED}


def _configuration(context: Context) -> str:
    options: Options = context.options
    peer = _peer(context)
    settings: dict[str, str | int] = {
        "ignore_startup_parameters": "extra_float_digits",
        "server_login_retry": "0.2",
        **options.settings,
        "listen_addr": "127.0.0.1",
        "listen_port": context.port,
        "unix_socket_dir": "",
        "auth_type": "scram-sha-256",
        "auth_file": str(context.run / "userlist.txt"),
        "admin_users": "",
        "stats_users": "",
        "pool_mode": options.pool_mode,
        "default_pool_size": options.pool_size,
        "max_client_conn": options.max_clients,
        "server_tls_sslmode": "disable",
        "client_tls_sslmode": "disable",
    }
    # `*` is every database of that server: a name of its own could not be spelled with all characters.
    target = f"* = host={peer['PGHOST']} port={peer['PGPORT']}"
    lines = [f"{name} = {value}" for name, value in settings.items()]
    return "\n".join(["[databases]", target, "", "[pgbouncer]", *lines, ""])


def _doubled(text: str) -> str:
    return text.replace('"', '""')
