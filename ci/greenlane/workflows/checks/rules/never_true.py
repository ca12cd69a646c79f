"""Conditions that are never true, or always."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from greenlane.workflows.checks.expressions import Expression, all_expressions
from greenlane.workflows.checks.places import Told, high
from greenlane.workflows.checks.repository import Repository

TITLE = "a comparison with an event or a branch that can never hold"
WHY = (
    "`github.ref` is refs/heads/main, not main; `github.event_name` is pull_request, with a low line. The "
    "condition is never true, and the step or job is skipped for ever."
)
FIX = "compare github.ref_name, or refs/heads/…; mend the event's name"

# Source: GitHub's documentation, "Events that trigger workflows", November 2026.
EVENTS = frozenset(
    (
        *("branch_protection_rule", "check_run", "check_suite", "create", "delete", "deployment"),
        *("deployment_status", "discussion", "discussion_comment", "dynamic", "fork", "gollum"),
        *("image_version", "issue_comment", "issues", "label", "merge_group", "milestone", "page_build"),
        *("project", "project_card", "project_column", "public", "pull_request", "pull_request_review"),
        *("pull_request_review_comment", "pull_request_target", "push", "registry_package"),
        *("release", "repository_dispatch", "schedule", "status", "watch", "workflow_call"),
        *("workflow_dispatch", "workflow_run"),
    )
)
_COMPARED = r"{}\s*(?:==|!=)\s*'([^']*)'|'([^']*)'\s*(?:==|!=)\s*{}(?![\w.-])"
_EVENT = re.compile(_COMPARED.format(r"github\.event_name", r"github\.event_name"))
_REF = re.compile(_COMPARED.format(r"github\.ref", r"github\.ref"))


def find(repository: Repository) -> Iterator[Told]:
    for path, node in repository.documents:
        for one in all_expressions(node):
            yield from _of(path, one)


def _of(path: str, one: Expression) -> Iterator[Told]:
    for found in _EVENT.finditer(one.text):
        name = found[1] or found[2] or ""
        if name.lower() not in EVENTS:
            near = get_close_matches(name, EVENTS, n=1)
            fix = f"did you mean {near[0]}?" if near else ""
            yield high(path, one, f"there is no event {name!r}", fix)
    for found in _REF.finditer(one.text):
        name = found[1] or found[2] or ""
        if name and not name.startswith("refs/"):
            yield high(path, one, f"github.ref is never {name!r}", f"github.ref_name, or refs/heads/{name}")
