"""PostgreSQL: one connection, statements one at a time, and errors that say what the server said."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, LiteralString

from greenlane.model.database import Refusal
from greenlane.model.errors import GreenlaneError, OutsideError, UsageError

if TYPE_CHECKING:
    import psycopg

Row = tuple[Any, ...]


class RefusedError(GreenlaneError):
    """The server refused a statement. `refusal` has its words, apart."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        named = {"detail": refusal.detail, "hint": refusal.hint, "context": refusal.context}
        detail = [f"{name}: {text}" for name, text in named.items() if text]
        super().__init__(f"{refusal.message} (SQLSTATE {refusal.sqlstate})", detail=detail)


class Session:
    """One connection in autocommit mode. Close it, or use it as a context."""

    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self._connection = connection

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def rows(self, query: LiteralString, parameters: Sequence[object] | None = None) -> list[Row]:
        """Run a query of ours (placeholders: %s) and fetch what it returns."""
        with self._translated():
            cursor = self._connection.execute(query, parameters)
            return cursor.fetchall() if cursor.description else []

    def statement(self, text: str) -> None:
        """Run one statement of somebody else's, exactly as it is written; rows are thrown away.

        It goes by the extended protocol, in which the server refuses a second statement in the same text.
        """
        with self._translated():
            self._connection.execute(text.encode(), binary=True)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block, or nothing of it."""
        with self._translated(), self._connection.transaction():
            yield

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open (or failed and not yet rolled back)."""
        from psycopg.pq import TransactionStatus

        return self._connection.info.transaction_status is not TransactionStatus.IDLE

    def rollback(self) -> None:
        """End an open transaction without effect; nothing happens when there is none."""
        with self._translated():
            self._connection.rollback()

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        import psycopg

        try:
            yield
        except psycopg.Error as err:
            if err.sqlstate is None or self._connection.closed:
                raise OutsideError(
                    f"the connection to the database was lost: {_first_line(err)}",
                    fix="look at the server's log (`greenlane logs`), then run it again",
                    docs="docs/troubleshooting.md#database-connection",
                ) from err
            raise RefusedError(_refusal(err, err.sqlstate)) from err


def connect(url: str, *, program: str = "greenlane", timeout_s: float = 10.0) -> Session:
    """Connect. program: the name the server's lists show. Raises OutsideError, UsageError."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # The parser's message would repeat the URL, and the password in it.
        raise UsageError(
            "the database URL cannot be read",
            fix="expected postgresql://user:password@host:port/database, special characters as %XX",
            docs="docs/troubleshooting.md#database-connection",
        ) from None
    try:
        connection = psycopg.connect(
            url,
            autocommit=True,
            prepare_threshold=None,
            connect_timeout=max(2, round(timeout_s)),
            application_name=program,
            client_encoding="utf8",
        )
    except psycopg.Error as err:
        raise OutsideError(
            f"no connection to the database {parts.get('dbname')} at "
            f"{parts.get('host')}:{parts.get('port', 5432)}: {_first_line(err)}",
            fix="is it up? `greenlane status`",
            docs="docs/troubleshooting.md#database-connection",
        ) from err
    return Session(connection)


def _refusal(err: psycopg.Error, sqlstate: str) -> Refusal:
    said = err.diag
    position = said.statement_position
    return Refusal(
        sqlstate=sqlstate,
        message=said.message_primary or _first_line(err),
        position=int(position) if position else None,
        detail=said.message_detail,
        hint=said.message_hint,
        context=said.context,
    )


def _first_line(err: Exception) -> str:
    return (str(err).splitlines() or [type(err).__name__])[0]
