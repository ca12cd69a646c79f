"""The policies that ours is compared with.

    everything              all jobs, and what a newer push supersedes runs to its end
    cancel-in-progress      all jobs, and what a newer push supersedes is cancelled
    fixed threshold         jobs that failed in less than a share of their runs do not run in pull requests
Path filters want files, and rows of jobs hold none: replay_git.py compares them on a git history.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from greenlane.model.plan import Event
from greenlane.planner.replay_history import End, History
from greenlane.planner.replay_play import Cancelling, Needs, Ran, Visit


@dataclass(frozen=True)
class Everything:
    """Every job at every push; nothing at night, for it passed or failed already."""

    name: str = "everything"
    cancelling: Cancelling = "never"

    def runs(self, visit: Visit) -> Needs:
        return dict.fromkeys(visit.change.rows, ()) if visit.is_push else {}

    def due(self, at: int) -> Sequence[str]:
        del at
        return ()

    def told(self, rans: Sequence[Ran]) -> None:
        del rans

    def owed(self) -> Sequence[tuple[str, str, int]]:
        return ()


@dataclass(frozen=True)
class Threshold(Everything):
    """left_out: what does not run in pull requests; branches that are released run everything."""

    left_out: Collection[str] = ()

    def runs(self, visit: Visit) -> Needs:
        runs = super().runs(visit)
        if visit.event is not Event.PULL_REQUEST:
            return runs
        return {job: needs for job, needs in runs.items() if job not in self.left_out}


def cancel_in_progress() -> Everything:
    """As the rows were recorded, where the project cancels."""
    return Everything("cancel-in-progress", "superseded")


def threshold(learned: History, share: float) -> Threshold:
    """Leaves out what failed in less than this share of the runs that ended by themselves."""
    ran: dict[str, int] = {}
    failed: dict[str, int] = {}
    for change in learned.changes:
        for row in change.rows.values():
            ran[row.job] = ran.get(row.job, 0) + (row.end is not End.ABORTED)
            failed[row.job] = failed.get(row.job, 0) + (row.end is End.FAILED)
    left_out = frozenset(job for job, runs in ran.items() if failed[job] < share * runs)
    return Threshold(f"fixed threshold {share:.1%}", "superseded", left_out)
