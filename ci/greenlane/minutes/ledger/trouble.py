"""What SQLite says of a ledger, in a user's words, with the file's name and what to do."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from greenlane.model.errors import GreenlaneError, OutsideError, UsageError

DOCS = "docs/minutes.md#ledger"


@contextlib.contextmanager
def named(path: Path) -> Iterator[None]:
    """Raise what is wrong with the file, or the disk below it, as an error that names the file.

    Misuse of the interface (a mistake of ours) stays what it is.
    """
    try:
        yield
    except sqlite3.DatabaseError as err:
        told = explained(err, path)
        if told is None:
            raise
        raise told from err


def explained(err: sqlite3.DatabaseError, path: Path) -> GreenlaneError | None:
    """The error as a user reads it; None when it is about our own statements."""
    code = getattr(err, "sqlite_errorcode", 0) & 0xFF
    match code:
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return corrupt(path, str(err))
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return OutsideError(
                "another process is writing to this ledger",
                where=str(path),
                fix="wait for it to end, or end it; the lock goes with the process",
                docs="docs/troubleshooting.md#held-lock",
            )
        case sqlite3.SQLITE_FULL:
            return OutsideError(
                "the disk is full; the ledger is as it was before",
                where=str(path),
                fix="make room there, or keep the ledger elsewhere: --ledger FILE or GREENLANE_LEDGER",
                docs="docs/troubleshooting.md#disk-full",
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_IOERR:
            return OutsideError(
                f"the ledger cannot be used: {err}",
                where=str(path),
                fix="look who owns the file and its folder (a ledger needs both to be written), or keep it"
                " elsewhere: --ledger FILE or GREENLANE_LEDGER",
                docs="docs/troubleshooting.md#not-writable",
            )
        case _:
            return None


def corrupt(path: Path, why: str) -> OutsideError:
    """The file is damaged. Nothing is made anew in its place: it may be the only copy of old months."""
    return OutsideError(
        f"the ledger is damaged: {why}",
        where=str(path),
        fix=f"restore a copy; or move it away and run `greenlane minutes sync`, which reads again what GitHub"
        f" still has; `sqlite3 {path.name} .recover` may save what is older",
        docs=DOCS,
    )


def missing(path: Path) -> UsageError:
    return UsageError(
        "there is no ledger here",
        where=str(path),
        fix="run `greenlane minutes sync` first, or name another file: --ledger FILE or GREENLANE_LEDGER",
        docs=DOCS,
    )


def foreign(path: Path) -> UsageError:
    return UsageError(
        "this is a database, but no ledger of greenlane",
        where=str(path),
        fix="name another file: --ledger FILE or GREENLANE_LEDGER",
        docs=DOCS,
    )


def newer(path: Path, found: int, known: int) -> UsageError:
    return UsageError(
        f"this ledger was written by a newer greenlane: its format is {found}, this one knows up to {known}",
        where=str(path),
        fix="update greenlane, or name another file: --ledger FILE or GREENLANE_LEDGER",
        docs=DOCS,
    )


def older(path: Path, found: int, known: int) -> UsageError:
    return UsageError(
        f"this ledger was written by an older greenlane (its format is {found}, now it is {known}), and is"
        " only to be read here",
        where=str(path),
        fix="run `greenlane minutes sync` where it may be written: that brings it up to date",
        docs=DOCS,
    )
