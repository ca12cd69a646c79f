"""A job that may hang for six hours."""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.workflows.checks.places import Told, warning
from greenlane.workflows.checks.repository import Repository

TITLE = "a job without timeout-minutes"
WHY = (
    "A job that hangs is billed until GitHub ends it after 360 minutes: more than a month of a small budget."
)
FIX = "timeout-minutes: about three times what the job takes"


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        endless = [job for job in flow.jobs if job.steps and not job.node.at("timeout-minutes")]
        if endless:
            names = ", ".join(job.name for job in endless)
            yield warning(flow.path, endless[0].key, f"may hang for 360 minutes each: {names}")
