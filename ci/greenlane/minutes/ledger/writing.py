"""Writes into the ledger, within the transaction of one block."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date

from greenlane.minutes.ledger.rows import (
    COUNT_COLUMNS,
    RUN_COLUMNS,
    SEEN_COLUMNS,
    USAGE_COLUMNS,
    count_row,
    run_row,
    seen_row,
    usage_row,
)
from greenlane.minutes.ledger.texts import Numbers
from greenlane.model.bill import Artifact, CacheUse, UsageItem
from greenlane.model.jobs import Count, SeenJob, SeenRun


def _put(verb: str, table: str, columns: str) -> str:
    """A statement that takes a value for each of these columns."""
    marks = ", ".join("?" for _ in columns.split(","))
    return " ".join((verb, "INTO", table, f"({columns})", "VALUES", f"({marks})"))


_RUN = _put("INSERT OR REPLACE", "run", f"repository, {RUN_COLUMNS}, pending, gone")
_JOB = _put("INSERT", "job", f"repository, {SEEN_COLUMNS}, workflow, branch, actor, event, {COUNT_COLUMNS}")
_ITEM = _put("INSERT", "usage", USAGE_COLUMNS)
_ARTIFACT = _put(
    "INSERT OR REPLACE",
    "artifact",
    "repository, artifact_id, name, size_bytes, created_at, expires_at, seen_at, gone_at",
)
_CACHE_USE = _put("INSERT OR REPLACE", "cache_use", "repository, taken_at, size_bytes, caches")
_NOTE = _put("INSERT OR REPLACE", "note", "repository, key, value")


def listed_once(jobs: Sequence[SeenJob], counts: Sequence[Count]) -> Iterable[tuple[SeenJob, Count]]:
    """Jobs with their counts; one that is listed again is left out."""
    once: dict[int, tuple[SeenJob, Count]] = {}
    for job, count in zip(jobs, counts, strict=True):
        once.setdefault(job.job_id, (job, count))
    return once.values()


class SqliteWriter:
    """Satisfies interface.Writer; whoever makes it begins and ends the transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._numbers = Numbers(connection)

    def put_run(self, run: SeenRun) -> bool:
        repository = self._numbers.repository(run.repository)
        known = self._connection.execute(
            "SELECT attempt, updated_at, status, conclusion, is_private, pending FROM run"
            " WHERE repository = ? AND run_id = ?",
            (repository, run.run_id),
        ).fetchone()
        same = known is not None and tuple(known[:4]) == (
            run.attempt,
            run.updated_at,
            run.status,
            run.conclusion,
        )
        if same and (known[4] is not None or run.is_private is None):
            self._connection.execute(
                "UPDATE run SET gone = 0 WHERE repository = ? AND run_id = ?", (repository, run.run_id)
            )
            return bool(known[5])
        self._put_run(repository, run, pending=True)
        return True

    def _put_run(self, repository: int, run: SeenRun, *, pending: bool) -> None:
        self._connection.execute(_RUN, (repository, *run_row(run, self._numbers.text), pending, False))

    def put_jobs(self, run: SeenRun, jobs: Sequence[SeenJob], counts: Sequence[Count]) -> None:
        repository = self._numbers.repository(run.repository)
        number = self._numbers.text
        self._put_run(repository, run, pending=False)
        self._connection.execute(
            "DELETE FROM job WHERE repository = ? AND run_id = ?", (repository, run.run_id)
        )
        of_run = tuple(number(one) for one in (run.workflow, run.branch, run.actor, run.event))
        self._connection.executemany(
            _JOB,
            (
                (repository, *seen_row(job, number), *of_run, *count_row(count, number))
                for job, count in listed_once(jobs, counts)
            ),
        )

    def put_jobless(self, run: SeenRun) -> None:
        self._put_run(self._numbers.repository(run.repository), run, pending=False)

    def forget_run(self, repository: str, run_id: int) -> None:
        self._connection.execute(
            "UPDATE run SET gone = 1 WHERE repository = ? AND run_id = ?",
            (self._numbers.repository(repository), run_id),
        )

    def put_usage(self, account: str, items: Iterable[UsageItem], since: date, until: date) -> None:
        rows = [usage_row(item) for item in items]
        kinds = {row[3] is None for row in rows} or {True, False}
        for is_month in kinds:
            self._connection.execute(
                "DELETE FROM usage WHERE account = ? AND first_day >= ? AND first_day < ?"
                " AND (day IS NULL) = ?",
                (account, since.isoformat(), until.isoformat(), is_month),
            )
        self._connection.executemany(_ITEM, rows)

    def put_artifacts(self, repository: str, artifacts: Iterable[Artifact], seen_at: int) -> None:
        number = self._numbers.repository(repository)
        self._connection.execute(
            "UPDATE artifact SET gone_at = ? WHERE repository = ? AND gone_at IS NULL", (seen_at, number)
        )
        self._connection.executemany(
            _ARTIFACT,
            (
                (
                    number,
                    one.artifact_id,
                    one.name,
                    one.size_bytes,
                    one.created_at,
                    one.expires_at,
                    one.seen_at,
                    one.gone_at,
                )
                for one in artifacts
            ),
        )

    def put_cache_use(self, use: CacheUse) -> None:
        number = self._numbers.repository(use.repository)
        self._connection.execute(_CACHE_USE, (number, use.taken_at, use.size_bytes, use.caches))

    def remember(self, repository: str, key: str, value: str | None) -> None:
        if value is None:
            self._connection.execute("DELETE FROM note WHERE repository = ? AND key = ?", (repository, key))
        else:
            self._connection.execute(_NOTE, (repository, key, value))
