"""Read what is new at GitHub into the ledger.

Properties: one call for a repository in which nothing happened; a sync may be killed at any moment, and the
next one goes on there; whatever the way, the ledger ends with the same rows. GitHub's times decide how far it
got, never our clock's. What cannot be read is reported and stays unknown.
Example: 40 runs since the last hour: a call for the newest page, and one for the jobs of each.
The order: newest page, open runs, jobs, then windows that were never listed or that the daily sweep looks at
again, from the newest to the oldest, each with its jobs; then artifacts, cache and the bill.
Not done here: counting (counting.py), and a lock against a second writer (lock.py), which the caller holds.
Source: docs/minutes.md#sync.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from greenlane.minutes.answers import Answers
from greenlane.minutes.ledger.interface import Ledger
from greenlane.minutes.notes import SWEPT_AT, SYNCED_AT, is_due
from greenlane.minutes.source import NotRead, Reading, Source, Stopped, Tally
from greenlane.minutes.sync_daily import read_bill, read_storage
from greenlane.minutes.sync_jobs import read_pending
from greenlane.minutes.sync_runs import ask_open, list_windows, read_newest
from greenlane.model.errors import OutsideError
from greenlane.model.sync import Progress, Synced

__all__ = ["Source", "sync"]


def quietly(_: Progress) -> None:
    """Tell nobody."""


def sync(
    ledger: Ledger,
    source: Source,
    *,
    repositories: Sequence[str],
    account: str,
    since: date,
    now: int,
    sweep: bool = False,
    answers: Answers | None = None,
    told: Callable[[Progress], None] = quietly,
) -> Synced:
    """Sync these repositories, and the account's bill where the token may read it.

    since: the UTC day to which the history goes back. now: Unix seconds, for the daily parts and for what has
    no time of GitHub's. sweep: do the daily parts whatever the day. answers: as given to the source's client.
    Raises what the ledger raises; what GitHub does is in the result.
    """
    tally, first_call = Tally(), source.calls
    stopped: OutsideError | None = None
    readings = [Reading(ledger, source, one, now, tally, told) for one in repositories]
    try:
        for reading in readings:
            noting(reading, lambda one: sync_one(one, since=since, sweep=sweep, answers=answers))
        bill = Reading(ledger, source, account, now, tally, told)
        noting(bill, lambda one: read_bill(one, since=since, force=sweep))
    except Stopped as err:
        stopped = err.why
    return Synced(
        calls=source.calls - first_call,
        runs=tally.runs,
        read=tally.read,
        jobs=tally.jobs,
        gone=tally.gone,
        left=sum(len(reading.left()) for reading in readings),
        truncations=tuple(tally.truncations),
        unread=tuple(tally.unread),
        stopped=stopped,
    )


def noting(reading: Reading, act: Callable[[Reading], None]) -> None:
    """Do it; what could not be read is noted, and the next thing is done."""
    try:
        act(reading)
    except NotRead as err:
        reading.tally.unread.append(err.unread)


def sync_one(reading: Reading, *, since: date, sweep: bool, answers: Answers | None) -> None:
    """One repository, as the module says. Raises NotRead, Stopped."""
    due = sweep or is_due(reading.ledger, reading.repository, SWEPT_AT, reading.now)
    seen = read_newest(reading, since=midnight(since), sweep=due, answers=answers)
    ask_open(reading, seen, sweep=due)
    read_pending(reading, running=True)
    for _ in list_windows(reading):
        read_pending(reading)
    with reading.ledger.writing() as writer:
        writer.remember(reading.repository, SYNCED_AT, str(reading.now))
    noting(reading, lambda one: read_storage(one, force=sweep))


def midnight(day: date) -> int:
    """When this UTC day begins, in Unix seconds."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
