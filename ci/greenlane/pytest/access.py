"""Who may do what: statements tried as different users, each undone, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from greenlane.migrations.statements import split
from greenlane.migrations.tokens import UnreadableError
from greenlane.model.errors import UsageError
from greenlane.pytest.claims import Identity, User, identity
from greenlane.pytest.database import Database

_DOCS = "docs/pytest.md#who-may-do-what"


class Access(StrEnum):
    """allowed: it ran, and touched a row where rows are counted. no rows: it ran, and policies hid every row.

    denied: refused. TRUNCATE and what defines tables count no rows: for them, to run is to be allowed.
    """

    ALLOWED = "allowed"
    NO_ROWS = "no rows"
    DENIED = "denied"


def access_matrix(
    database: Database, people: Mapping[str, User | Identity], attempts: Mapping[str, str]
) -> dict[tuple[str, str], Access]:
    """Try every statement as everybody; nothing stays. The keys are (person, attempt).

    people: name -> User or Identity. attempts: name -> one SQL statement.
    A refusal other than for want of a right (a constraint, a syntax error) is raised.
    Raises UsageError, before anything is tried, where an attempt is not exactly one statement.
    """
    for attempt, statement in attempts.items():
        _must_be_one(attempt, statement)
    found = {}
    for person, who in people.items():
        for attempt, statement in attempts.items():
            acting = who if isinstance(who, Identity) else identity(who)
            found[person, attempt] = _try(database, acting, statement)
    return found


def _must_be_one(attempt: str, statement: str) -> None:
    try:
        count = sum(piece.first is not None for piece in split(statement))
    except UnreadableError as err:
        raise UsageError(f"the attempt {attempt!r}: {err.what}", fix=err.fix, docs=_DOCS) from err
    if count != 1:
        raise UsageError(
            f"the attempt {attempt!r} holds {count} statements, and an attempt is exactly one",
            fix="give each statement an attempt of its own, and prepare rows before access_matrix",
            docs=_DOCS,
        )


def _try(database: Database, who: Identity, statement: str) -> Access:
    import psycopg

    with database.as_identity(who) as connection, connection.transaction(force_rollback=True):
        try:
            with connection.transaction():
                rows = connection.execute(statement.encode()).rowcount
        except psycopg.errors.InsufficientPrivilege:
            return Access.DENIED
        return Access.NO_ROWS if rows == 0 else Access.ALLOWED
