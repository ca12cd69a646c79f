"""Gives running containers what the declaration says and their images could not be told.

Properties
- Each is asked a real question in its own protocol until it answers; an open port is not enough.
- Doing it twice is doing it once.
- It is the same work as for embedded services: the same roles, the same migrations, the same buckets.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from greenlane.edges import postgres, psql, redis
from greenlane.model.errors import GreenlaneError, OutsideError
from greenlane.model.service import Context, Declared, NotReady
from greenlane.services import catalog, schema
from greenlane.services.postgres.server import SUPERUSER, create_database, create_extensions
from greenlane.services.seaweedfs import buckets

DOCS = "docs/services/github.md"
PAUSE_S = 0.2


def prepare(
    services: Sequence[Declared],
    known: Mapping[str, Context],
    *,
    within_s: float,
    told: Callable[[str], None],
) -> None:
    """Wait for each and set it up. within_s: how long each may take to answer. Raises OutsideError."""
    for one in services:
        context = known[one.name]
        _wait(one, context, within_s)
        for line in _SET_UP[one.kind](context):
            told(line)
        told(f"{one.name} is ready")


def _wait(one: Declared, context: Context, within_s: float) -> None:
    deadline = time.monotonic() + within_s
    while True:
        try:
            return _READY[one.kind](context)
        except NotReady as err:
            if time.monotonic() > deadline:
                raise OutsideError(
                    f"not ready: waited {within_s:.1f} s; last answer: {err}",
                    where=f"services.{one.name}",
                    fix="read the log of the step `Initialize containers`",
                    docs=f"{DOCS}#preparing",
                ) from err
        time.sleep(PAUSE_S)


def _admin(context: Context, database: str = "postgres") -> str:
    handed = catalog.kind("postgres").variables(context)
    base = handed["DATABASE_ADMIN_URL"].rpartition("/")[0]
    return f"{base}/{database}"


def _ask_postgres(context: Context) -> None:
    try:
        with postgres.connect(_admin(context)) as session:
            session.rows("SELECT 1")
    except GreenlaneError as err:
        raise NotReady(err.what) from err


def _set_up_postgres(context: Context) -> list[str]:
    options, handed = context.options, catalog.kind("postgres").variables(context)
    is_new = False
    with postgres.connect(_admin(context)) as session:
        user = psql.identifier(options.user)
        if options.user != SUPERUSER and not session.rows(
            "SELECT 1 FROM pg_roles WHERE rolname = %s", [options.user]
        ):
            session.statement(f"CREATE ROLE {user}")
        verifier = psql.scram_verifier(context.secrets["password"], 4096)
        session.statement(f"ALTER ROLE {user} LOGIN PASSWORD {psql.literal(verifier)}")
        if not session.rows("SELECT 1 FROM pg_database WHERE datname = %s", [options.database]):
            session.statement(create_database(options))
            is_new = True
        left = _settings(session, context)
    with postgres.connect(handed["DATABASE_ADMIN_URL"]) as session:
        for statement in create_extensions(options):
            session.statement(statement)
    if is_new and options.init:
        from greenlane.migrations import run_init

        run_init(handed["DATABASE_ADMIN_URL"], context.project, options.init)
    schema.migrate(context, handed)
    return left


def _settings(session: postgres.Session, context: Context) -> list[str]:
    """As far as a server that runs takes them; what it does not is told."""
    for name, value in context.options.settings.items():
        text = ("on" if value else "off") if isinstance(value, bool) else str(value)
        parts = ".".join(psql.identifier(part) for part in name.split("."))
        session.statement(f"ALTER SYSTEM SET {parts} = {psql.literal(text)}")
    session.rows("SELECT pg_reload_conf()")
    late = "SELECT name FROM pg_settings WHERE context = 'postmaster' AND name = ANY(%s)"
    left = [str(row[0]) for row in session.rows(late, [list(context.options.settings)])]
    return [f"{context.name}: set, and without effect until a restart: {', '.join(left)}"] if left else []


def _ask_redis(context: Context) -> None:
    try:
        with redis.connect("127.0.0.1", context.port, _word_of(context)) as connection:
            connection.ask("PING")
    except (OSError, redis.Refused, redis.Garbled) as err:
        raise NotReady(str(err)) from err


def _word_of(context: Context) -> str:
    """Its password; "" as long as it has none."""
    with redis.connect("127.0.0.1", context.port, "") as connection:
        try:
            connection.ask("PING")
        except redis.Refused:
            return context.secrets["password"]
    return ""


def _set_up_redis(context: Context) -> list[str]:
    options = context.options
    wanted = {
        "appendonly": "yes" if options.append_only else "no",
        "maxmemory": str(options.maxmemory or 0),
        "maxmemory-policy": options.maxmemory_policy,
        "requirepass": context.secrets["password"],  # the last: what follows would have to name it
    }
    with redis.connect("127.0.0.1", context.port, _word_of(context)) as connection:
        for name, value in wanted.items():
            connection.ask("CONFIG", "SET", name, value)
    return []


def _set_up_s3(context: Context) -> list[str]:
    buckets.set_up(context)
    return []


_READY: Mapping[str, Callable[[Context], None]] = {
    "postgres": _ask_postgres,
    "redis": _ask_redis,
    "s3": buckets.check,
}
_SET_UP: Mapping[str, Callable[[Context], list[str]]] = {
    "postgres": _set_up_postgres,
    "redis": _set_up_redis,
    "s3": _set_up_s3,
}
