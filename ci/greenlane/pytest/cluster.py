"""The databases of one PostgreSQL server as a test session sees them: copied, dropped, swept."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from greenlane.edges import postgres
from greenlane.model.errors import OutsideError
from greenlane.pytest.claims import identifier
from greenlane.pytest.names import PREFIX, lock_key, owner_of
from greenlane.pytest.servers import DatabaseServer

MAINTENANCE = "postgres"
PROGRAM = "greenlane pytest"


@dataclass(frozen=True)
class Source:
    """The database that DATABASE_URL names. settled: it has settings or grants of its own to carry over."""

    name: str
    owner: str
    size_bytes: int
    settled: bool


def with_database(url: str, name: str) -> str:
    """The same URL with another database in it."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path="/" + quote(name, safe="")))


@contextmanager
def administer(server: DatabaseServer) -> Iterator[postgres.Session]:
    """A superuser's session in the maintenance database."""
    with postgres.connect(with_database(server.admin_url, MAINTENANCE), program=PROGRAM) as session:
        yield session


def source(session: postgres.Session, server: DatabaseServer) -> Source:
    """Look at the database to copy. Raises OutsideError when it is not there."""
    from psycopg.conninfo import conninfo_to_dict

    name = str(conninfo_to_dict(server.url).get("dbname", ""))
    rows = session.rows(
        "SELECT pg_get_userbyid(datdba), pg_database_size(oid),"
        " datacl IS NOT NULL OR EXISTS (SELECT FROM pg_db_role_setting WHERE setdatabase = d.oid)"
        " FROM pg_database d WHERE datname = %s",
        [name],
    )
    if not rows:
        raise OutsideError(
            f"the database {name} of DATABASE_URL is not on the server of DATABASE_ADMIN_URL",
            fix="start the services again: greenlane run -- pytest",
            docs="docs/pytest.md#template",
        )
    return Source(name, *rows[0])


def copy(session: postgres.Session, origin: Source, template: str, name: str) -> None:
    """Make `name` a copy of `template` with the origin's owner, settings and grants."""
    session.statement(
        f"CREATE DATABASE {identifier(name)} TEMPLATE {identifier(template)}"
        f" OWNER {identifier(origin.owner)} STRATEGY FILE_COPY"
    )
    if origin.settled:  # CREATE DATABASE leaves behind what ALTER DATABASE … SET and GRANT … ON DATABASE said
        session.rows(
            "INSERT INTO pg_db_role_setting SELECT new.oid, s.setrole, s.setconfig"
            " FROM pg_db_role_setting s JOIN pg_database old ON old.oid = s.setdatabase, pg_database new"
            " WHERE old.datname = %s AND new.datname = %s",
            [origin.name, name],
        )
        session.rows(
            "UPDATE pg_database new SET datacl = old.datacl FROM pg_database old"
            " WHERE old.datname = %s AND new.datname = %s",
            [origin.name, name],
        )


def make_template(
    session: postgres.Session, server: DatabaseServer, origin: Source, name: str, *, wait_s: float = 30.0
) -> None:
    """Copy the origin once, give the copy its relation cache file, and close it to connections.

    PostgreSQL copies only a database that nobody is connected to: idle sessions of others on the
    origin (a pool, a stand-in) are ended, busy ones waited for. Raises OutsideError after wait_s.
    """
    deadline = time.monotonic() + wait_s
    while True:
        _free(session, origin.name, deadline)
        try:
            session.statement(
                f"CREATE DATABASE {identifier(name)} TEMPLATE {identifier(origin.name)}"
                f" OWNER {identifier(origin.owner)} STRATEGY FILE_COPY"
            )
            break
        except postgres.RefusedError as err:
            if err.refusal.sqlstate != "55006" or time.monotonic() > deadline:  # object_in_use
                raise
    postgres.connect(with_database(server.admin_url, name), program=PROGRAM).close()
    session.statement(f"ALTER DATABASE {identifier(name)} ALLOW_CONNECTIONS false")
    _free(session, name, deadline)


def drop(session: postgres.Session, name: str) -> None:
    """Remove a database and end whoever is connected to it."""
    session.statement(f"DROP DATABASE IF EXISTS {identifier(name)} WITH (FORCE)")


def hold(session: postgres.Session, owner: str) -> None:
    """Say that this session lives, until its connection ends, however it ends."""
    session.rows("SELECT pg_advisory_lock(%s)", [lock_key(owner)])


def sweep(session: postgres.Session) -> list[str]:
    """Remove what sessions that are gone have left; returns the names. Living ones hold their lock."""
    names = session.rows("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
    removed = []
    for owner, databases in _by_owner(name for (name,) in names).items():
        key = lock_key(owner)
        if session.rows("SELECT pg_try_advisory_lock(%s)", [key]) != [(True,)]:
            continue
        for name in databases:
            drop(session, name)
        session.rows("SELECT pg_advisory_unlock(%s)", [key])
        removed += databases
    return removed


def _by_owner(names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        if owner := owner_of(name):
            found.setdefault(owner, []).append(name)
    return found


def _free(session: postgres.Session, name: str, deadline: float) -> None:
    """Wait until nobody is connected to the database; idle sessions are ended."""
    while True:
        session.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND state = 'idle' AND pid <> pg_backend_pid()",
            [name],
        )
        busy = session.rows(
            "SELECT pid, coalesce(nullif(application_name, ''), backend_type), coalesce(state, '')"
            " FROM pg_stat_activity WHERE datname = %s",
            [name],
        )
        if not busy:
            return
        if time.monotonic() > deadline:
            raise OutsideError(
                f"the database {name} cannot be copied while others work in it",
                detail=[f"pid {pid}: {who}, {state}" for pid, who, state in busy],
                fix="end these programs or their transactions, then run the tests again",
                docs="docs/pytest.md#template",
            )
        time.sleep(0.005)
