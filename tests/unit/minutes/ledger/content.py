"""Everything a ledger holds, whatever numbers it gave to names: equal for ledgers that say the same."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

TEXTS = {
    "run": ("path", "workflow", "event", "branch", "actor"),
    "job": (
        *("name", "status", "conclusion", "labels", "runner_group"),
        *("workflow", "branch", "actor", "event", "machine", "free"),
    ),
    "daily": ("machine",),
}
NAMED = ("run", "job", "daily", "artifact", "cache_use")
TABLES = (*NAMED, "usage", "note")


def content(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Rows by table, texts in place of numbers, sorted."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        texts = dict(connection.execute("SELECT id, text FROM text").fetchall())
        names = dict(connection.execute("SELECT id, name FROM repository").fetchall())
        return {table: _rows(connection, table, texts, names) for table in TABLES}


def _rows(
    connection: sqlite3.Connection, table: str, texts: dict[int, str], names: dict[int, str]
) -> list[dict[str, Any]]:
    rows = [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
    for row in rows:
        for column in TEXTS.get(table, ()):
            row[column] = texts.get(row[column])
        if table in NAMED:
            row["repository"] = names[row["repository"]]
    return sorted(rows, key=repr)


def whole(path: Path) -> list[str]:
    """What is wrong with the file or what follows from its rows; nothing when it is whole."""
    day = "(completed_at - (completed_at % 86400 + 86400) % 86400) / 86400"
    sums = f"SELECT {day}, repository, COALESCE(machine, 0), SUM(minutes), SUM(duration_s), COUNT(*) FROM job"
    booked = f"{sums} WHERE completed_at IS NOT NULL AND minutes > 0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    with closing(sqlite3.connect(path)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        wrong = [] if found == ["ok"] else found
        daily = connection.execute("SELECT * FROM daily ORDER BY 1, 2, 3").fetchall()
        if daily != connection.execute(booked).fetchall():
            wrong.append("what is booked by day is not what its jobs come to")
    return wrong
