"""A schedule that mostly looks at a commit it has looked at before: run it less often.

Saved: the share of runs that a longer period leaves out. The period is the longest of a ladder (hours, days,
a week) in which, on average, there was one new commit. It costs no minutes, but a failure is seen later.
Where a run failed on a commit that had passed before, the schedule watches the outside world: it is left
alone, and that is said. Schedules that keep no regular beat are not judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median

from greenlane.minutes.explain.edits import quoted, spoken
from greenlane.minutes.explain.facts import Tally
from greenlane.minutes.explain.history import ScheduledRun, WorkflowHistory
from greenlane.minutes.explain.terms import Note, Terms
from greenlane.model.forecast import Remedy

NAMES = ("schedule",)
HOUR_S = 3600
LADDER_H = (1, 2, 3, 4, 6, 8, 12, 24, 48, 72, 168)
FEWEST = 5
BEAT = 0.25
"""How far a gap may lie from the middle one, as a share of it, and still keep the beat."""


def judge(workflow: WorkflowHistory, terms: Terms) -> Iterator[Remedy | Note]:
    runs = sorted(workflow.scheduled)
    if len(runs) < FEWEST:
        return
    pairs = list(pairwise(runs))
    unchanged = [(one, other) for one, other in pairs if one.commit == other.commit]
    broken = sum(other.failed and not one.failed for one, other in unchanged)
    if broken:
        yield Note(
            f"schedule of {spoken(terms.where(workflow))}: {broken} runs failed on a commit that had passed "
            "before, so it watches more than commits, and should stay as often as it is"
        )
        return
    gap_s = median(other.created_at - one.created_at for one, other in pairs)
    period_h = longest_period(runs, gap_s)
    if unchanged and period_h and keeps_beat(pairs, gap_s):
        yield _remedy(workflow, terms, runs, gap_s, period_h)


def keeps_beat(pairs: Sequence[tuple[ScheduledRun, ScheduledRun]], gap_s: float) -> bool:
    """Whether four of five gaps are about the middle one."""
    near = sum(abs(other.created_at - one.created_at - gap_s) <= BEAT * gap_s for one, other in pairs)
    return near >= 0.8 * len(pairs)


def longest_period(runs: Sequence[ScheduledRun], gap_s: float) -> int | None:
    """The longest period in hours with about one new commit in it; None when that is no longer than now."""
    commits = 1 + sum(one.commit != other.commit for one, other in pairwise(runs))
    span_s = runs[-1].created_at - runs[0].created_at + gap_s
    fitting = [hours for hours in LADDER_H if 1.5 * gap_s <= hours * HOUR_S <= span_s / commits]
    return max(fitting, default=None)


def cron(period_h: int, last: ScheduledRun) -> str:
    """The schedule of that period, at the minute and hour of the last run."""
    at = datetime.fromtimestamp(last.created_at, UTC)
    if period_h < 24:
        return f"{at.minute} */{period_h} * * *" if period_h > 1 else f"{at.minute} * * * *"
    if period_h == 168:
        return f"{at.minute} {at.hour} * * 1"
    return (
        f"{at.minute} {at.hour} */{period_h // 24} * *" if period_h > 24 else f"{at.minute} {at.hour} * * *"
    )


def _remedy(
    workflow: WorkflowHistory, terms: Terms, runs: Sequence[ScheduledRun], gap_s: float, period_h: int
) -> Remedy:
    total = Tally()
    for run in runs:
        total.minutes.update(dict(run.minutes))
    file = terms.file(workflow)
    was = f"{', '.join(file.crons)}" if file and file.crons else f"about every {gap_s / HOUR_S:.0f} h"
    unchanged = sum(one.commit == other.commit for one, other in pairwise(runs))
    failed = sum(run.failed for run in runs)
    return terms.remedy(
        "schedule",
        f"Run the schedule of {spoken(workflow.path)} every {period_h} h, not every {gap_s / HOUR_S:.0f} h",
        workflow,
        (
            "on:",
            "  schedule:",
            f"    - cron: {quoted(cron(period_h, runs[-1]))}  # was: {spoken(was)}",
        ),
        saved=terms.weigh(total.minutes) * (1 - gap_s / (period_h * HOUR_S)),
        cost=0.0,
        evidence=f"{unchanged} of {len(runs)} scheduled runs had the commit of the run before; none broke",
        risk=f"what breaks is seen up to {period_h} h later; {failed} of {len(runs)} failed",
    )
