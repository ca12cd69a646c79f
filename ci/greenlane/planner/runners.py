"""Where what runs runs: the declared runner, a cheaper one that works too, or none that can be paid.

    comfortable, unknown    the declared one
    tight, critical         the cheapest of it and of `moves` (the first of equal ones)
    exhausted               the first one that takes no minutes; without one: refused
A move that would meet the runner's time limit is not made. A label whose rate nobody told is no cheaper one.
"""

from __future__ import annotations

from greenlane.model.light import NamedTuple
from greenlane.model.plan import Job
from greenlane.planner.costs import Estimate, billed, estimate, longest_s
from greenlane.planner.situation import CRITICAL, EXHAUSTED, TIGHT, Situation


class Place(NamedTuple):
    """Where a job runs and what it is expected to take there, alone."""

    runner: str
    takes: Estimate
    minutes: float


def place(job: Job, at: Situation) -> Place | None:
    """Where a job runs; None when minutes are exhausted and nothing free works for it."""
    usual = _place(job, job.runner, at)
    others = [_place(job, label, at) for label in job.moves if label in at.rates and label != job.runner]
    possible = [usual, *(one for one in others if one.takes.slow_s <= longest_s(one.runner))]
    if at.level == EXHAUSTED:
        return next((one for one in possible if at.rate(one.runner) == 0), None)
    if at.level in {TIGHT, CRITICAL}:
        return min(possible, key=lambda one: one.minutes)
    return usual


def _place(job: Job, runner: str, at: Situation) -> Place:
    there = at.past.get(f"{job.name}@{runner}")
    if there is not None and there.durations_s:
        takes = estimate(job, there)
    else:
        takes = estimate(job, at.past.get(job.name)).on(runner, job.runner)
    return Place(runner, takes, billed(takes.seconds, at.rate(runner)))
