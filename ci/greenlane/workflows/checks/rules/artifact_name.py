"""Two uploads under one name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from greenlane.workflows.checks.nodes import Node
from greenlane.workflows.checks.places import Told, high
from greenlane.workflows.checks.repository import Job, Repository, Step, Workflow

TITLE = "several uploads of a run have the same name"
WHY = "An artifact is written once: the second upload of a name fails, in whichever leg comes later."
FIX = "put what differs into the name, such as ${{ matrix.leg }}, or overwrite: true"
_UPLOAD = re.compile(r"actions/upload-artifact@", re.IGNORECASE)


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        named: dict[str, list[tuple[Job, Node]]] = defaultdict(list)
        for job, step in _uploads(flow):
            name = step.node.at("with", "name")
            text = name.text or "artifact"
            if job.has_matrix and not _differs(text):
                said = f"every leg of {job.name} uploads {text!r}"
                yield high(flow.path, name or step.uses, said)
            elif "${{" not in text:
                named[text].append((job, name or step.uses))
        for text, places in named.items():
            for job, node in places[1:] if not _exclude(places) else ():
                said = f"{text!r} is uploaded by {places[0][0].name} already, and by {job.name}"
                yield high(flow.path, node, said)


def _uploads(flow: Workflow) -> Iterator[tuple[Job, Step]]:
    for job in flow.jobs:
        for step in job.steps:
            overwrites = step.node.at("with", "overwrite").text == "true"
            if _UPLOAD.match(step.uses.text) and not overwrites:
                yield job, step


def _differs(name: str) -> bool:
    """Whether legs can have names of their own."""
    return any(f"{context}." in name for context in ("matrix", "strategy", "steps", "env"))


def _exclude(places: list[tuple[Job, Node]]) -> bool:
    """Whether jobs or steps have conditions: perhaps only one of them ever runs."""
    return any(job.node.at("if") or _conditional(job, node) for job, node in places)


def _conditional(job: Job, node: Node) -> bool:
    steps = [
        step
        for step in job.steps
        if step.uses.raw is node.raw or step.node.at("with", "name").raw is node.raw
    ]
    return any(step.node.at("if") for step in steps)
