"""Who may do what: statements tried as different users, each undone, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from greenlane.pytest.claims import Identity, User, identity
from greenlane.pytest.database import Database


class Access(StrEnum):
    """allowed: it touched at least one row. no rows: it ran, and policies hid every row. denied: refused."""

    ALLOWED = "allowed"
    NO_ROWS = "no rows"
    DENIED = "denied"


def access_matrix(
    database: Database, people: Mapping[str, User | Identity], attempts: Mapping[str, str]
) -> dict[tuple[str, str], Access]:
    """Try every statement as everybody; nothing stays. The keys are (person, attempt).

    people: name -> User or Identity. attempts: name -> one SQL statement.
    A refusal other than for want of a right (a constraint, a syntax error) is raised.
    """
    found = {}
    for person, who in people.items():
        for attempt, statement in attempts.items():
            acting = who if isinstance(who, Identity) else identity(who)
            found[person, attempt] = _try(database, acting, statement)
    return found


def _try(database: Database, who: Identity, statement: str) -> Access:
    import psycopg

    with database.as_identity(who) as connection, connection.transaction(force_rollback=True):
        try:
            with connection.transaction():
                rows = connection.execute(statement.encode()).rowcount
        except psycopg.errors.InsufficientPrivilege:
            return Access.DENIED
        return Access.ALLOWED if rows > 0 else Access.NO_ROWS
