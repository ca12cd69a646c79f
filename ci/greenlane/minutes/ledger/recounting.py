"""Counting every job anew, after the rules have changed: run by run, in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from greenlane.minutes.ledger.interface import Counting
from greenlane.minutes.ledger.rows import count_row
from greenlane.minutes.ledger.streams import Stream
from greenlane.minutes.ledger.texts import Numbers

_COUNT = (
    "UPDATE job SET machine = ?, duration_s = ?, minutes = ?, free = ?, oddity = ?"
    " WHERE repository = ? AND run_id = ? AND job_id = ?"
)


def recount(
    read: Stream,
    total: int,
    write: sqlite3.Connection,
    count: Counting,
    told: Callable[[int, int], None] | None,
) -> int:
    """Within a transaction of `write`; read: what was there before. total: how many runs there are.

    How many jobs count otherwise than before.
    """
    numbers = Numbers(write)
    changed = 0
    for done, (repository, jobs) in enumerate(read.by_run(), 1):
        run = jobs[0].run
        counts = count(run, [one.job for one in jobs])
        other = [(job, new) for job, new in zip(jobs, counts, strict=True) if job.count != new]
        write.executemany(
            _COUNT,
            ((*count_row(new, numbers.text), repository, run.run_id, job.job.job_id) for job, new in other),
        )
        changed += len(other)
        if told:
            told(done, total)
    return changed
