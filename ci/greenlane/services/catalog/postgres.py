"""PostgreSQL: a server of its own for the project, with its roles, extensions, migrations and seeds."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal

from greenlane.edges import psql
from greenlane.edges.files import locked, write_aside
from greenlane.edges.process import run
from greenlane.model.bundle import Bundle
from greenlane.model.errors import OutsideError
from greenlane.model.service import Context, Installed, Launch, Mode, NotReady
from greenlane.services.catalog.wheels import POSTGRES_15, POSTGRES_16, POSTGRES_17

TITLE = "PostgreSQL"
PORTS = {"main": 5432}
SECRETS = ("password", "admin_password")
STAND_IN = None
BUNDLES = (POSTGRES_15, POSTGRES_16, POSTGRES_17)
SUPERUSER = "postgres"
SOCKET_PATH_MAX = 100
"""Linux allows 107 bytes for a socket's path, macOS 103."""


@dataclass(frozen=True)
class Migrations:
    """Where migrations come from: a folder in one of two layouts, or the project's own command."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid", "use_attribute_docstrings": True}

    path: str | None = None
    """The folder, relative to greenlane.yaml."""
    layout: Literal["plain", "supabase"] = "plain"
    """plain: NUMBER_name.sql in order. supabase: a folder with migrations/ and seed.sql."""
    command: tuple[str, ...] = ()
    """A program that migrates the database in DATABASE_URL, such as [alembic, upgrade, head]."""
    out_of_order: bool = False
    """Whether a new migration may be older than the newest one applied."""


@dataclass(frozen=True)
class Seed:
    """One seed file, and as whom it runs."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid", "use_attribute_docstrings": True}

    file: str
    """The file, relative to greenlane.yaml."""
    role: str | None = None
    """The role to run as, such as authenticated, so that policies apply; default: the owner."""
    claims: Mapping[str, Any] = field(default_factory=dict)
    """Claims of the signed-in user while the file runs."""


