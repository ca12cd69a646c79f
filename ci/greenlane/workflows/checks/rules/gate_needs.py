"""A gate that does not hear of every job."""

from __future__ import annotations

import re
from collections.abc import Iterator

from greenlane.workflows.checks.gates import gate
from greenlane.workflows.checks.nodes import Node
from greenlane.workflows.checks.places import Told, high
from greenlane.workflows.checks.repository import Job, Repository, Workflow

TITLE = "the gate does not wait for every job, or expects other jobs than it waits for"
WHY = (
    "The gate is the one required check. A job that it does not need can fail, and the pull request is green."
)
FIX = "name every job of the workflow in the gate's needs"
_JOBS = re.compile(r"--jobs[ =]([\w,-]+)")


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        judge = gate(flow)
        if judge is None:
            continue
        later = _after(flow, judge)
        missing = [job.name for job in flow.jobs if job.name not in {*judge.needs, *later}]
        if missing:
            at = judge.node.key("needs") or judge.key
            yield high(flow.path, at, f"the gate does not need {', '.join(missing)}")
        for step in judge.steps:
            yield from _expected(flow.path, step.run, judge)


def _after(flow: Workflow, judge: Job) -> set[str]:
    """The gate itself, and what waits for it."""
    found = {judge.name}
    while more := {job.name for job in flow.jobs if found & set(job.needs)} - found:
        found |= more
    return found


def _expected(path: str, run: Node, judge: Job) -> Iterator[Told]:
    for one in _JOBS.finditer(run.text):
        listed = {word for word in one[1].split(",") if word}
        if listed != set(judge.needs):
            said = (
                f"--jobs names {', '.join(sorted(listed))}, and needs names {', '.join(sorted(judge.needs))}"
            )
            yield high(path, run, said, "name the same jobs in both")
