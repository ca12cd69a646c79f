"""The ledger in one SQLite file.

Reading and writing have a connection each, so that a stream of jobs that is being read sees one moment of
the ledger, whatever is written meanwhile.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType

from greenlane.minutes.ledger import totals
from greenlane.minutes.ledger.interface import Counting, Dimension
from greenlane.minutes.ledger.recounting import recount
from greenlane.minutes.ledger.rows import USAGE_COLUMNS, Row, usage_of
from greenlane.minutes.ledger.streams import Stream
from greenlane.minutes.ledger.texts import Texts
from greenlane.minutes.ledger.trouble import named
from greenlane.minutes.ledger.writing import SqliteWriter
from greenlane.model.bill import Artifact, CacheUse, Law, UsageItem
from greenlane.model.jobs import Booked, Free, LedgerJob, SeenRun, Spent

Parameters = Mapping[str, str | int]

NAMED = "repository = (SELECT id FROM repository WHERE name = :name)"
_USAGE = " ".join(
    (
        *("SELECT", USAGE_COLUMNS),
        "FROM usage WHERE account = :account AND first_day >= :since AND first_day < :until",
        "ORDER BY first_day, day IS NOT NULL, product, sku, repository, rowid",
    )
)
_ALL_ARTIFACTS = (
    "SELECT repository.name, artifact_id, artifact.name, size_bytes, created_at, expires_at, seen_at,",
    "gone_at FROM artifact JOIN repository ON repository.id = repository WHERE",
    totals.SCOPE,
)
_STILL_THERE = "AND COALESCE(gone_at, :since) >= :since AND COALESCE(expires_at, :since) >= :since"
_ARTIFACTS = " ".join((*_ALL_ARTIFACTS, "ORDER BY repository, artifact_id"))
_ARTIFACTS_SINCE = " ".join((*_ALL_ARTIFACTS, _STILL_THERE, "ORDER BY repository, artifact_id"))
_CACHE_USES = " ".join(
    (
        "SELECT repository.name, taken_at, size_bytes, caches",
        "FROM cache_use JOIN repository ON repository.id = repository",
        "WHERE taken_at >= :since AND taken_at < :until AND",
        totals.SCOPE,
        "ORDER BY taken_at, repository",
    )
)
_REPOSITORIES = (
    "SELECT name FROM repository WHERE EXISTS (SELECT 1 FROM run WHERE run.repository = repository.id)"
    " ORDER BY name"
)
_FIRST_END = " ".join(
    (
        *("SELECT", totals.DAY, "FROM job WHERE completed_at IS NOT NULL AND", totals.SCOPE),
        "ORDER BY completed_at LIMIT 1",
    )
)
_LAST_SEEN = (
    f"SELECT is_private FROM run WHERE {NAMED} AND is_private IS NOT NULL ORDER BY run_id DESC LIMIT 1"
)
_NOTE = "SELECT value FROM note WHERE repository = :repository AND key = :key"
_RUNS_WITH_JOBS = "SELECT COUNT(*) FROM (SELECT DISTINCT repository, run_id FROM job)"


def _scope(repositories: Collection[str]) -> dict[str, str | int]:
    """The parameters of totals.SCOPE."""
    return {"everywhere": int(not repositories), "names": json.dumps(list(repositories))}


def _span(since: date, until: date) -> dict[str, str | int]:
    return {"since": totals.seconds(since), "until": totals.seconds(until)}


class SqliteLedger:
    """Satisfies interface.Ledger. Made by `open_ledger`; it belongs to the thread that opened it."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, connect: Callable[[], sqlite3.Connection]
    ) -> None:
        self.path = path
        self._connection = connection
        self._connect = connect
        self._second: sqlite3.Connection | None = None
        self._texts = Texts(connection)
        self._stream = Stream(connection, self._texts, path)

    def close(self) -> None:
        """Leave one file behind: the last one to close takes the log back into it."""
        for one in (self._second, self._connection):
            if one is not None:
                one.close()
        self._second = None

    def __enter__(self) -> SqliteLedger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def booked(self, since: date, until: date, repositories: Collection[str] = ()) -> Sequence[Booked]:
        rows = self._rows(totals.BOOKED, _span(since, until) | _scope(repositories))
        return totals.booked(rows, self._texts.text, self._texts.repository)

    def spent(
        self,
        by: Sequence[Dimension],
        since: date,
        until: date,
        repositories: Collection[str] = (),
        *,
        law: Law | None = None,
    ) -> Sequence[Spent]:
        asked = totals.statement(by, machines=law is not None)
        scope = _span(since, until) | _scope(repositories)
        rows = self._rows(asked, {**scope, "copy": self._number_of(Free.COPY)})
        return totals.groups(rows, by, law, self._texts.text, self._texts.repository)

    def _number_of(self, text: str) -> int:
        """The number of a text; one that stands for none where it never occurred."""
        found = self._rows("SELECT id FROM text WHERE text = :text", {"text": text})
        return int(found[0][0]) if found else -1

    def jobs(self, since: date, until: date, repositories: Collection[str] = ()) -> Iterator[LedgerJob]:
        return self._stream.ended(_span(since, until) | _scope(repositories))

    def open_jobs(self, repositories: Collection[str] = ()) -> Sequence[LedgerJob]:
        return list(self._stream.open(_scope(repositories)))

    def uncounted(self, since: date, until: date, repositories: Collection[str] = ()) -> int:
        return int(self._rows(totals.UNCOUNTED, _span(since, until) | _scope(repositories))[0][0])

    def usage(self, account: str, since: date, until: date) -> Sequence[UsageItem]:
        span = {"account": account, "since": since.isoformat(), "until": until.isoformat()}
        return [usage_of(row) for row in self._rows(_USAGE, span)]

    def artifacts(
        self, repositories: Collection[str] = (), *, since: date | None = None
    ) -> Sequence[Artifact]:
        begins = {} if since is None else {"since": totals.seconds(since)}
        asked = _ARTIFACTS if since is None else _ARTIFACTS_SINCE
        return [Artifact(*row) for row in self._rows(asked, _scope(repositories) | begins)]

    def cache_uses(self, since: date, until: date, repositories: Collection[str] = ()) -> Sequence[CacheUse]:
        rows = self._rows(_CACHE_USES, _span(since, until) | _scope(repositories))
        return [CacheUse(*row) for row in rows]

    def repositories(self) -> Sequence[str]:
        return [row[0] for row in self._rows(_REPOSITORIES, {})]

    def is_private(self, repository: str) -> bool | None:
        found = self._rows(_LAST_SEEN, {"name": repository})
        return bool(found[0][0]) if found else None

    def first_day(self, repositories: Collection[str] = ()) -> date | None:
        found = self._rows(_FIRST_END, _scope(repositories))
        return totals.day_at(found[0][0]) if found else None

    def recall(self, repository: str, key: str) -> str | None:
        found = self._rows(_NOTE, {"repository": repository, "key": key})
        return str(found[0][0]) if found else None

    def run(self, repository: str, run_id: int) -> SeenRun | None:
        found = self._stream.runs(f"{NAMED} AND run_id = :run", {"name": repository, "run": run_id})
        return found[0] if found else None

    def open_runs(self, repository: str) -> Sequence[SeenRun]:
        return self._stream.runs(f"{NAMED} AND status <> 'completed' AND gone = 0", {"name": repository})

    def pending(self, repository: str) -> Sequence[SeenRun]:
        return self._stream.runs(f"{NAMED} AND pending = 1 AND gone = 0", {"name": repository})

    @contextlib.contextmanager
    def one_moment(self) -> Iterator[None]:
        if self._connection.in_transaction:
            yield
            return
        with named(self.path):
            self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("COMMIT")

    @contextlib.contextmanager
    def writing(self) -> Iterator[SqliteWriter]:
        """One transaction. A second one at the same time waits for the first to end."""
        with self._transaction() as connection:
            yield SqliteWriter(connection)

    def recount(self, count: Counting, told: Callable[[int, int], None] | None = None) -> int:
        total = self._rows(_RUNS_WITH_JOBS, {})[0][0]
        with self._transaction() as connection:
            return recount(self._stream, total, connection, count, told)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with named(self.path):
            if self._second is None:
                self._second = self._connect()
            connection = self._second
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _rows(self, asked: str, parameters: Parameters) -> list[Row]:
        with named(self.path):
            return self._connection.execute(asked, parameters).fetchall()
