"""`inputs.x` that nobody declared."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from greenlane.workflows.checks.expressions import all_references
from greenlane.workflows.checks.places import Told, high
from greenlane.workflows.checks.repository import Action, Repository

TITLE = "a composite action reads an input that it does not declare"
WHY = (
    "It is an empty text, always, and nobody is told: a misspelt `inputs.x` switches a step off or passes "
    "nothing on. GitHub's parser looks at this in workflows, and nobody in composite actions."
)
FIX = "declare it below inputs:, or mend the name"


def find(repository: Repository) -> Iterator[Told]:
    for action in repository.actions:
        if action.is_composite:
            yield from _of(action)


def _of(action: Action) -> Iterator[Told]:
    for one in all_references(action.node.at("runs")):
        if one.path[0] == "inputs" and len(one.path) > 1 and one.path[1] not in {*action.inputs, "*"}:
            near = get_close_matches(one.path[1], action.inputs, n=1)
            fix = f"did you mean inputs.{near[0]}?" if near else ""
            yield high(action.path, one, f"inputs.{one.path[1]} is not declared by this action", fix)
