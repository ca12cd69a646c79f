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

from greenlane.model.bill import Artifact, CacheUse, UsageItem
from greenlane.model.jobs import Booked, Count, LedgerJob, SeenJob, SeenRun, Spent

Counting = Callable[[SeenRun, Sequence[SeenJob]], Sequence[Count]]
"""All jobs of a run -> what each counts, in the same order (minutes/counting.py: count_run)."""


class Dimension(StrEnum):
    """What minutes can be told apart by."""

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
    """Reads. `since` and `until` are UTC days, until is not included; repositories: () for all."""

    def booked(self, since: date, until: date, repositories: Collection[str] = ()) -> Sequence[Booked]: ...

    def spent(
        self, by: Sequence[Dimension], since: date, until: date, repositories: Collection[str] = ()
    ) -> Sequence[Spent]: ...

    def jobs(self, since: date, until: date, repositories: Collection[str] = ()) -> Iterator[LedgerJob]: ...

    def open_jobs(self, repositories: Collection[str] = ()) -> Sequence[LedgerJob]: ...

    def usage(self, account: str, since: date, until: date) -> Sequence[UsageItem]: ...

    def artifacts(self, repositories: Collection[str] = ()) -> Sequence[Artifact]: ...

    def cache_uses(
        self, since: date, until: date, repositories: Collection[str] = ()
    ) -> Sequence[CacheUse]: ...

    def repositories(self) -> Sequence[str]: ...

    def first_day(self, repositories: Collection[str] = ()) -> date | None: ...

    def recall(self, repository: str, key: str) -> str | None: ...

    def run(self, repository: str, run_id: int) -> SeenRun | None: ...

    def open_runs(self, repository: str) -> Sequence[SeenRun]: ...

    def pending(self, repository: str) -> Sequence[SeenRun]: ...

    def writing(self) -> AbstractContextManager[Writer]: ...

    def recount(self, count: Counting, told: Callable[[int, int], None] | None = None) -> int: ...


class Writer(Protocol):
    """Writes, all in one transaction: done when the block ends, undone when it raises or the process dies."""

    def put_run(self, run: SeenRun) -> bool:
        """Note a run; True when its jobs have to be read (new, or another version): it is then pending."""
        ...

    def put_jobs(self, run: SeenRun, jobs: Sequence[SeenJob], counts: Sequence[Count]) -> None:
        """All jobs of all attempts of a run, instead of what was there; it is pending no more."""
        ...

    def forget_run(self, repository: str, run_id: int) -> None:
        """The run is gone at GitHub: its jobs stay booked (they were billed), and it is pending no more."""
        ...

    def put_usage(self, account: str, items: Iterable[UsageItem], since: date, until: date) -> None:
        """The bill of a span, instead of what was known of it."""
        ...

    def put_artifacts(self, repository: str, artifacts: Iterable[Artifact], seen_at: int) -> None:
        """All artifacts there are; one that is not among them is gone since seen_at at the latest."""
        ...

    def put_cache_use(self, use: CacheUse) -> None: ...

    def remember(self, repository: str, key: str, value: str | None) -> None:
        """A note of the sync (how far it came, an ETag, when it swept); None forgets it."""
        ...
