"""Runs and jobs read from the ledger one after the other; no more of a history is held than one of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from greenlane.minutes.ledger.rows import (
    COUNT_COLUMNS,
    RUN_COLUMNS,
    SEEN_COLUMNS,
    Row,
    count_of,
    run_of,
    seen_of,
)
from greenlane.minutes.ledger.texts import Texts
from greenlane.minutes.ledger.totals import SCOPE
from greenlane.minutes.ledger.trouble import named
from greenlane.model.jobs import LedgerJob, SeenRun

_RUNS_REMEMBERED = 1024
_SEEN_WIDTH = len(SEEN_COLUMNS.split(","))


def _select(*parts: str) -> str:
    return " ".join(("SELECT", *parts))


_COLUMNS = f"repository, {SEEN_COLUMNS}, {COUNT_COLUMNS}"
_ENDED = _select(
    _COLUMNS,
    "FROM job WHERE completed_at >= :since AND completed_at < :until AND",
    SCOPE,
    "ORDER BY completed_at, repository, run_id, job_id",
)
_OPEN = _select(
    _COLUMNS,
    "FROM job WHERE completed_at IS NULL AND",
    SCOPE,
    "AND NOT EXISTS (SELECT 1 FROM run WHERE run.repository = job.repository AND run.run_id = job.run_id"
    " AND run.gone = 1) ORDER BY repository, run_id, job_id",
)
_OF_RUN = _select(_COLUMNS, "FROM job WHERE repository = ? AND run_id = ? ORDER BY attempt, job_id")
_RUN = _select(RUN_COLUMNS, "FROM run WHERE repository = ? AND run_id = ?")
_ALL_RUNS = "SELECT repository, run_id FROM run ORDER BY repository, run_id"


class Stream:
    """What one connection reads. A file that turns out damaged is named."""

    def __init__(self, connection: sqlite3.Connection, texts: Texts, path: Path) -> None:
        self._connection = connection
        self._texts = texts
        self._path = path

    def runs(self, condition: str, parameters: Mapping[str, str | int]) -> list[SeenRun]:
        """The runs that satisfy a condition, the newest first."""
        asked = _select(f"repository, {RUN_COLUMNS}", "FROM run WHERE", condition)
        with named(self._path):
            rows = self._connection.execute(f"{asked} ORDER BY created_at DESC, run_id DESC", parameters)
            return [self._run_of(row[0], row[1:]) for row in rows]

    def run(self, repository: int, run_id: int) -> SeenRun:
        """A run that is there."""
        row = self._connection.execute(_RUN, (repository, run_id)).fetchone()
        return self._run_of(repository, row)

    def _run_of(self, repository: int, row: Row) -> SeenRun:
        return run_of(row, self._texts.repository(repository), self._texts.text)

    def ended(self, parameters: Mapping[str, str | int]) -> Iterator[LedgerJob]:
        """Jobs by their end; parameters: since, until and those of SCOPE."""
        return self._jobs(_ENDED, parameters)

    def open(self, parameters: Mapping[str, str | int]) -> Iterator[LedgerJob]:
        """Jobs without an end; parameters: those of SCOPE."""
        return self._jobs(_OPEN, parameters)

    def _jobs(self, asked: str, parameters: Mapping[str, str | int]) -> Iterator[LedgerJob]:
        run = lru_cache(_RUNS_REMEMBERED)(self.run)
        with named(self._path):
            for row in self._connection.execute(asked, parameters):
                yield self._job_of(row, run(row[0], row[2]))

    def by_run(self) -> Iterator[tuple[int, list[LedgerJob]]]:
        """Each run that has jobs, as its repository's number and all its jobs."""
        for repository, run_id in self._connection.execute(_ALL_RUNS):
            rows = self._connection.execute(_OF_RUN, (repository, run_id)).fetchall()
            if rows:
                run = self.run(repository, run_id)
                yield repository, [self._job_of(row, run) for row in rows]

    def _job_of(self, row: Row, run: SeenRun) -> LedgerJob:
        texts = self._texts
        seen = seen_of(row[1 : 1 + _SEEN_WIDTH], texts.text, texts.labels)
        return LedgerJob(run, seen, count_of(row[1 + _SEEN_WIDTH :], texts.machine, texts.free))
