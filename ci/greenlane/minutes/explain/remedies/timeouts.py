"""Jobs that hang: a time-out drawn from how long they take when they pass.

Saved: minutes of failed and cancelled jobs beyond the time-out. Cost: a passing job that it would have
ended, with a quarter of its time as a margin for slower days, takes the time-out's minutes in vain and then
runs again; and below twice the longest passing job, one such job that this history has not seen. At most one
in a hundred passing jobs may be that long: a verdict is worth more than its minutes. Among the time-outs
that are left, it is the one with the best net. GitHub's own is 360 minutes.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from greenlane.minutes.explain.edits import in_jobs, spoken
from greenlane.minutes.explain.facts import End
from greenlane.minutes.explain.history import WorkflowHistory
from greenlane.minutes.explain.terms import ENOUGH, Note, Terms
from greenlane.model.forecast import Remedy

NAMES = ("time-out",)
MARGIN = 1.25
SHORTEST = 5
ENDED = 0.01


def judge(workflow: WorkflowHistory, terms: Terms) -> Iterator[Remedy | Note]:
    for _, job in sorted(workflow.jobs.items()):
        if not job.tally.minutes:
            continue
        machine = max(job.tally.minutes, key=lambda one: (job.tally.minutes[one], one))
        passed = job.seconds((machine,), (End.PASSED,))
        ended = job.seconds((machine,), (End.FAILED, End.CANCELLED))
        if ended and passed.total() >= ENOUGH:
            limit, gross, lost = best(passed, ended)
            if gross:
                found = _Found(limit, gross * terms.weight(machine), lost * terms.weight(machine))
                yield _remedy(workflow, terms, job.name, found, passed, ended)


def best(passed: Counter[int], ended: Counter[int]) -> tuple[int, int, int]:
    """The time-out in minutes with the best net, the longest among equals; what it saves and costs."""
    shortest = max(SHORTEST, least(passed))
    # The last one ends nothing that has been seen, and risks nothing: no time-out is worse than none.
    last = max(shortest, -(-max(ended) // 60), -(-2 * max(passed) // 60))
    limits = range(shortest, last + 1)
    judged = [(limit, saved(ended, limit), cost(passed, limit)) for limit in limits]
    return max(judged, key=lambda one: (one[1] - one[2], one[0]))


def least(passed: Counter[int]) -> int:
    """The shortest time-out in minutes that ends no more passing jobs than may be, with the margin."""
    left = int(passed.total() * ENDED)
    for seconds in sorted(passed, reverse=True):
        left -= passed[seconds]
        if left < 0:
            return math.ceil(seconds * MARGIN / 60)
    return 0


def saved(ended: Counter[int], limit: int) -> int:
    """Minutes beyond the time-out of jobs that came to nothing anyway."""
    return sum(many * max(0, -(-seconds // 60) - limit) for seconds, many in ended.items())


def cost(passed: Counter[int], limit: int) -> int:
    """Minutes spent in vain on jobs that would have passed."""
    killed = sum(many for seconds, many in passed.items() if seconds * MARGIN > limit * 60)
    unseen = 1 if limit * 60 < 2 * max(passed) else 0
    return (killed + unseen) * limit


@dataclass(frozen=True)
class _Found:
    """A time-out in minutes, and included minutes of this history."""

    limit: int
    saved: float
    cost: float


def _remedy(
    workflow: WorkflowHistory,
    terms: Terms,
    name: str,
    found: _Found,
    passed: Counter[int],
    ended: Counter[int],
) -> Remedy:
    hung, killed = (
        sum(many for seconds, many in counted.items() if seconds > found.limit * 60)
        for counted in (ended, passed)
    )
    risk = f"{killed} of {passed.total()} jobs that passed would have been ended; " if killed else ""
    return terms.remedy(
        "time-out",
        f"End {spoken(name)} after {found.limit} minutes",
        workflow,
        in_jobs([name], terms.file(workflow), (f"timeout-minutes: {found.limit}",)),
        saved=found.saved,
        cost=found.cost,
        evidence=f"{hung} failed or cancelled jobs took longer; of {passed.total()} that passed, the longest "
        f"took {max(passed) / 60:.0f} minutes",
        risk=f"{risk}a job that is ended does not tell what it waited for",
    )
