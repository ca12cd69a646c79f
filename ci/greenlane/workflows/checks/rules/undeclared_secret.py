"""A secret that a called workflow reads and does not declare."""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.workflows.checks.expressions import all_references
from greenlane.workflows.checks.places import Told, medium
from greenlane.workflows.checks.repository import Repository

TITLE = "a called workflow reads a secret that it does not declare"
WHY = (
    "A caller can pass only what is declared, so it is empty for everybody but those who pass all their "
    "secrets. Looked at are workflows that are only called and declare secrets."
)
FIX = "declare it below on: workflow_call: secrets:, or mend the name"
ALWAYS = frozenset({"github_token", "*"})


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        entries = flow.node.at("on", "workflow_call", "secrets").entries
        declared = {key.text.lower() for key, _ in entries}
        if not declared or set(flow.triggers) != {"workflow_call"}:
            continue
        for one in all_references(flow.node):
            if one.path[0] == "secrets" and len(one.path) > 1 and one.path[1] not in declared | ALWAYS:
                yield medium(flow.path, one, f"secrets.{one.path[1]} is not declared by this workflow")
