"""What a job may do with GitHub's token, as far as the files say."""

from __future__ import annotations

from greenlane.workflows.checks.nodes import Node
from greenlane.workflows.checks.repository import Job, Workflow

RANK = {"none": 0, "read": 1, "write": 2}
EVERY = "*"
WORDS = {"read-all": "read", "write-all": "write"}


def granted_to(flow: Workflow, job: Job) -> dict[str, str] | None:
    """Name -> level; EVERY: of what is not named. None: nothing is written, so the repository decides."""
    node = job.node.at("permissions") or flow.node.at("permissions")
    return _granted(node) if node else None


def _granted(node: Node) -> dict[str, str]:
    if node.is_text:
        return {EVERY: WORDS.get(node.text, "none")}
    return {EVERY: "none", **{key.text: value.text for key, value in node.entries if value.text in RANK}}
