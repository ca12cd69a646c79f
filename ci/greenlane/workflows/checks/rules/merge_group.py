"""A gate that a merge queue waits for in vain."""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.workflows.checks.gates import gate
from greenlane.workflows.checks.places import Told, medium
from greenlane.workflows.checks.repository import Repository

TITLE = "a workflow with a gate runs for pull requests, and not for merge groups"
WHY = (
    "With a merge queue GitHub asks the required check again for the group; nothing starts, and the "
    "queue hangs."
)
FIX = "on: [pull_request, merge_group]"


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        judges = gate(flow) is not None or any(_calls_checks(job.uses.text) for job in flow.jobs)
        if judges and "pull_request" in flow.triggers and "merge_group" not in flow.triggers:
            key, _ = flow.triggers["pull_request"]
            yield medium(flow.path, key, "merge_group is not among its events")


def _calls_checks(uses: str) -> bool:
    return uses.partition("@")[0].endswith("/reusable-checks.yml")
