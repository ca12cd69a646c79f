"""The last gate of a workflow: are all the jobs that should have run green?

Properties
- Green means: every expected job ran and succeeded, or was skipped and may be.
- A job that is not expected still counts: forgetting to list one cannot hide its failure.
- An expected job that is missing is red. Nothing expected is not a verdict at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

RESULTS = ("success", "failure", "cancelled", "skipped")


@dataclass(frozen=True)
class Judged:
    """One job: what it came to, whether that will do, and why."""

    job: str
    result: str
    is_good: bool
    reason: str


@dataclass(frozen=True)
class Verdict:
    """All jobs, judged; red ones first."""

    jobs: tuple[Judged, ...]

    @property
    def is_green(self) -> bool:
        """Whether something was judged and all of it will do."""
        return bool(self.jobs) and all(job.is_good for job in self.jobs)


def judge(
    results: Mapping[str, str], *, expected: Collection[str], may_skip: Collection[str] = ()
) -> Verdict:
    """Judge what GitHub says of each needed job (job -> success, failure, cancelled or skipped)."""
    names = sorted({*results, *expected})
    judged = [_judge_one(name, results.get(name), name in may_skip) for name in names]
    return Verdict(tuple(sorted(judged, key=lambda job: job.is_good)))


def _judge_one(name: str, result: str | None, may_skip: bool) -> Judged:
    match result:
        case None:
            return Judged(name, "missing", False, "the gate does not wait for it; add it to needs")
        case "success":
            return Judged(name, result, True, "ran and succeeded")
        case "skipped" if may_skip:
            return Judged(name, result, True, "skipped, as it may be")
        case "skipped":
            return Judged(name, result, False, "skipped, and nothing said it may be")
        case "failure" | "cancelled":
            return Judged(name, result, False, "see its log")
        case _:
            return Judged(name, result, False, f"not a result that GitHub gives ({', '.join(RESULTS)})")
