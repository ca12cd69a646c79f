"""What the sync asks GitHub for, and what it says when an answer does not come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from greenlane.edges.github_errors import RateLimited, Refused
from greenlane.minutes.ledger.interface import Ledger
from greenlane.model.bill import Artifact, CacheUse
from greenlane.model.errors import OutsideError
from greenlane.model.github import BillRead, Page, Window
from greenlane.model.jobs import SeenJob, SeenRun
from greenlane.model.sync import Progress, Truncation, Unread

GIVE_UP = 3


class Source(Protocol):
    """GitHub, as far as the sync asks it (edges/github_actions.py: Actions). None: it is not there (404)."""

    @property
    def calls(self) -> int: ...

    def runs(self, repository: str, window: Window | None = None) -> Iterator[Page[SeenRun]]: ...

    def run(self, repository: str, run_id: int) -> SeenRun | None: ...

    def jobs(self, repository: str, run_id: int) -> tuple[SeenJob, ...] | None: ...

    def annotations(self, repository: str, job_id: int) -> tuple[str, ...] | None: ...

    def artifacts(self, repository: str, seen_at: int) -> tuple[Artifact, ...] | None: ...

    def cache_usage(self, repository: str, taken_at: int) -> CacheUse | None: ...

    def usage(self, account: str, year: int, month: int, day: int | None = None) -> BillRead: ...

    def usage_summary(self, account: str, year: int, month: int) -> BillRead: ...


def is_refusal(err: OutsideError) -> bool:
    """Whether GitHub said no, which it will again; with a problem of its own (5xx) it said nothing."""
    return isinstance(err, Refused) and err.status < 500


class NotRead(Exception):
    """One thing could not be read; the rest may well be. The ledger keeps what it knew.

    is_final: GitHub refused it, and will again.
    """

    def __init__(self, unread: Unread, *, is_final: bool) -> None:
        super().__init__(f"{unread.repository}: {unread.what}: {unread.why}")
        self.unread = unread
        self.is_final = is_final


class Stopped(Exception):
    """Nothing more can be read now; the next sync goes on from here."""

    def __init__(self, why: OutsideError) -> None:
        super().__init__(why.what)
        self.why = why


@dataclass
class Tally:
    """What a sync did so far."""

    runs: int = 0
    read: int = 0
    jobs: int = 0
    gone: int = 0
    truncations: list[Truncation] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


@dataclass(frozen=True)
class Reading:
    """The sync of one repository (or of an account's bill, with its name instead). now: Unix seconds.

    tried: runs whose jobs this sync could not get; the next one tries again. lagging: those of them that
    ended just now, and whose jobs GitHub does not list as ended yet: nothing is wrong with them.
    """

    ledger: Ledger
    source: Source
    repository: str
    now: int
    tally: Tally
    told: Callable[[Progress], None]
    tried: set[int] = field(default_factory=set)
    lagging: set[int] = field(default_factory=set)

    def left(self) -> tuple[SeenRun, ...]:
        """Runs whose jobs should have been read, and were not."""
        pending = self.ledger.pending(self.repository)
        return tuple(run for run in pending if run.run_id not in self.lagging)

    def tell(self, doing: str, done: int, of: int | None = None) -> None:
        """Report progress."""
        self.told(Progress(self.repository, doing, done, of))

    @contextmanager
    def asking(self, what: str) -> Iterator[None]:
        """Ask the source for `what` within. Raises NotRead, or Stopped for a limit that is too far away.

        Only the source is asked within: what the ledger raises is a matter of its own.
        """
        try:
            yield
        except RateLimited as err:
            raise Stopped(err) from err
        except OutsideError as err:
            why = "; ".join((err.what, *err.detail[:1]))
            unread = Unread(self.repository, what, why, fix=err.fix or "")
            raise NotRead(unread, is_final=is_refusal(err)) from err

    def each(self, doing: str, runs: Sequence[SeenRun], read: Callable[[SeenRun], object]) -> None:
        """Read something of every run; one that cannot be read is noted, and the others are read.

        Raises NotRead when GIVE_UP of them in a row could not be: then it is not the run's fault.
        """
        failures = 0
        for number, run in enumerate(runs):
            self.tell(doing, number, len(runs))
            try:
                read(run)
                failures = 0
            except NotRead as err:
                failures += 1
                self.tried.add(run.run_id)
                if failures == GIVE_UP:
                    raise
                self.tally.unread.append(err.unread)
        if runs:
            self.tell(doing, len(runs), len(runs))
