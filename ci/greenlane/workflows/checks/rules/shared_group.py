"""A called workflow in its caller's concurrency group."""

from __future__ import annotations

import re
from collections.abc import Iterator

from greenlane.workflows.checks.nodes import Node
from greenlane.workflows.checks.places import Told, high
from greenlane.workflows.checks.repository import Repository

TITLE = "a called workflow has the concurrency group of its caller"
WHY = (
    "`github.workflow` and `github.ref` are the caller's inside the called workflow as well. Two equal "
    "groups wait for each other, and GitHub cancels one."
)
FIX = "give the called workflow a group of its own, or none"


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        for job in flow.jobs:
            called = repository.workflow(job.uses.text)
            outer = [_group(flow.node), _group(job.node)]
            inner = _group(called.node) if called else Node()
            if called and inner and _plain(inner) in [_plain(one) for one in outer if one]:
                said = f"{called.path} waits in the same group {inner.text!r} as its caller"
                yield high(flow.path, job.uses, said)


def _group(node: Node) -> Node:
    group = node.at("concurrency")
    return group if group.is_text else group.at("group")


def _plain(group: Node) -> str:
    return re.sub(r"\s+", "", group.text).lower()
