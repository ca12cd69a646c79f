"""A pin that does not say of which version it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from greenlane.workflows.checks.nodes import Node
from greenlane.workflows.checks.places import Told, warning
from greenlane.workflows.checks.repository import Repository

TITLE = "a pin by commit does not say of which version it is"
WHY = (
    "Forty digits alone tell nobody what they are, and Dependabot raises only pins that name their version. "
    "(That something is pinned at all is zizmor's to say.)"
)
FIX = "uses: owner/name@<the commit's 40 digits> # vX.Y.Z"
_PIN = re.compile(r"(?P<name>[^@\s]+)@[0-9a-f]{40}")
_VERSION = re.compile(r"(?:tag=|release/)?v?\d+(\.\d+)*")


def find(repository: Repository) -> Iterator[Told]:
    for path, steps in repository.steps:
        for step in steps:
            yield from _of(path, step.uses)
    for flow in repository.workflows:
        for job in flow.jobs:
            yield from _of(flow.path, job.uses)


def _of(path: str, uses: Node) -> Iterator[Told]:
    pin = _PIN.fullmatch(uses.text)
    if pin and not _VERSION.match(uses.comment):
        yield warning(path, uses, f"the pin of {pin['name']} does not say its version")
