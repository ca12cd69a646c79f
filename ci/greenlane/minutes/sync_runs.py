"""Which runs there are: the newest page, runs that were open, and windows that were not listed yet.

Whatever is listed is written in one transaction with the note of how far the listing came, so a sync that is
killed loses nothing and repeats one window at most.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from greenlane.minutes.answers import Answers
from greenlane.minutes.listing import TooMany, list_window
from greenlane.minutes.notes import SWEPT_AT, Listed
from greenlane.minutes.source import NotRead, Reading
from greenlane.minutes.windows import merged, without
from greenlane.model.github import Page, Window
from greenlane.model.jobs import SeenRun
from greenlane.model.sync import Unread

OVERLAP_S = 3600
"""How far behind the newest known run the newest page must reach: a run may be listed late."""

DAY_S = 86400
SWEEP_S = 32 * DAY_S
"""GitHub lets a run be started again for 30 days; a sweep a day, and a day for it to end."""

MOVING = ("queued", "in_progress")
LIVES_S = 36 * DAY_S
"""GitHub ends a run after 35 days; what stands still for longer, and says that it moves, never will."""


def read_newest(reading: Reading, *, since: int, sweep: bool, answers: Answers | None) -> frozenset[int]:
    """Read the newest page, and note what it leaves to be listed: one call.

    since: how far back to go. sweep: list the runs of 30 days once more.
    Returns the runs that were seen as they are now.
    """
    repository = reading.repository
    with reading.asking("its newest runs"):
        page = next(reading.source.runs(repository), Page((), None))
    if not page.items and page.total_count != 0:
        why = f"GitHub counts {page.total_count} and lists none"
        raise NotRead(Unread(repository, "its newest runs", why), is_final=False)
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
    """What is to be listed after this newest page. Pure; GitHub's times decide, not our clock's."""
    oldest = since if listed.oldest is None else listed.oldest
    newest = max((run.created_at for run in page.items), default=None)
    if newest is None:
        return replace(listed, oldest=min(since, oldest))
    never, again = [*listed.never], [*listed.again]
    never.append(Window(oldest if listed.newest is None else listed.newest - OVERLAP_S, newest))
    never.append(Window(since, oldest - 1))
    oldest = min(since, oldest)
    if sweep_since is not None:
        again.append(Window(max(oldest, min(sweep_since, newest - SWEEP_S)), newest))
    seen = Window(covered_since(page), newest)
    high = newest if listed.newest is None else max(newest, listed.newest)
    return Listed(high, oldest, without(merged(never), seen), without(merged(again), seen))


def covered_since(page: Page[SeenRun]) -> int:
    """From when on a newest page that is not empty holds every run; 0 when it is the whole list.

    As far as it is sorted: where a run stands below one that is so much older, one that is not on the page
    may be so much newer than its last. An old run on top of the page makes it cover nothing.
    """
    if page.total_count is not None and len(page.items) >= page.total_count:
        return 0
    oldest, disorder_s = page.items[0].created_at, 0
    for run in page.items:
        disorder_s = max(disorder_s, run.created_at - oldest)
        oldest = min(oldest, run.created_at)
    return oldest + disorder_s + 1


def ask_open(reading: Reading, seen: Collection[int], *, sweep: bool) -> None:
    """Ask for runs that were open and that are not on the newest page: they may be over, or gone.

    One that waits for a person for more than a day, or that GitHub itself forgot to end, is asked for with
    the sweep only.
    """

    def is_due(run: SeenRun) -> bool:
        return run.run_id not in seen and (sweep or may_move(run, reading.now))

    asked = [run for run in reading.ledger.open_runs(reading.repository) if is_due(run)]
    reading.each("open runs", asked, partial(ask, reading))


def may_move(run: SeenRun, now: int) -> bool:
    """Whether an open run may be over by now, or have gone on."""
    return now - run.updated_at < (LIVES_S if run.status in MOVING else DAY_S)


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
