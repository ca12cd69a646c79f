"""What a ledger must offer, so that a server's database can take the place of a file.

Reading streams or aggregates: nothing here may hold a whole history in memory. There is one writer at a
time; what it wrote in a block is there as a whole, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from enum import StrEnum
from typing import Protocol

from greenlane.model.bill import Artifact, CacheUse, Law, UsageItem
from greenlane.model.jobs import Booked, Count, LedgerJob, SeenJob, SeenRun, Spent

Counting = Callable[[SeenRun, Sequence[SeenJob]], Sequence[Count]]
"""All jobs of a run -> what each counts, in the same order (minutes/counting.py: count_run)."""


WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Dimension(StrEnum):
    """What minutes can be told apart by.

    As text: DAY is 2026-11-21; WEEKDAY one of WEEKDAYS; HOUR 00 to 23, all three of when a job ended, UTC.
    CONCLUSION, MACHINE and FREE are "" where there is none: FREE "" is what was billed.
    """

    REPOSITORY = "repository"
    WORKFLOW = "workflow"
    JOB = "job"
    BRANCH = "branch"
    ACTOR = "actor"
    EVENT = "event"
    CONCLUSION = "conclusion"
    MACHINE = "machine"
    FREE = "free"
    ATTEMPT = "attempt"
    DAY = "day"
    WEEKDAY = "weekday"
    HOUR = "hour"


class Ledger(Protocol):
    """Reads. `since` and `until` are UTC days, until is not included; repositories: () for all.

    What is read is what was committed: a block of `writing` shows when it has ended. Names of repositories
    and accounts are one whatever their case, as at GitHub.
    """

    def booked(self, since: date, until: date, repositories: Collection[str] = ()) -> Sequence[Booked]:
        """By day, repository and machine, in this order; only what billed something."""
        ...

    def spent(
        self,
        by: Sequence[Dimension],
        since: date,
        until: date,
        repositories: Collection[str] = (),
        *,
        law: Law | None = None,
    ) -> Sequence[Spent]:
        """Groups of jobs that ended in the span, the most minutes first.

        duration_s: of those that billed, so that rounding is minutes minus duration. jobs: all of them, also
        free ones; a copy is no job of its own, and is named only where FREE is among the dimensions.
        weighed: by `law`, 0 without one.
        """
        ...

    def jobs(self, since: date, until: date, repositories: Collection[str] = ()) -> Iterator[LedgerJob]:
        """Every job that ended in the span, copies included, in the order in which they ended."""
        ...

    def open_jobs(self, repositories: Collection[str] = ()) -> Sequence[LedgerJob]:
        """Jobs without an end, of runs that are not gone: no span of days has them."""
        ...

    def uncounted(self, since: date, until: date, repositories: Collection[str] = ()) -> int:
        """How many jobs that ended in the span have neither minutes nor a reason to be free: unknown."""
        ...

    def usage(self, account: str, since: date, until: date) -> Sequence[UsageItem]:
        """The bill's rows: of days in the span, and of months (day None) whose first day is in it."""
        ...

    def artifacts(
        self, repositories: Collection[str] = (), *, since: date | None = None
    ) -> Sequence[Artifact]:
        """All that were ever listed; since: only those that were still there when this day began."""
        ...

    def cache_uses(
        self, since: date, until: date, repositories: Collection[str] = ()
    ) -> Sequence[CacheUse]: ...

    def repositories(self) -> Sequence[str]:
        """Those of which there is a run."""
        ...

    def is_private(self, repository: str) -> bool | None:
        """Whether it was when it last ran; None when no run says so."""
        ...

    def first_day(self, repositories: Collection[str] = ()) -> date | None:
        """The first day on which a job ended."""
        ...

    def recall(self, repository: str, key: str) -> str | None: ...

    def run(self, repository: str, run_id: int) -> SeenRun | None: ...

    def open_runs(self, repository: str) -> Sequence[SeenRun]:
        """Runs that may still change by themselves, the newest first."""
        ...

    def pending(self, repository: str) -> Sequence[SeenRun]:
        """Runs whose jobs have to be read, the newest first."""
        ...

    def one_moment(self) -> AbstractContextManager[None]:
        """What is read within is of one moment, whatever is written meanwhile: totals agree with their parts.

        One within another is the outer one.
        """
        ...

    def writing(self) -> AbstractContextManager[Writer]: ...

    def recount(self, count: Counting, told: Callable[[int, int], None] | None = None) -> int:
        """Count every run anew, all or nothing; how many jobs count otherwise now.

        told: called with how many runs are done, and of how many.
        """
        ...


class Writer(Protocol):
    """Writes, all in one transaction: done when the block ends, undone when it raises or the process dies."""

    def put_run(self, run: SeenRun) -> bool:
        """Note a run; True when its jobs have to be read (new, or another version): it is then pending.

        The same version again changes nothing: what was known of the repository at that time (is_private)
        stays, unless it was not known. A run that was pending stays so, and one that was gone is back.
        """
        ...

    def put_jobs(self, run: SeenRun, jobs: Sequence[SeenJob], counts: Sequence[Count]) -> None:
        """All jobs of all attempts of a run, instead of what was there; it is pending no more.

        A job that is listed twice (a page moved while it was read) is taken once, as it was first.
        """
        ...

    def put_jobless(self, run: SeenRun) -> None:
        """The run has no jobs to be read: it is pending no more. What was booked of it stays."""
        ...

    def forget_run(self, repository: str, run_id: int) -> None:
        """The run is gone at GitHub: its jobs stay booked (they were billed), and it is pending no more."""
        ...

    def put_usage(self, account: str, items: Iterable[UsageItem], since: date, until: date) -> None:
        """The bill of a span, instead of what was known of it.

        Rows of days take the place of rows of days, rows of months that of rows of months; none at all
        clears both.
        """
        ...

    def put_artifacts(self, repository: str, artifacts: Iterable[Artifact], seen_at: int) -> None:
        """All artifacts there are; one that is not among them is gone since seen_at at the latest."""
        ...

    def put_cache_use(self, use: CacheUse) -> None: ...

    def remember(self, repository: str, key: str, value: str | None) -> None:
        """A note of the sync (how far it came, an ETag, when it swept); None forgets it."""
        ...
