"""Calls that go round, or too deep."""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.workflows.checks.places import Told, high
from greenlane.workflows.checks.repository import Repository, Workflow

TITLE = "workflows or actions call each other in a circle, or more than ten deep"
WHY = (
    "GitHub refuses a run whose workflows call themselves, or are nested deeper than ten; so it does "
    "for actions."
)
FIX = "take one call out"
# Source: GitHub's documentation, "Reusing workflow configurations", limits since November 2025.
DEEPEST = 10


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        for job in flow.jobs:
            if trail := _too_far(repository, job.uses.text, (flow.path,)):
                yield high(flow.path, job.uses, " calls ".join(trail))
    for action in repository.actions:
        for step in action.steps:
            if repository.action(step.uses.text) is action:
                yield high(action.path, step.uses, f"{action.path} uses itself")


def _too_far(repository: Repository, uses: str, trail: tuple[str, ...]) -> tuple[str, ...]:
    """The way that comes back to its beginning, or goes too deep; none when all is well."""
    called: Workflow | None = repository.workflow(uses)
    if called is None:
        return ()
    further = (*trail, called.path)
    if called.path == trail[0] or len(further) > DEEPEST:
        return further
    if called.path in trail:
        return ()
    found = (_too_far(repository, job.uses.text, further) for job in called.jobs)
    return next((one for one in found if one), ())
