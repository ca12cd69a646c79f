"""When failures were found: at once, late, or never, and whether a release was made in between.

A failing change is a push of which a job is known to fail. It is found at once when one of those jobs ran for
that very push and failed; late when one of them failed on its branch afterwards; otherwise never. "Replaced"
says that a newer push came and no such failure was ever seen there; "open" that its content is the newest.
A failure is past a release when one was made of its content and nothing that failed had run by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from greenlane.planner.replay_history import Change, End, History
from greenlane.planner.replay_play import Played, Ran

HOUR_S = 3600
When = Literal["at once", "late", "replaced", "open"]


@dataclass(frozen=True)
class Failure:
    """A failing change. commits, hours: of delay against its first failing job; None where never found."""

    change: Change
    when: When
    commits: int | None
    hours: float | None
    past_release: bool


def failures(history: History, played: Played, since: int = 0) -> tuple[Failure, ...]:
    """Every failing change pushed from `since` on."""
    red: dict[str, list[Ran]] = {}
    for ran in played.rans:
        if ran.end is End.FAILED:
            red.setdefault(ran.visit.change.branch, []).append(ran)
    pushed: dict[str, list[int]] = {}
    for change in history.changes:
        pushed.setdefault(change.branch, []).append(change.at)
    return tuple(
        _failure(change, red.get(change.branch, ()), pushed[change.branch], played)
        for change in history.changes
        if change.at >= since and change.failed
    )


def _failure(change: Change, red: Sequence[Ran], pushed: Sequence[int], played: Played) -> Failure:
    seen = [one for one in red if one.job in change.failed and one.visit.at >= change.at]
    own = [one for one in seen if one.visit.change.id == change.id]
    past = _past_release(change, own, played)
    if any(one.visit.is_push for one in own):
        return Failure(change, "at once", 0, 0.0, past)
    if not seen:
        return Failure(change, "open" if change.superseded_at is None else "replaced", None, None, past)
    found_at = min(one.ended_at for one in seen)
    rows = [change.rows[job] for job in change.failed]
    first = change.at + min(row.start_s + row.duration_s for row in rows)
    commits = sum(change.at < at <= found_at for at in pushed)
    return Failure(change, "late", commits, max(0.0, (found_at - first) / HOUR_S), past)


def _past_release(change: Change, own: Sequence[Ran], played: Played) -> bool:
    """Whether a release of this content was made without anything that fails having run for it."""
    return any(
        visit.change.id == change.id and not any(one.visit.at <= visit.at for one in own)
        for visit in played.releases
    )
