"""Which jobs to require and which to put off, learned from a history: never from the one that is reported.

Jobs are ranked by how many failing changes they catch for a minute. A change that one of them catches already
counts a tenth for the next, so that after one cover of all failures comes a second one: what failed alone
once may do so elsewhere. A job that hardly ran, or not at all, is required.
Then the longest list of required jobs is taken that still saves the share that is asked for: what need not be
saved is spent on safety. Waiting for the required jobs is taken where it saves.
It does not look for the best share, and tunes nothing else; the other numbers are stated by the owner.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from greenlane.planner.replay_history import End, History
from greenlane.planner.replay_ours import Ours, Settings
from greenlane.planner.replay_play import Played, play
from greenlane.planner.replay_policies import cancel_in_progress

AGAIN = 0.1
"""What catching a change is worth that one more job catches."""
FEW_RUNS = 20
FEW_MINUTES = 50.0
"""Added to a job's minutes when it is ranked, so that one rare run does not decide."""


@dataclass(frozen=True)
class Tuned:
    """saved: share of the minutes on the history that it was learned from. ranked: best first."""

    settings: Settings
    saved: float
    ranked: tuple[str, ...]


def tuned(learned: History, rates: Mapping[str, float], *, saving: float, base: Settings) -> Tuned:
    """The safest settings that save `saving` of the minutes that cancel-in-progress takes."""
    order = ranked(learned, rates)
    whole = minutes(play(learned, cancel_in_progress(), rates))
    if not whole:
        raise ValueError("there is nothing to learn from")
    low, high = 0, len(order)
    best = _best(learned, rates, base, order, low, whole)
    while high - low > 1:
        middle = (low + high) // 2
        tried = _best(learned, rates, base, order, middle, whole)
        if tried.saved >= saving:
            low, best = middle, tried
        else:
            high = middle
    return best


def _best(
    learned: History,
    rates: Mapping[str, float],
    base: Settings,
    order: Sequence[str],
    many: int,
    whole: float,
) -> Tuned:
    """With the first `many` required: waiting or not, whichever saves more."""
    deferred = frozenset(order[many:]) - always_required(learned)
    found: list[Tuned] = []
    for waits in (False, True):
        settings = replace(base, deferred=deferred, deferred_wait=waits)
        saved = 1 - minutes(play(learned, Ours(settings, rates), rates)) / whole
        found.append(Tuned(settings, saved, tuple(order)))
    return max(found, key=lambda one: one.saved)


def minutes(played: Played, since: int = 0) -> float:
    """What it billed for changes that were pushed from then on, whenever it ran."""
    return math.fsum(one.minutes for one in played.rans if one.visit.change.at >= since)


def always_required(learned: History) -> frozenset[str]:
    """Jobs of which too little is known to put them off."""
    runs = _runs(learned)
    return frozenset(job for job, many in runs.items() if many < FEW_RUNS)


def ranked(learned: History, rates: Mapping[str, float]) -> tuple[str, ...]:
    """Jobs by what they catch for a minute, the best first."""
    takes = _takes(learned, rates)
    worth = dict.fromkeys((change.id for change in learned.changes), 1.0)
    failing = [change for change in learned.changes if change.failed]
    found: list[str] = []
    left = sorted(takes)
    while left:
        value = {job: math.fsum(worth[one.id] for one in failing if job in one.failed) for job in left}
        best = max(left, key=lambda job: (value[job] / (takes[job] + FEW_MINUTES), -takes[job], job))
        found.append(best)
        left.remove(best)
        worth |= {one.id: worth[one.id] * AGAIN for one in failing if best in one.failed}
    return tuple(found)


def knows(learned: History) -> frozenset[str]:
    """The jobs that it has seen."""
    return frozenset(_takes(learned, {}))


def _takes(learned: History, rates: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for change in learned.changes:
        for row in change.rows.values():
            cost = math.ceil(row.duration_s / 60) * rates.get(row.runner, 1.0)
            found[row.job] = found.get(row.job, 0.0) + cost
    return found


def _runs(learned: History) -> dict[str, int]:
    rows: Sequence[tuple[str, End]] = [
        (row.job, row.end) for one in learned.changes for row in one.rows.values()
    ]
    found = dict.fromkeys((job for job, _ in rows), 0)
    for job, end in rows:
        found[job] += end is not End.ABORTED
    return found
