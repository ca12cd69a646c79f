"""Which job of a workflow is its gate, and which jobs run what a plan asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from greenlane.workflows.checks.expressions import Reference, all_references, calls
from greenlane.workflows.checks.repository import Job, Step, Workflow

_NEEDS = re.compile(r"tojson\(\s*needs\s*\)", re.IGNORECASE)
_VERB = re.compile(r"\bgreenlane[\"']?\s+gate\b.*(?:--jobs\b|\bplan-result\b)")
_PLAN = re.compile(r"\bgreenlane[\"']?\s+plan\b")
# Of GitHub's words: has anything failed, was anything cancelled.
STATUS = frozenset({"always", "failure", "cancelled", "success"})


def gate(flow: Workflow) -> Job | None:
    """The job that judges the others: it reads what all of them came to."""
    return next((job for job in flow.jobs if _reads_needs(job)), None)


def _reads_needs(job: Job) -> bool:
    judges = any(_VERB.search(step.run.text) or _is_ours(step, "gate") for step in job.steps)
    reads = any(_NEEDS.search(scalar.text) for _, scalar in job.node.scalars())
    return reads and (judges or job.name == "gate")


def plans(job: Job) -> bool:
    """Whether a job makes a plan."""
    return any(_is_ours(step, "plan") or _PLAN.search(step.run.text) for step in job.steps)


def _is_ours(step: Step, action: str) -> bool:
    path = step.uses.text.partition("@")[0]
    return path in (f"./actions/{action}", f"$/actions/{action}") or path.endswith(
        f"/greenlane/actions/{action}"
    )


def stage_of(job: Job) -> tuple[int, Reference] | None:
    """The stage of the plan whose legs a job runs: 0 for `matrix`, 1 for `matrix_1`; None: another job."""
    for one in all_references(job.node.at("strategy")):
        if len(one.path) == 4 and one.path[0] == "needs" and one.path[2] == "outputs":
            found = re.fullmatch(r"matrix(?:_(\d+))?", one.path[3])
            if found:
                return int(found[1] or 0), one
    return None


def matrices(flow: Workflow) -> Iterator[tuple[int, Job, Reference]]:
    """Every job that runs legs of a plan, with its stage and where it reads the matrix."""
    for job in flow.jobs:
        if found := stage_of(job):
            yield found[0], job, found[1]


def asks_status(job: Job) -> bool:
    """Whether a job's condition speaks of how others ended; if not, it is skipped with whom it needs."""
    return bool(calls(job.node.at("if").text) & STATUS)
