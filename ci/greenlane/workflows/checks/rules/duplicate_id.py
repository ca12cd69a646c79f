"""Two steps of one composite action with the same id."""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.workflows.checks.places import Told, high
from greenlane.workflows.checks.repository import Repository

TITLE = "two steps of a composite action have the same id"
WHY = (
    "GitHub refuses the action when a job comes to it. Its parser says so of workflows, and of composite "
    "actions nobody does. Letters count alike, large or small."
)
FIX = "give each step an id of its own"


def find(repository: Repository) -> Iterator[Told]:
    for action in repository.actions:
        seen: set[str] = set()
        for step in action.steps:
            if step.id in seen:
                yield high(action.path, step.node.key("id"), f"the id {step.id} is taken by a step before")
            seen |= {step.id} - {""}
