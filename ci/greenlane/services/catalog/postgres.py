"""PostgreSQL: a server of its own for the project, with its roles, extensions, migrations and seeds."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from greenlane.edges import psql
from greenlane.edges.files import write_aside
from greenlane.edges.process import run
from greenlane.edges.processes import belonging
from greenlane.model.bundle import Bundle
from greenlane.model.errors import OutsideError, UsageError
from greenlane.model.service import Context, Launch, Mistake, Mode, NotReady
from greenlane.services.postgres.copy import copy_folder
from greenlane.services.postgres.options import Options, mistakes
from greenlane.services.postgres.server import (
    IN_FILES,
    PLAIN,
    SUPERUSER,
    WITH_PGTAP,
    as_superuser,
    bundle_of,
    data_folder,
    installed,
    marker,
    server_environment,
)
from greenlane.services.postgres.setup import create
from greenlane.services.postgres.template import template as prepared_folder

if TYPE_CHECKING:
    from greenlane.model.migration import Target

TITLE = "PostgreSQL"
PORTS = {"main": 5432}
VARIABLES = ("DATABASE_URL", "DATABASE_ADMIN_URL", "PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE")
SECRETS = ("password", "admin_password")
STAND_IN = None
BUNDLES = (*PLAIN.values(), *WITH_PGTAP.values())
SOCKET_PATH_MAX = 100
"""Linux allows 107 bytes for a socket's path, macOS 103."""


OPTIONS = Options

_SETTINGS: Mapping[Mode, Mapping[str, str]] = {
    Mode.DURABLE: {
        **dict([IN_FILES]),
        # A killed server first brings its folder to the disk: at once, not file by file. With writes under
        # way it is ready again after 0.4 s instead of 1.4 to 2.8 (bench/recovery.py, a busy disk).
        **({"recovery_init_sync_method": "syncfs"} if sys.platform == "linux" else {}),
    },
    Mode.EPHEMERAL: {
        **dict([IN_FILES]),
        "fsync": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_wal_size": "256MB",
        "checkpoint_timeout": "1h",
    },
}


def bundles(options: Options) -> tuple[Bundle, ...]:
    return (bundle_of(options),)


def needs(options: Options) -> tuple[str, ...]:
    return ()


def check(options: Options, project: Path, services: Mapping[str, str]) -> Iterator[Mistake]:
    yield from mistakes(options, project)


def prepare(context: Context) -> None:
    """Copy a data folder that initdb made once on this machine, and write the configuration."""
    folder = data_folder(context)
    if marker(context).exists():
        _check_version(context)
    else:
        shutil.rmtree(folder, ignore_errors=True)
        copy_folder(context, prepared_folder(context), folder)
    _forget_killed_server(folder)
    write_aside(context.run / "pg_hba.conf", _ACCESS, mode=0o600, flush=False)
    write_aside(context.run / "postgresql.conf", _configuration(context), mode=0o600, flush=False)


def _forget_killed_server(folder: Path) -> None:
    """Remove a pid file whose server is gone: its number may be a zombie's by now, or some other server's,
    and PostgreSQL would not start. Nobody who works in the folder is left alone with it.
    """
    left = folder / "postmaster.pid"
    if left.exists() and not belonging("", [folder]):
        left.unlink()


def _check_version(context: Context) -> None:
    """Refuse data of another major version, which this server cannot read."""
    found, wanted = (data_folder(context) / "PG_VERSION").read_text().strip(), str(context.options.version)
    if found != wanted:
        raise UsageError(
            f"the data is PostgreSQL {found}'s, and PostgreSQL {wanted} cannot read it",
            where=f"services.{context.name}.version",
            fix=f"set version: {found}, or start from migrations and seeds: greenlane reset {context.name}",
            docs="docs/troubleshooting.md#other-version",
        )


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
        argv=[str(installed(context).programs["postgres"]), "-D", str(data_folder(context)), *options],
        environment=server_environment(context),
        cwd=data_folder(context),
        stop_signal="SIGINT" if context.mode is Mode.DURABLE else "SIGQUIT",
    )


def ready(context: Context) -> None:
    """The postmaster says that it accepts connections, and a query is answered."""
    try:
        lines = (data_folder(context) / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        raise NotReady("it has not written its pid file yet") from None
    if len(lines) < 8 or lines[7].strip() != "ready":
        raise NotReady(f"it is {lines[7].strip() if len(lines) > 7 else 'starting'}")
    psql_program = installed(context).programs["psql"]
    done = psql.run_script(
        psql_program,
        "SELECT 1;",
        environment=as_superuser(context),
        cwd=context.run,
        account=context.account,
    )
    if done.code:
        raise NotReady(" ".join(done.err.split()))


def provision(context: Context) -> None:
    """Passwords, role, database, extensions; init files when the folder is new; migrations; seeds."""
    is_new = not marker(context).exists()
    try:
        create(context)
        if is_new:
            _initialise(context)
            marker(context).touch()
    except BaseException:
        if is_new:
            shutil.rmtree(data_folder(context), ignore_errors=True)
        raise
    _migrate(context)


def clear_away(data: Path, ports: Mapping[str, int]) -> None:
    """Remove the lock segment of System V shared memory that a killed postmaster left behind.

    Its number stands in the pid file. A segment that somebody still uses goes when they let go.
    """
    try:
        lines = (data / "pgdata" / "postmaster.pid").read_text().splitlines()
    except OSError:
        return
    numbers = lines[6].split() if len(lines) > 6 else []
    if len(numbers) == 2 and numbers[1].isdigit():
        with contextlib.suppress(OutsideError):
            run(["ipcrm", "-m", numbers[1]], environment={"PATH": "/usr/bin:/bin"}, cwd=data)


def variables(context: Context) -> Mapping[str, str]:
    options, port = context.options, context.port
    password, admin = context.secrets["password"], context.secrets["admin_password"]
    user, where = quote(options.user, safe=""), f"127.0.0.1:{port}/{quote(options.database, safe='')}"
    return {
        "DATABASE_URL": f"postgresql://{user}:{password}@{where}",
        "DATABASE_ADMIN_URL": f"postgresql://{SUPERUSER}:{admin}@{where}",
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


def _configuration(context: Context) -> str:
    if len(str(context.run)) > SOCKET_PATH_MAX - len("/.s.PGSQL.65535"):
        raise OutsideError(
            f"the folder for the server's socket has too long a path: {context.run}",
            fix="set GREENLANE_MEMORY to a folder with a short path",
            docs="docs/troubleshooting.md#socket-path",
        )
    settings = {**_SETTINGS[context.mode], **context.options.settings}
    lines = [f"{name} = {_quoted(value)}" for name, value in settings.items()]
    return "\n".join([f"include = {_quoted(str(data_folder(context) / 'postgresql.conf'))}", *lines, ""])


def _quoted(value: str | int | float | bool) -> str:
    text = ("on" if value else "off") if isinstance(value, bool) else str(value)
    return "'" + text.replace("'", "''") + "'"


def _initialise(context: Context) -> None:
    if not context.options.init:
        return
    from greenlane.migrations import run_init

    run_init(variables(context)["DATABASE_ADMIN_URL"], context.project, context.options.init)


def targets(context: Context) -> Sequence[Target]:
    """The migrations and seeds of this database, for the verbs of `greenlane db`."""
    options: Options = context.options
    if options.migrations is None and not options.seeds:
        return ()
    from greenlane.services import schema

    return schema.targets(context, variables(context))


def _migrate(context: Context) -> None:
    if targets(context):
        from greenlane.services import schema

        schema.migrate(context, variables(context))
