"""What the sync remembers of a repository between two runs, and what others may read from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from greenlane.minutes.ledger.interface import Ledger, Writer
from greenlane.minutes.windows import from_text, merged, to_text, without
from greenlane.model.github import Window
from greenlane.model.jobs import day_of

SYNCED_AT = "synced_at"
SWEPT_AT = "swept_at"
ARTIFACTS_AT = "artifacts_at"
CACHE_AT = "cache_at"
BILL_AT = "bill_at"
BILL_WHY_NOT = "bill_why_not"

HOLES = 5


@dataclass(frozen=True)
class Listed:
    """How far the runs of a repository were listed. All times are GitHub's, never of our clock.

    newest: when the newest run known was created; None before the first sync. oldest: how far back it was
    asked to look. never: windows not listed yet. again: windows that a sweep has still to look at once more.
    """

    newest: int | None = None
    oldest: int | None = None
    never: tuple[Window, ...] = ()
    again: tuple[Window, ...] = ()

    @property
    def windows(self) -> tuple[Window, ...]:
        """All that is to be listed, the newest first."""
        return merged((*self.never, *self.again))

    def read(self, window: Window) -> Listed:
        """When this window was listed."""
        return replace(self, never=without(self.never, window), again=without(self.again, window))

    @classmethod
    def of(cls, ledger: Ledger, repository: str) -> Listed:
        """As it was remembered."""
        return cls(
            number(ledger, repository, "newest"),
            number(ledger, repository, "oldest"),
            from_text(ledger.recall(repository, "never")),
            from_text(ledger.recall(repository, "again")),
        )

    def save(self, writer: Writer, repository: str) -> None:
        """Remember it, together with the runs that were listed."""
        writer.remember(repository, "newest", None if self.newest is None else str(self.newest))
        writer.remember(repository, "oldest", None if self.oldest is None else str(self.oldest))
        writer.remember(repository, "never", to_text(self.never))
        writer.remember(repository, "again", to_text(self.again))


def number(ledger: Ledger, repository: str, key: str) -> int | None:
    """A whole number of a note; None where there is none."""
    text = ledger.recall(repository, key)
    return int(text) if text else None


def is_due(ledger: Ledger, repository: str, key: str, now: int) -> bool:
    """Whether something that is done once a UTC day was not done on this one.

    Another day is enough, earlier or later: a clock that jumped back must not put it off for weeks.
    """
    last = number(ledger, repository, key)
    return last is None or day_of(last) != day_of(now)


def synced_at(ledger: Ledger, repository: str) -> int | None:
    """When a sync of it last came to its end, whatever single runs it could not read; None for never."""
    return number(ledger, repository, SYNCED_AT)


def complete_since(ledger: Ledger, repository: str) -> date | None:
    """The first UTC day from which on the ledger holds every run of it; None when there was no sync.

    Days before it are unknown, not empty. Up to HOLES runs whose jobs could not be read do not make them so:
    they are told by themselves (Ledger.pending).
    """
    listed = Listed.of(ledger, repository)
    if listed.oldest is None:
        return None
    missing = [window.until for window in listed.never[:1]]
    unread = [max(run.updated_at, run.created_at) for run in ledger.pending(repository) if not run.is_open]
    missing += unread if len(unread) > HOLES else []
    return max([day_of(listed.oldest), *(day_of(one) + timedelta(days=1) for one in missing)])
