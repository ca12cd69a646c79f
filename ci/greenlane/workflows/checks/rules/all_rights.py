"""Every right at once."""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.workflows.checks.places import Told, high
from greenlane.workflows.checks.repository import Repository

TITLE = "a workflow or a job has every right to write"
WHY = (
    "Whatever runs in it, a dependency's script included, can push commits, publish packages and change "
    "releases."
)
FIX = "permissions: {} at the top, and at each job what it needs"


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        for node in (flow.node, *(job.node for job in flow.jobs)):
            granted = node.at("permissions")
            if granted.text == "write-all":
                yield high(flow.path, granted, "everything may be written")
