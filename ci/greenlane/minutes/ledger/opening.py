"""Opening a ledger: made whole or not at all, brought up to date, refused when it is not ours to read.

synchronous is NORMAL: with a write-ahead log, a killed process loses nothing that was committed, and a power
cut at most the last transactions, never the file. What such a cut takes is asked again: the notes of how far
the sync came are in the same transactions as the rows.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from pathlib import Path

from greenlane.minutes.ledger.schema import APPLICATION_ID, MIGRATIONS
from greenlane.minutes.ledger.sqlite import SqliteLedger
from greenlane.minutes.ledger.trouble import corrupt, foreign, missing, named, newer, older

PATIENCE_S = 30.0
_CACHE_KIB = 16 * 1024
_LOG_KEPT_BYTES = 4 * 1024 * 1024


def open_ledger(path: Path, *, read_only: bool = False, patience_s: float = PATIENCE_S) -> SqliteLedger:
    """Open the ledger in this file, or make a new one; close it, or use it as a context manager.

    read_only: nothing is made or brought up to date, and the folder need not be writable.
    patience_s: how long a write waits for another process that writes.
    Raises UsageError for a file that is not there (read_only), no ledger, or of another version;
    OutsideError for one that is damaged or cannot be opened.
    """
    path = path.absolute()
    if not path.exists():
        if read_only:
            raise missing(path)
        _make(path)
    with named(path):
        connection = connect(path, read_only=read_only, patience_s=patience_s)
        try:
            _bring_up_to_date(connection, path, read_only)
        except BaseException:
            connection.close()
            raise
    return SqliteLedger(path, connection, lambda: connect(path, read_only=read_only, patience_s=patience_s))


def connect(path: Path, *, read_only: bool, patience_s: float) -> sqlite3.Connection:
    """A connection to a file that is there. Reading from a folder that may not be written needs no log."""
    if not read_only or (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return _connected(path, "mode=rw", read_only, patience_s)
    try:
        return _connected(path, "mode=ro", read_only, patience_s)
    except sqlite3.OperationalError:
        if _log_of(path):
            raise
        return _connected(path, "immutable=1", read_only, patience_s)


def _log_of(path: Path) -> int:
    """The size of the write-ahead log beside the file, 0 where there is none."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size
    except FileNotFoundError:
        return 0


def _connected(path: Path, how: str, read_only: bool, patience_s: float) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.as_uri()}?{how}", uri=True, isolation_level=None, timeout=patience_s)
    try:
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute(f"PRAGMA journal_size_limit = {_LOG_KEPT_BYTES}")
        connection.execute(f"PRAGMA query_only = {int(read_only)}")
        connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _bring_up_to_date(connection: sqlite3.Connection, path: Path, read_only: bool) -> None:
    if path.stat().st_size == 0:
        raise corrupt(path, "it is empty")
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise foreign(path)
    found = _version(connection)
    if found > len(MIGRATIONS):
        raise newer(path, found, len(MIGRATIONS))
    if found < len(MIGRATIONS):
        if read_only:
            raise older(path, found, len(MIGRATIONS))
        migrate(connection)
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables to the newest version, all steps in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statements in MIGRATIONS[_version(connection) :]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _make(path: Path) -> None:
    """A new ledger: made aside, then given its name, unless another process was first."""
    from greenlane.edges.files import remove_left_aside

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    remove_left_aside(path.parent)
    aside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    os.close(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with named(path), contextlib.closing(sqlite3.connect(aside, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = MEMORY")
            migrate(connection)
            connection.execute("PRAGMA journal_mode = WAL")
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
    finally:
        aside.unlink(missing_ok=True)
