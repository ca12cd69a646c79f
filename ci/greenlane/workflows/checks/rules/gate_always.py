"""A gate that does not always run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from greenlane.workflows.checks.expressions import calls
from greenlane.workflows.checks.gates import gate
from greenlane.workflows.checks.places import Told, high
from greenlane.workflows.checks.repository import Repository

TITLE = "the gate does not run when a job before it failed or was cancelled"
WHY = (
    "A job is skipped when one that it needs failed, and a skipped check counts as a success: the pull "
    "request can be merged. Only always() runs it in every case."
)
FIX = "if: always(), with && and what else it depends on"
# A part of a chain of && that a job's failure makes false; within !(…) it says the contrary.
_ONLY_GREEN = re.compile(
    r"(?:^|&&)\s*(needs\.[\w-]+\.result\s*==\s*'success'|success\(\)|!\s*(?:failure|cancelled)\(\))\s*(?:$|&&)"
)


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        judge = gate(flow)
        condition = judge.node.at("if") if judge else None
        if judge and condition is not None and "always" not in calls(condition.text):
            at = judge.node.key("if") or judge.key
            yield high(
                flow.path, at, "the gate is skipped, which counts as green, when a job before it failed"
            )
        elif judge and condition is not None and (found := _ONLY_GREEN.search(_plain(condition.text))):
            yield high(flow.path, condition, f"the gate is skipped, which counts as green, unless {found[1]}")


def _plain(text: str) -> str:
    """A condition without the signs around it."""
    return text.strip().removeprefix("${{").removesuffix("}}").strip()
