"""A failure that a pipe swallows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from greenlane.model.finding import Severity
from greenlane.workflows.checks.nodes import Node
from greenlane.workflows.checks.places import Told
from greenlane.workflows.checks.repository import Repository, Step

TITLE = "a pipe into tee, under the shell that a step has by default"
WHY = (
    "Without `shell:` GitHub starts bash with -e alone: of a pipe only the last command counts, and tee "
    "never fails. The tests fail and the step is green. `shell: bash` adds pipefail."
)
FIX = "shell: bash, at the step or in defaults: run:"
# printf and echo do not fail; what they print is often appended to a file this way. And who writes
# `|| true` means it.
_SAFE = re.compile(r"\s*(?:sudo\s+)?(?:echo|printf|cat)\b")
_TAKEN = re.compile(r"[^\n|]*\|\|")
_PIPE = re.compile(r"(?<!\|)\|&?\s*(?:sudo\s+)?tee\b")


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        for job in flow.jobs:
            shells = [node.at("defaults", "run", "shell") for node in (flow.node, job.node)]
            for step in job.steps:
                yield from _of(flow.path, step, shells)


def _of(path: str, step: Step, shells: list[Node]) -> Iterator[Told]:
    script = step.run.text
    if step.node.at("shell") or any(shells) or "pipefail" in script:
        return
    for one in _PIPE.finditer(script):
        if not _SAFE.match(_before(script, one.start())) and not _TAKEN.match(script, one.end()):
            line, column = step.run.place(one.start())
            said = "what fails before this pipe fails nothing"
            yield Told(path, line, column, Severity.MEDIUM, said)


def _before(script: str, end: int) -> str:
    """The command up to a place, over lines that a backslash continues."""
    return script[:end].replace("\\\n", "  ").rpartition("\n")[2]
