"""What is read once a UTC day: artifacts and cache of a repository, and the account's bill."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from greenlane.minutes.ledger.interface import Writer
from greenlane.minutes.notes import ARTIFACTS_AT, BILL_AT, BILL_WHY_NOT, CACHE_AT, is_due, number
from greenlane.minutes.source import NotRead, Reading
from greenlane.model.bill import UsageItem
from greenlane.model.github import BillRead
from greenlane.model.jobs import day_of
from greenlane.model.sync import Unread

FINAL_AFTER_DAYS = 5
"""A month's bill is taken for final so many days after its end: it comes late, and is corrected."""


Write = Callable[[Writer], None]


def read_storage(reading: Reading, *, force: bool) -> None:
    """All artifacts there are now, and how much cache. A refusal stands for the day."""
    parts: tuple[tuple[str, Callable[[Reading], Write | None]], ...]
    parts = ((ARTIFACTS_AT, artifacts), (CACHE_AT, cache))
    for key, read in parts:
        if not force and not is_due(reading.ledger, reading.repository, key, reading.now):
            continue
        try:
            write = read(reading)
        except NotRead as err:
            if not err.is_final:
                raise
            write = None
            reading.tally.unread.append(replace(err.unread, is_extra=True))
        with reading.ledger.writing() as writer:
            if write:
                write(writer)
            writer.remember(reading.repository, key, str(reading.now))


def artifacts(reading: Reading) -> Write | None:
    """Read the artifacts; None where GitHub shows none of them, which is unknown and not nothing."""
    repository, now = reading.repository, reading.now
    reading.tell("artifacts", 0)
    with reading.asking("its artifacts"):
        found = reading.source.artifacts(repository, now)
    if found is None:
        return None
    kept = found
    return lambda writer: writer.put_artifacts(repository, kept, now)


def cache(reading: Reading) -> Write | None:
    """Read how much cache there is; None where GitHub does not say."""
    with reading.asking("its cache"):
        use = reading.source.cache_usage(reading.repository, reading.now)
    if use is None:
        return None
    kept = use
    return lambda writer: writer.put_cache_use(kept)


def read_bill(reading: Reading, *, since: date, force: bool) -> None:
    """The bill of this month and of those since then that are not final yet. reading: of the account.

    Where the token may not, the reason is remembered (`notes.BILL_WHY_NOT`) and nothing is written.
    """
    if not force and not is_due(reading.ledger, reading.repository, BILL_AT, reading.now):
        return
    reading.tell("the bill", 0)
    try:
        months = due_months(reading, since)
        why_not = next((why for month in months if (why := read_month(reading, month))), "")
    except NotRead as err:
        if not err.is_final:
            raise
        why_not = err.unread.why
    if why_not:
        reading.tally.unread.append(Unread(reading.repository, "the bill", why_not, is_extra=True))
    with reading.ledger.writing() as writer:
        writer.remember(reading.repository, BILL_AT, str(reading.now))
        writer.remember(reading.repository, BILL_WHY_NOT, why_not or None)


def due_months(reading: Reading, since: date) -> Iterator[date]:
    """The first days of the months to ask for, the newest first."""
    today = day_of(reading.now)
    month = today.replace(day=1)
    while month >= since.replace(day=1):
        if month == today.replace(day=1) or not is_final(reading, month):
            yield month
        month = (month - timedelta(days=1)).replace(day=1)


def final(month: date) -> str:
    """The key of the note when a month's bill was found not to change any more."""
    return f"bill_final:{month:%Y-%m}"


def is_final(reading: Reading, month: date) -> bool:
    """Whether it was found so, by a clock that was not ahead of now."""
    found_at = number(reading.ledger, reading.repository, final(month))
    return found_at is not None and found_at <= reading.now


def read_month(reading: Reading, month: date) -> str:
    """Read one month, both ways; says why the token may not, "" when it may."""
    account, source = reading.repository, reading.source
    ways: tuple[Callable[[str, int, int], BillRead], ...] = (source.usage, source.usage_summary)
    items: list[UsageItem] = []
    why_not = []
    for way in ways:
        with reading.asking(f"the bill of {month:%Y-%m}"):
            read = way(account, month.year, month.month)
        items += read.items or ()
        why_not += [read.why_not] if read.items is None else []
    until = (month + timedelta(days=31)).replace(day=1)
    is_over = (day_of(reading.now) - until).days >= FINAL_AFTER_DAYS
    with reading.ledger.writing() as writer:
        if items:
            writer.put_usage(account, items, month, until)
        if is_over and not why_not:
            writer.remember(account, final(month), str(reading.now))
    return "" if len(why_not) < len(ways) else why_not[0]
