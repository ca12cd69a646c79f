"""A psycopg connection whose commits are savepoints, for tests that are rolled back as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus

from greenlane.pytest.claims import Identity

_SAVEPOINT = "greenlane_test"


class RolledBackConnection(psycopg.Connection[Any]):
    """commit() keeps the work until the test ends, rollback() undoes it to the last commit(),
    `with connection.transaction()` is a savepoint, and closing does nothing: the fixture does it.

    Sequences, NOTIFY and what other connections do are not rolled back: no transaction holds them.
    """

    def begin_test(self, role: str) -> None:
        """Open the transaction that the whole test runs in, as that role."""
        super().execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
        super().commit()
        super().execute(f"SAVEPOINT {_SAVEPOINT}")

    def end_test(self) -> None:
        """Undo all that the test did, session settings and temporary tables included."""
        super().rollback()
        self.autocommit = True
        super().execute("DISCARD ALL")
        self.autocommit = False

    def commit(self) -> None:
        """Keep the work, so that a later rollback() stops here. An aborted one is undone."""
        if self.info.transaction_status is TransactionStatus.INERROR:
            self.rollback()
            return
        super().execute(f"RELEASE SAVEPOINT {_SAVEPOINT}")
        super().execute(f"SAVEPOINT {_SAVEPOINT}")

    def rollback(self) -> None:
        """Undo the work since the last commit()."""
        super().execute(f"ROLLBACK TO SAVEPOINT {_SAVEPOINT}")

    def close(self) -> None:
        """Nothing: the next test uses the connection too."""

    def close_for_good(self) -> None:
        """Close it, at the end of the session."""
        super().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind:
            self.rollback()
        else:
            self.commit()

    def acting_as(self, who: Identity) -> AbstractContextManager[None]:
        """Run as `who` inside a savepoint; role and claims are afterwards what they were before."""
        return self._changed([*who.settings(), "role"], who.statements())

    def acting_as_superuser(self) -> AbstractContextManager[None]:
        """Run without the owner's role inside a savepoint."""
        return self._changed(["role"], ["SET LOCAL ROLE NONE"])

    @contextmanager
    def _changed(self, names: Sequence[str], statements: Sequence[str]) -> Iterator[None]:
        before = self._settings(names)
        with self.transaction():
            for statement in statements:
                super().execute(statement.encode())
            yield
            if self.info.transaction_status is TransactionStatus.INERROR:
                raise psycopg.Rollback
            self._restore(before)

    def _settings(self, names: Sequence[str]) -> dict[str, str]:
        found = {}
        for name in names:
            row = super().execute("SELECT coalesce(current_setting(%s, true), '')", [name]).fetchone()
            found[name] = str(row[0]) if row else ""
        return found

    def _restore(self, before: dict[str, str]) -> None:
        for name, value in before.items():
            super().execute("SELECT set_config(%s, %s, true)", [name, value])
