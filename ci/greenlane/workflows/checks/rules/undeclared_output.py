"""`steps.x.outputs.y` that no step before it has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from greenlane.workflows.checks.expressions import Reference, all_references
from greenlane.workflows.checks.nodes import Node
from greenlane.workflows.checks.places import Told, high, medium
from greenlane.workflows.checks.repository import Repository, Step

TITLE = "an output is read that the step, the action or the called workflow does not have"
WHY = (
    "It is an empty text, and the step that reads it goes on with nothing. Known are the outputs of this "
    "repository's own actions and of scripts that write only plain names to GITHUB_OUTPUT; in composite "
    "actions also which steps there are, and that they come before."
)
FIX = "mend the name, or declare the output"

_WRITE = re.compile(r"""(?:echo|printf)\s+["']?([A-Za-z_][\w-]*)(?:=|<<)""")


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        for job in flow.jobs:
            for at, step in enumerate(job.steps):
                yield from _read(repository, flow.path, step.node, job.steps[:at])
            yield from _read(repository, flow.path, job.node.at("outputs"), job.steps)
    for action in repository.actions:
        if action.is_composite:
            for at, step in enumerate(action.steps):
                yield from _known(action.path, step.node, action.steps[:at], "before this one")
                yield from _read(repository, action.path, step.node, action.steps[:at])
            outputs = action.node.at("outputs")
            yield from _known(action.path, outputs, action.steps, "in this action")
            yield from _read(repository, action.path, outputs, action.steps)


def _steps(node: Node) -> Iterator[Reference]:
    for one in all_references(node):
        if one.path[0] == "steps" and len(one.path) > 1 and one.path[1] != "*":
            yield one


def _known(path: str, node: Node, steps: Sequence[Step], where: str) -> Iterator[Told]:
    """In a composite action: whether there is such a step."""
    ids = {step.id for step in steps}
    for one in _steps(node):
        if one.path[1] not in ids:
            yield high(path, one, f"no step {where} has the id {one.path[1]}", "mend the id, or give it")


def _read(repository: Repository, path: str, node: Node, steps: Sequence[Step]) -> Iterator[Told]:
    by_id = {step.id: step for step in steps if step.id}
    for one in _steps(node):
        step = by_id.get(one.path[1])
        if step is None or one.path[2:3] != ("outputs",) or len(one.path) < 4 or one.path[3] == "*":
            continue
        name, action = one.path[3], repository.action(step.uses.text)
        if action and action.is_composite and name not in action.outputs:
            said = f"{step.uses.text} declares no output {name}"
            yield high(path, one, said, _near(name, sorted(action.outputs)))
        elif (written := _written(step)) and name not in written:
            said = f"the step {step.id} writes no output {name}"
            yield medium(path, one, said, _near(name, sorted(written)))


def _written(step: Step) -> frozenset[str]:
    """The outputs of a script, when each of its writes names one plainly; else none."""
    lines = [line for line in step.run.text.split("\n") if "GITHUB_OUTPUT" in line]
    found = [_WRITE.search(line) for line in lines]
    names = [one[1].lower() for one in found if one]
    return frozenset(names) if lines and len(names) == len(lines) else frozenset()


def _near(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"did you mean {close[0]}?" if close else f"it has {', '.join(known) or 'none'}"
