"""What the `database` fixture hands out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from greenlane.model.errors import UsageError
from greenlane.pytest.claims import ANON, SERVICE_ROLE, Identity, User, identity

if TYPE_CHECKING:
    import psycopg

    from greenlane.pytest.rolled_back import RolledBackConnection


@dataclass(frozen=True)
class Database:
    """A PostgreSQL database of this test. url: as its owner; admin_url: as superuser.

    Any driver can use the URLs, asyncpg among them. The helpers use psycopg.
    """

    name: str
    url: str = field(repr=False)
    admin_url: str = field(repr=False)

    def connect(self, **options: Any) -> psycopg.Connection[Any]:
        """A new psycopg connection as the owner. options: those of psycopg.connect."""
        import psycopg

        return psycopg.connect(self.url, **options)

    def as_user(
        self,
        who: User | Mapping[str, Any] | None = None,
        *,
        sub: object = None,
        role: str | None = None,
        **claims: Any,
    ) -> AbstractContextManager[psycopg.Connection[Any]]:
        """A connection in a transaction that runs as a signed-in user, so that policies apply.

        who: a User, or claims; or give the claims by name. The role is `role`, else the claim
        role, else authenticated. The transaction is committed at the end, rolled back on an error.
        """
        return self.as_identity(identity(who, sub=sub, role=role, **claims))

    def as_anon(self) -> AbstractContextManager[psycopg.Connection[Any]]:
        """As somebody who has not signed in: the role anon."""
        return self.as_identity(identity(role=ANON))

    def as_service_role(self) -> AbstractContextManager[psycopg.Connection[Any]]:
        """As the application's own server: the role service_role."""
        return self.as_identity(identity(role=SERVICE_ROLE))

    def add_user(self, user: User) -> None:
        """Put the user into auth.users, so that rows may refer to them; nothing without that table."""
        with self._as_superuser() as connection:
            found = connection.execute("SELECT to_regclass('auth.users') IS NOT NULL").fetchone()
            if found and found[0]:
                connection.execute(
                    "INSERT INTO auth.users (id, aud, role, email, email_confirmed_at)"
                    " VALUES (%s, %s, %s, %s, now())",
                    [user.id, user.role, user.role, user.email],
                )

    @contextmanager
    def _as_superuser(self) -> Iterator[psycopg.Connection[Any]]:
        import psycopg

        with psycopg.connect(self.admin_url) as connection:
            yield connection

    @contextmanager
    def as_identity(self, who: Identity) -> Iterator[psycopg.Connection[Any]]:
        """A connection of its own, inside a transaction that runs as `who`."""
        with self._as_superuser() as connection, connection.transaction():
            for statement in who.statements():
                connection.execute(statement.encode())
            yield connection


@dataclass(frozen=True)
class SharedDatabase(Database):
    """Under transaction isolation: one connection, whose work is rolled back after the test.

    What reaches the database by its URL instead is not rolled back.
    """

    connection: RolledBackConnection = field(repr=False, kw_only=True)

    def connect(self, **options: Any) -> psycopg.Connection[Any]:
        """The test's one connection. It takes no options: give row_factory to cursor()."""
        if options:
            raise UsageError(
                f"connect({', '.join(sorted(options))}) under transaction isolation: there is one connection",
                fix="give row_factory to cursor(), or mark the test greenlane_isolation('database')",
                docs="docs/pytest.md#transaction",
            )
        return self.connection

    @contextmanager
    def as_identity(self, who: Identity) -> Iterator[psycopg.Connection[Any]]:
        """The test's one connection, inside a savepoint that runs as `who`; then as before."""
        with self.connection.acting_as(who):
            yield self.connection

    @contextmanager
    def _as_superuser(self) -> Iterator[psycopg.Connection[Any]]:
        with self.connection.acting_as_superuser():
            yield self.connection
