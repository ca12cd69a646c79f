"""What a simulated job would be billed, by the counting that the minutes go by."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from greenlane.workflows.simulate_result import Job


def billed(now: float) -> Callable[[Job], float | None]:
    """The included minutes of a job in a private repository, at today's multipliers, had it taken as long."""
    from greenlane.minutes.counting import count_run
    from greenlane.minutes.laws import law_at
    from greenlane.model.jobs import Machine, SeenJob, SeenRun

    weights = law_at("multiplier", datetime.fromtimestamp(now, UTC).date()).weights
    run = SeenRun(
        repository="owner/name",
        run_id=1,
        attempt=1,
        workflow_id=1,
        path=".github/workflows/x.yml",
        workflow="",
        event="",
        branch="",
        actor="",
        commit="",
        status="completed",
        conclusion=None,
        is_private=True,
        created_at=0,
        started_at=0,
        updated_at=0,
    )

    def bill(job: Job) -> float | None:
        if job.duration_s is None:
            return 0.0
        seen = SeenJob(
            job_id=1,
            run_id=1,
            attempt=1,
            name=job.name,
            status="completed",
            conclusion=job.result,
            created_at=0,
            started_at=0,
            completed_at=max(1, math.ceil(job.duration_s)),
            labels=tuple(label.strip() for label in job.runner.split(",")),
            steps=1,
        )
        (count,) = count_run(run, [seen])
        if count.minutes is None:
            return None
        return float(count.minutes * weights.get(count.machine or Machine.UNKNOWN, 1))

    return bill
