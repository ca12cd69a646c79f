"""Jobs as the stand-in for GitHub's Actions runs them: what they take, how they end, who took them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

HOSTED = "GitHub Actions"


def at(text: str) -> int:
    """Unix seconds of an ISO time in UTC, such as 2026-11-20T12:00."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@dataclass
class Job:
    """One job of one attempt. annotations: of its check run. copy_of: the job of an earlier attempt."""

    name: str
    seconds: int = 60
    conclusion: str | None = "success"
    status: str = "completed"
    waits: int = 5
    labels: tuple[str, ...] = ("ubuntu-latest",)
    runner_id: int | None = 1
    runner_name: str | None = "GitHub Actions 1"
    runner_group_id: int | None = 0
    runner_group: str | None = HOSTED
    steps: int = 3
    annotations: tuple[str, ...] = ()
    job_id: int = 0
    run_id: int = 0
    attempt: int = 1
    created_at: int = 0
    started_at: int = 0
    completed_at: int | None = None
    copy_of: int | None = None

    def placed(self, job_id: int, run_id: int, attempt: int, begins: int) -> Job:
        """This job as it came about in a run that began at that time."""
        start = begins + self.waits
        end = None if self.status != "completed" else start + self.seconds
        return replace(
            self,
            job_id=job_id,
            run_id=run_id,
            attempt=attempt,
            created_at=begins,
            started_at=start,
            completed_at=end,
        )


def work(name: str, seconds: int = 60, conclusion: str | None = "success", **more: Any) -> Job:
    """A job to run: how long it takes and how it ends."""
    return Job(name, seconds, conclusion, **more)


def skipped(name: str) -> Job:
    """A job whose condition was not met."""
    nothing: Any = {"runner_id": None, "runner_name": None, "runner_group_id": None, "runner_group": None}
    return Job(name, 0, "skipped", waits=0, steps=0, **nothing)


def never_started(name: str, seconds: int = 900) -> Job:
    """A job that was cancelled while it waited for a runner."""
    nothing: Any = {"runner_id": 0, "runner_name": "", "runner_group_id": 0, "runner_group": ""}
    return Job(name, seconds, "cancelled", waits=0, steps=0, **nothing)


def blocked(name: str, annotation: str) -> Job:
    """A job that the quota ended before its first step; the reason stands in the annotation only."""
    return replace(never_started(name, 4), conclusion="failure", annotations=(annotation,))
