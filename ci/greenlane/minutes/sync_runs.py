"""Which runs there are: the newest page, runs that were open, and windows that were not listed yet.

Whatever is listed is written in one transaction with the note of how far the listing came, so a sync that is
killed loses nothing and repeats one window at most.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from functools import partial

from greenlane.minutes.answers import Answers
from greenlane.minutes.listing import TooMany, list_window
from greenlane.minutes.notes import SWEPT_AT, Listed
from greenlane.minutes.source import Reading
from greenlane.minutes.windows import merged, without
from greenlane.model.github import Page, Window
from greenlane.model.jobs import SeenRun

OVERLAP_S = 3600
"""How far behind the newest known run the newest page must reach: a run may be listed late."""

SWEEP_S = 32 * 86400
"""GitHub lets a run be started again for 30 days; a sweep a day, and a day for it to end."""


def read_newest(reading: Reading, *, since: int, sweep: bool, answers: Answers | None) -> frozenset[int]:
    """Read the newest page, note what it leaves to be listed, and ask for open runs that are not on it.

    One call while nothing happens. since: how far back to go. sweep: list the runs of 30 days once more.
    Returns the runs that were seen as they are now.
    """
    repository = reading.repository
    with reading.asking("its newest runs"):
        page = next(reading.source.runs(repository), Page((), None))
    listed = Listed.of(reading.ledger, repository)
    after = after_newest(listed, page, since=since, sweep_since=reading.now - SWEEP_S if sweep else None)
    with reading.ledger.writing() as writer:
        for run in page.items:
            writer.put_run(run)
        after.save(writer, repository)
        if sweep:
            writer.remember(repository, SWEPT_AT, str(reading.now))
        if answers:
            answers.save(writer)
    reading.tally.runs += len(page.items)
    return frozenset(run.run_id for run in page.items)


def after_newest(listed: Listed, page: Page[SeenRun], *, since: int, sweep_since: int | None) -> Listed:
    """What is to be listed after this newest page. Pure; GitHub's times decide, not our clock's.

    The page itself covers the time from its oldest run on, and everything when it is the whole list.
    """
    newest = max((run.created_at for run in page.items), default=None)
    if newest is None:
        return listed
    oldest = since if listed.oldest is None else listed.oldest
    never, again = [*listed.never], [*listed.again]
    never.append(Window(oldest if listed.newest is None else listed.newest - OVERLAP_S, newest))
    never.append(Window(since, oldest - 1))
    oldest = min(since, oldest)
    if sweep_since is not None:
        again.append(Window(max(oldest, min(sweep_since, newest - SWEEP_S)), newest))
    is_all = page.total_count is not None and len(page.items) >= page.total_count
    covered = 0 if is_all else min(run.created_at for run in page.items) + 1
    seen = Window(covered, newest)
    high = newest if listed.newest is None else max(newest, listed.newest)
    return Listed(high, oldest, without(merged(never), seen), without(merged(again), seen))


def ask_open(reading: Reading, seen: Collection[int]) -> None:
    """Ask for runs that were open and that are not on the newest page: they may be over, or gone."""
    asked = [run for run in reading.ledger.open_runs(reading.repository) if run.run_id not in seen]
    reading.each("open runs", asked, partial(ask, reading))


def ask(reading: Reading, before: SeenRun) -> SeenRun | None:
    """Ask for one run, and write it as it is now; None: it is gone."""
    with reading.asking(f"run {before.run_id}"):
        now = reading.source.run(before.repository, before.run_id)
    with reading.ledger.writing() as writer:
        if now is None:
            writer.forget_run(before.repository, before.run_id)
            reading.tally.gone += 1
        else:
            writer.put_run(now)
    return now


def list_windows(reading: Reading) -> Iterator[None]:
    """List every window that is still to be listed, the newest first; stops at each, to read its jobs."""
    stack = [*Listed.of(reading.ledger, reading.repository).windows]
    while stack:
        window = stack.pop(0)
        with reading.asking(f"its runs of {_words(window)}"):
            found = list_window(reading.source, reading.repository, window)
        if isinstance(found, TooMany):
            stack = [*found.parts, *stack]
            continue
        listed = Listed.of(reading.ledger, reading.repository)
        with reading.ledger.writing() as writer:
            for run in found.runs:
                writer.put_run(run)
            listed.read(window).save(writer, reading.repository)
        reading.tally.runs += len(found.runs)
        reading.tally.truncations += [found.truncation] if found.truncation else []
        yield


def _words(window: Window) -> str:
    since, until = (datetime.fromtimestamp(one, UTC).isoformat()[:19] for one in (window.since, window.until))
    return f"{since}..{until}"
