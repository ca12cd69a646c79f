"""A filter by paths on the workflow that a pull request waits for."""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.workflows.checks.gates import gate
from greenlane.workflows.checks.places import Told, medium, warning
from greenlane.workflows.checks.repository import Repository

TITLE = "a workflow of pull requests is filtered by paths"
WHY = (
    "A workflow that `paths:` keeps from starting leaves its required checks pending for ever, and the pull "
    "request cannot be merged. A job that `if:` skips reports success."
)
FIX = "take the filter out, and let the plan decide what runs: greenlane plan"
EVENTS = ("pull_request", "pull_request_target", "merge_group")


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        for event in EVENTS:
            _, said = flow.triggers.get(event, (None, None))
            for key in ("paths", "paths-ignore"):
                if said is not None and said.at(key):
                    told = medium if gate(flow) else warning
                    yield told(flow.path, said.key(key), f"{event} is filtered by {key}")
