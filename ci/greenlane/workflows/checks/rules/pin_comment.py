"""A pin that does not say of which version it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from greenlane.workflows.checks.nodes import Node
from greenlane.workflows.checks.places import Told, high, warning
from greenlane.workflows.checks.repository import Repository

TITLE = "what is used from elsewhere is not pinned by a commit with its version beside it"
WHY = (
    "A tag or a branch can be moved by whoever owns it, and runs then with your secrets. Forty digits alone "
    "tell nobody what they are, and Dependabot raises only pins that name their version."
)
FIX = "uses: owner/name@<the commit's 40 digits>  # vX.Y.Z"


def find(repository: Repository) -> Iterator[Told]:
    for path, steps in repository.steps:
        for step in steps:
            yield from _of(path, step.uses)
    for flow in repository.workflows:
        for job in flow.jobs:
            yield from _of(flow.path, job.uses)


def _of(path: str, uses: Node) -> Iterator[Told]:
    text = uses.text
    if not text or text.startswith(("./", "$/", "docker://")) or "${{" in text:
        return
    name, _, reference = text.partition("@")
    if not re.fullmatch(r"[0-9a-f]{40}", reference):
        yield high(path, uses, f"{name} is not pinned by a commit, but by {reference or 'nothing'}")
    elif not re.match(r"v?\d+(\.\d+)*", uses.comment):
        yield warning(path, uses, f"the pin of {name} does not say its version", f"{text} # vX.Y.Z")
