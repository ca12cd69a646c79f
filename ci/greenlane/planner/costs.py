"""What a job is expected to take: seconds from its history, minutes as they are billed.

The expected time is the median of the latest runs, and the slow one their 90th percentile: minutes are
counted from the expected one, groups are bounded by the slow one. Without a history the owner's `minutes:`
counts for both. With neither, a job counts as five minutes, and nothing is packed with it.
"""

from __future__ import annotations

from greenlane.model.light import NamedTuple, Sequence
from greenlane.model.plan import Job, Past

RECENT = 50
UNKNOWN_S = 300.0
SLOW_SHARE = 0.9
# One processor where the others have two or four: twice the time, until somebody has measured it.
SLOWER = {"ubuntu-slim": 2.0}
# A hosted job ends after six hours, one on ubuntu-slim after 15 minutes.
LONGEST_S = {"ubuntu-slim": 900.0}
HOSTED_LONGEST_S = 6 * 3600.0


class Estimate(NamedTuple):
    """Seconds of one job on its own, its setup among them. known: not a guess."""

    seconds: float
    slow_s: float
    setup_s: float
    known: bool = True

    def on(self, runner: str, usual: str) -> Estimate:
        """The same work on another runner, where nobody has measured it."""
        if runner == usual:
            return self
        factor = SLOWER.get(runner, 1.0) / SLOWER.get(usual, 1.0)
        return Estimate(self.seconds * factor, self.slow_s * factor, self.setup_s * factor, self.known)


def estimate(job: Job, past: Past | None) -> Estimate:
    """What is expected of a job on the runner that it declares."""
    durations = sorted(past.durations_s[-RECENT:]) if past is not None else []
    if durations:
        middle = _middle(durations)
        return Estimate(middle, max(middle, _slow(durations)), min(job.setup_s, middle))
    seconds = job.minutes * 60.0 if job.minutes is not None else UNKNOWN_S
    return Estimate(seconds, seconds, min(job.setup_s, seconds), job.minutes is not None)


def billed(seconds: float, rate: float = 1.0) -> float:
    """Whole minutes, rounded up, each counted as `rate`. What runs at all takes one."""
    return max(1, whole(seconds / 60.0 - 1e-6)) * rate


def fails(past: Past | None) -> float:
    """The share of runs that failed; 0 without a history."""
    return past.failures / past.runs if past is not None and past.runs else 0.0


def longest_s(runner: str) -> float:
    """After how long this runner ends a job."""
    return LONGEST_S.get(runner, HOSTED_LONGEST_S)


def _middle(durations: Sequence[float]) -> float:
    half = len(durations) // 2
    return durations[half] if len(durations) % 2 else (durations[half - 1] + durations[half]) / 2


def _slow(durations: Sequence[float]) -> float:
    return durations[min(len(durations) - 1, whole(SLOW_SHARE * len(durations)) - 1)]


def whole(number: float) -> int:
    """Rounded up. `math` is a library of its own to load, 0.3 ms."""
    return -int(-number // 1)
