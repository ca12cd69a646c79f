"""Actions for a Node that GitHub's runners no longer have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from greenlane.workflows.checks.places import Told, high, warning
from greenlane.workflows.checks.repository import Repository

TITLE = "an action is made for Node 20 or older"
WHY = (
    "Runners have had no Node 20 since September 2026: such an action is run with Node 24, for better "
    "or worse."
)
FIX = "move to the first major version for Node 24, or newer"

# The first major version whose action.yml says node24. Source: their releases, November 2026.
FIRST = {
    "actions/cache": 5,
    "actions/checkout": 5,
    "actions/create-github-app-token": 3,
    "actions/download-artifact": 7,
    "actions/github-script": 8,
    "actions/setup-go": 6,
    "actions/setup-node": 5,
    "actions/setup-python": 6,
    "actions/upload-artifact": 6,
    "docker/build-push-action": 7,
    "docker/login-action": 4,
    "docker/setup-buildx-action": 4,
}
OWN = frozenset({"node12", "node16", "node20"})


def find(repository: Repository) -> Iterator[Told]:
    for action in repository.actions:
        using = action.node.at("runs", "using")
        if using.text in OWN:
            yield high(action.path, using, f"{using.text} is gone", "using: node24")
    for path, steps in repository.steps:
        for step in steps:
            name, _, reference = step.uses.text.partition("@")
            first = FIRST.get("/".join(name.lower().split("/")[:2]))
            version = re.match(r"v?(\d+)", _version(step.uses.comment, reference))
            if first and version and int(version[1]) < first:
                said = f"{name} {version[0]} is made for a Node that is gone"
                yield warning(path, step.uses, said, f"v{first} or newer")


def _version(comment: str, reference: str) -> str:
    """From the comment beside a commit, else the reference itself."""
    return comment if re.fullmatch(r"[0-9a-f]{40}", reference) else reference