@dataclass(frozen=True)
class Options:
    """The options of a PostgreSQL service."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid", "use_attribute_docstrings": True}

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


OPTIONS = Options
_BY_VERSION = {15: POSTGRES_15, 16: POSTGRES_16, 17: POSTGRES_17}

_SETTINGS: Mapping[Mode, Mapping[str, str]] = {
    Mode.DURABLE: {},
    Mode.EPHEMERAL: {
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_wal_size": "256MB",
        "checkpoint_timeout": "1h",
    },
}


def bundles(options: Options) -> tuple[Bundle, ...]:
    return (_BY_VERSION[options.version],)


def needs(options: Options) -> tuple[str, ...]:
    return ()


def prepare(context: Context) -> None:
    """Copy a data folder that initdb made once on this machine, and write the configuration."""
    folder = _data(context)
    if not _marker(context).exists():
        shutil.rmtree(folder, ignore_errors=True)
        template = _template(context)
        done = run(
            ["cp", "-a", template, folder], environment=_environment(context), cwd=context.run, account=context.account
        )
        if done.code:
            raise OutsideError(f"cannot copy a data folder to {folder}", detail=done.tail())
    write_aside(context.run / "pg_hba.conf", _ACCESS, mode=0o600)
    write_aside(context.run / "postgresql.conf", _configuration(context), mode=0o600)


def launch(context: Context) -> Launch:
    fixed = {
        "config_file": context.run / "postgresql.conf",
        "hba_file": context.run / "pg_hba.conf",
        "listen_addresses": "127.0.0.1",
        "port": context.port,
        "unix_socket_directories": context.run,
        "logging_collector": "off",
        "log_destination": "stderr",
    }
    options = [word for name, value in fixed.items() for word in ("-c", f"{name}={value}")]
    return Launch(
        argv=[str(_installed(context).programs["postgres"]), "-D", str(_data(context)), *options],
        environment=_environment(context),
        cwd=_data(context),
        stop_signal="SIGINT" if context.mode is Mode.DURABLE else "SIGQUIT",
    )


def ready(context: Context) -> None:
    """The postmaster says that it accepts connections, and a query is answered."""
    try:
        lines = (_data(context) / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        raise NotReady("it has not written its pid file yet") from None
    if len(lines) < 8 or lines[7].strip() != "ready":
        raise NotReady(f"it is {lines[7].strip() if len(lines) > 7 else 'starting'}")
    done = _superuser(context, "SELECT 1;", database="postgres")
    if done.code:
        raise NotReady(" ".join(done.err.split()))


def provision(context: Context) -> None:
    """Passwords, role, database, extensions; init files when the folder is new; migrations; seeds."""
    is_new = not _marker(context).exists()
    try:
        _create(context)
        if is_new:
            _initialise(context)
            _marker(context).touch()
    except BaseException:
        if is_new:
            shutil.rmtree(_data(context), ignore_errors=True)
        raise
    _migrate(context)


def variables(context: Context) -> Mapping[str, str]:
    options, port = context.options, context.port
    password, admin = context.secrets["password"], context.secrets["admin_password"]
    return {
        "DATABASE_URL": f"postgresql://{options.user}:{password}@127.0.0.1:{port}/{options.database}",
        "DATABASE_ADMIN_URL": f"postgresql://{SUPERUSER}:{admin}@127.0.0.1:{port}/{options.database}",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(port),
        "PGUSER": options.user,
        "PGPASSWORD": password,
        "PGDATABASE": options.database,
    }


_ACCESS = """\
# Written by greenlane at each start. The socket lies in a folder that only the server's account enters.
local all all trust
host all all 127.0.0.1/32 scram-sha-256
host replication all 127.0.0.1/32 scram-sha-256
"""


def _installed(context: Context) -> Installed:
    return context.bundles[_BY_VERSION[context.options.version].name]


def _data(context: Context) -> Path:
    return context.data / "pgdata"


def _marker(context: Context) -> Path:
    """Written when the init files have run: a data folder without it is half made, and made anew."""
    return _data(context) / "greenlane-initialised"


def _environment(context: Context) -> dict[str, str]:
    path = context.environment.get("PATH", "/usr/bin:/bin")
    return {**_installed(context).environment, "PATH": path, "LC_ALL": "C.UTF-8", "HOME": str(context.run)}


def _configuration(context: Context) -> str:
    if len(str(context.run)) > SOCKET_PATH_MAX - len("/.s.PGSQL.65535"):
        raise OutsideError(
            f"the folder for the server's socket has too long a path: {context.run}",
            fix="set GREENLANE_MEMORY to a folder with a short path",
            docs="docs/troubleshooting.md#socket-path",
        )
    settings = {**_SETTINGS[context.mode], **context.options.settings}
    lines = [f"{name} = {_quoted(value)}" for name, value in settings.items()]
    return "\n".join([f"include = {_quoted(str(_data(context) / 'postgresql.conf'))}", *lines, ""])


def _quoted(value: str | int | float | bool) -> str:
    text = ("on" if value else "off") if isinstance(value, bool) else str(value)
    return "'" + text.replace("'", "''") + "'"


def _template(context: Context) -> Path:
    """A data folder as initdb leaves it, made once for each server version and mode."""
    installed = _installed(context)
    place = context.cache / "templates" / f"uid-{context.account.uid}"
    template = place / f"{installed.root.name}-{context.mode}"
    if (template / "PG_VERSION").exists():
        return template
    place.mkdir(parents=True, exist_ok=True)
    from greenlane.services.folders import give

    give(place, context.account)
    with locked(place / ".lock"):
        if not (template / "PG_VERSION").exists():
            _initdb(context, installed, template)
    return template


def _initdb(context: Context, installed: Installed, template: Path) -> None:
    aside = template.with_name(f".{template.name}")
    shutil.rmtree(aside, ignore_errors=True)
    segment_mb = 16 if context.mode is Mode.DURABLE else 1
    done = run(
        [
            *(installed.programs["initdb"], "-D", aside, "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8"),
            *("--auth=scram-sha-256", "--no-sync", "--no-instructions", f"--wal-segsize={segment_mb}"),
            *("--auth-local=trust", "--auth-host=trust"),
        ],
        environment=_environment(context),
        cwd=context.run,
        account=context.account,
    )
    if done.code:
        raise OutsideError("initdb failed", detail=done.tail(), docs="docs/troubleshooting.md#initdb")
    aside.rename(template)


def _superuser(context: Context, script: str, *, database: str) -> psql.Completed:
    return psql.run_script(
        _installed(context).programs["psql"],
        script,
        environment={
            **_environment(context),
            "PGHOST": str(context.run),
            "PGPORT": str(context.port),
            "PGUSER": SUPERUSER,
            "PGDATABASE": database,
        },
        cwd=context.run,
        account=context.account,
    )


def _create(context: Context) -> None:
    """Roles, database and extensions, each only where it is missing. Passwords travel as verifiers."""
    options = context.options
    user, database = psql.identifier(options.user), psql.identifier(options.database)
    rounds = 4096 if context.mode is Mode.DURABLE else 1
    admin = psql.literal(psql.scram_verifier(context.secrets["admin_password"], rounds))
    own = psql.literal(psql.scram_verifier(context.secrets["password"], rounds))
    extensions = [f"CREATE EXTENSION IF NOT EXISTS {psql.identifier(name)};" for name in options.extensions]
    script = [
        f"ALTER ROLE {psql.identifier(SUPERUSER)} PASSWORD {admin};",
        f"SELECT 'CREATE ROLE ' || {psql.literal(user)}"
        f" WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {psql.literal(options.user)}) \\gexec",
        f"ALTER ROLE {user} LOGIN PASSWORD {own};",
        f"SELECT 'CREATE DATABASE ' || {psql.literal(database)} || ' OWNER ' || {psql.literal(user)}"
        f" WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = {psql.literal(options.database)}) \\gexec",
    ]
    if extensions:
        script += [f"\\connect {psql.connect_name(options.database)}", *extensions]
    done = _superuser(context, "\n".join(script) + "\n", database="postgres")
    if done.code:
        raise OutsideError(
            "the database could not be set up",
            where=f"services.{context.name}",
            detail=done.tail(),
            docs="docs/troubleshooting.md#database-setup",
        )


def _initialise(context: Context) -> None:
    if not context.options.init:
        return
    from greenlane.migrations import run_init

    run_init(variables(context)["DATABASE_ADMIN_URL"], context.project, context.options.init)


def _migrate(context: Context) -> None:
    options: Options = context.options
    if options.migrations is None and not options.seeds:
        return
    from greenlane.services.schema import migrate

    migrate(context, variables(context))
