"""A called workflow that reads a variable of its caller."""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.workflows.checks.expressions import all_references
from greenlane.workflows.checks.places import Told, medium
from greenlane.workflows.checks.repository import Job, Repository, Workflow

TITLE = "a called workflow reads a variable that only its caller sets"
WHY = "The caller's `env:` does not pass to a called workflow: the variable is empty there."
FIX = "declare an input, and pass it with `with:`"


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        for job in flow.jobs:
            called = repository.workflow(job.uses.text)
            set_here = {key.text.lower() for key, _ in flow.node.at("env").entries}
            for inner in called.jobs if called and set_here else ():
                yield from _read(flow, called, inner, set_here)


def _read(flow: Workflow, called: Workflow | None, inner: Job, set_here: set[str]) -> Iterator[Told]:
    if called is None:
        return
    for step in inner.steps:
        known = {
            key.text.lower()
            for node in (called.node, inner.node, step.node)
            for key, _ in node.at("env").entries
        }
        known |= {name for one in inner.steps for name in set_here if f"{name}=" in one.run.text.lower()}
        for one in all_references(step.node):
            if one.path[0] == "env" and len(one.path) > 1 and one.path[1] in set_here - known:
                said = f"env.{one.path[1]} is set by {flow.path} only, and does not come with the call"
                yield medium(called.path, one, said)
