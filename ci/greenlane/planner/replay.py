"""A history played through policies, side by side: minutes, wall time, and when failures were found.

Learned on what was pushed before `split`, reported on what came after; the first part is played as well, so
that the planner has a past, and counts for nothing. Pure: a history in, a table out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from greenlane.planner.replay_found import Failure, failures
from greenlane.planner.replay_history import Change, History
from greenlane.planner.replay_ours import Ours, Settings
from greenlane.planner.replay_play import Played, Playing, play
from greenlane.planner.replay_policies import Everything, cancel_in_progress, threshold
from greenlane.planner.replay_tuning import Tuned, minutes, tuned

SAVING = 0.33
"""What to save on the first part: the goal of 30 %, and room for the second part to differ."""
WITHIN_S = 7 * 86400.0
SHARES = (0.02, 0.03)


@dataclass(frozen=True)
class Line:
    """A policy on the reported part. owed: minutes that paying all that still stands would take.

    wall_s: from a push to the end of its last job, of pushes that nothing superseded; None without any.
    """

    name: str
    minutes: float
    owed: float
    debts: int
    walls_s: tuple[float, ...]
    failures: tuple[Failure, ...]

    def count(self, *whens: str) -> int:
        """Failing changes that were found so."""
        return sum(one.when in whens for one in self.failures)


@dataclass(frozen=True)
class Table:
    """base: minutes of cancel-in-progress, which savings are shares of. learned: how ours was set."""

    split: int
    learned_changes: int
    changes: int
    learned: Tuned
    lines: tuple[Line, ...]

    @property
    def base(self) -> float:
        return next(one.minutes for one in self.lines if one.name == "cancel-in-progress")


def halves(history: History) -> int:
    """The time that as many changes came before as after."""
    return history.changes[len(history.changes) // 2].at


def policies(learned: History, found: Tuned, rates: Mapping[str, float]) -> tuple[Playing, ...]:
    """Ours, as it was learned, and those it is compared with."""
    within = replace(found.settings, within_s=WITHIN_S)
    return (
        Everything(),
        cancel_in_progress(),
        *(threshold(learned, share) for share in SHARES),
        Ours(found.settings, rates, "greenlane, until the merge"),
        Ours(within, rates, f"greenlane, {WITHIN_S / 86400:.0f} days at most"),
    )


def replay(
    history: History,
    rates: Mapping[str, float],
    *,
    split: int,
    saving: float = SAVING,
    base: Settings | None = None,
) -> Table:
    """Learn before `split`, play everything, report what was pushed from `split` on.

    rates: what a minute of a runner's label takes, under one law. Raises ValueError when a part is empty.
    """
    before = history.until(split)
    later = [one for one in history.changes if one.at >= split]
    if not before.changes or not later:
        raise ValueError("one of the parts is empty")
    found = tuned(before, rates, saving=saving, base=base or Settings())
    lines = [
        _line(history, play(history, one, rates), split, rates) for one in policies(before, found, rates)
    ]
    return Table(split, len(before.changes), len(later), found, tuple(lines))


def _line(history: History, played: Played, split: int, rates: Mapping[str, float]) -> Line:
    owed = [(branch, job) for branch, job, since in played.owed if since >= split]
    newest = {change.branch: change for change in history.changes}
    costs = [_cost(newest[branch], job, history, rates) for branch, job in owed]
    return Line(
        played.name,
        minutes(played, split),
        math.fsum(costs),
        len(owed),
        _walls(history.changes, played, split),
        failures(history, played, split),
    )


def _cost(change: Change, job: str, history: History, rates: Mapping[str, float]) -> float:
    """What paying a debt on the newest content would take."""
    row = change.rows.get(job)
    if row is None:
        return 0.0
    seconds = max(row.duration_s, history.usual_s.get(job, 0.0))
    return math.ceil(seconds / 60) * rates.get(row.runner, 1.0)


def _walls(changes: Sequence[Change], played: Played, split: int) -> tuple[float, ...]:
    """Sorted: of every push that no other one cut short, how long until its last job ended."""
    ends: dict[str, float] = {}
    for ran in played.rans:
        if ran.visit.is_push:
            ends[ran.visit.change.id] = max(ran.ended_at, ends.get(ran.visit.change.id, 0.0))
    return tuple(
        sorted(
            ends[one.id] - one.at
            for one in changes
            if one.at >= split
            and one.id in ends
            and (one.superseded_at is None or ends[one.id] < one.superseded_at)
        )
    )
