"""What reading GitHub into the ledger does, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from greenlane.model.errors import OutsideError
from greenlane.model.github import Window


@dataclass(frozen=True)
class Progress:
    """How far a long sync is. doing: in words ("jobs of runs"). of: None while nobody knows how many."""

    repository: str
    doing: str
    done: int
    of: int | None = None


@dataclass(frozen=True)
class Truncation:
    """Runs that were created in this window and that GitHub did not list. total: what it counted."""

    repository: str
    window: Window
    listed: int
    total: int | None


@dataclass(frozen=True)
class Unread:
    """What could not be read, and is unknown therefore. repository: or the account, for the bill.

    is_extra: the token may not see it, and runs and jobs are counted without it: the bill, storage,
    annotations. fix: what would change it, "" for nothing but time.
    """

    repository: str
    what: str
    why: str
    is_extra: bool = False
    fix: str = ""


@dataclass(frozen=True)
class Synced:
    """What a sync did. calls: requests sent. runs: listed, each once a list. read: runs whose jobs were read.

    jobs: written, of all attempts, copies included. gone: runs that GitHub has no more. left: runs whose jobs
    are still to be read (not those that ended just now, and whose jobs GitHub lists late). stopped: why it
    ended before everything was read; the next one goes on there.
    """

    calls: int
    runs: int
    read: int
    jobs: int
    gone: int
    left: int
    truncations: tuple[Truncation, ...] = ()
    unread: tuple[Unread, ...] = ()
    stopped: OutsideError | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the ledger now holds all runs and jobs, and all else that the token may see."""
        unknown = [one for one in self.unread if not one.is_extra]
        return not (self.left or self.truncations or unknown or self.stopped)
