"""The runs of one window, whole: held against GitHub's own count, read again when they change meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from greenlane.minutes.windows import CAP, split
from greenlane.model.github import Page, Window
from greenlane.model.jobs import SeenRun
from greenlane.model.sync import Truncation

READINGS = 3
"""How often a window is read that changes while it is read."""


class RunLists(Protocol):
    """Who lists runs, a page and a call for each step (edges/github_actions.py: Actions)."""

    def runs(self, repository: str, window: Window | None = None) -> Iterator[Page[SeenRun]]: ...


@dataclass(frozen=True)
class Found:
    """The runs of a window. truncation: what GitHub did not list of it, None when nothing is missing."""

    runs: tuple[SeenRun, ...]
    truncation: Truncation | None = None


@dataclass(frozen=True)
class TooMany:
    """There are more runs in it than GitHub lists: read these parts, the newest first."""

    parts: tuple[Window, ...]


def list_window(lists: RunLists, repository: str, window: Window) -> Found | TooMany:
    """Its runs. One call tells that there are too many; a single second that has too many is cut, and told.

    A run that slips over the edge of a page, as another is deleted, shows in the count: the window is read
    again. What was listed once is kept, since it ran. Raises what the source raises.
    """
    found: dict[int, SeenRun] = {}
    seen: set[int] = set()
    totals: list[int | None] = []
    for _ in range(READINGS):
        seen, totals = set(), []
        for page in lists.runs(repository, window):
            total = page.total_count
            if not totals and total is not None and total >= CAP and (parts := split(window, total)):
                return TooMany(parts)
            totals.append(total)
            seen |= {run.run_id for run in page.items}
            found |= {run.run_id: run for run in page.items}
        if set(totals) == {len(seen)}:
            return Found(tuple(found.values()))
    last = totals[-1] if totals else None
    is_cut = last is None or len(seen) < last
    return Found(tuple(found.values()), Truncation(repository, window, len(seen), last) if is_cut else None)
