"""A literal of another type than the called workflow declared."""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.workflows.checks.expressions import is_dynamic
from greenlane.workflows.checks.nodes import Node
from greenlane.workflows.checks.places import Told, high
from greenlane.workflows.checks.repository import Repository, Workflow

TITLE = "an input of a called workflow, or its default, has another type than is declared"
WHY = (
    "GitHub refuses the whole run when it starts. A quoted 'false' is a text, and 3 is no text: no "
    "other tool compares the literal with the type. Also a choice's default that is none of its "
    "options."
)
FIX = "write the literal in the declared type: without quotes for boolean and number"


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        yield from _defaults(flow)
        for job in flow.jobs:
            called = repository.workflow(job.uses.text)
            for key, value in job.node.at("with").entries if called else ():
                wanted = called.inputs.at(key.text, "type").text if called else ""
                if not _fits(value, wanted):
                    yield high(flow.path, value, _said(key.text, value, wanted))


def _defaults(flow: Workflow) -> Iterator[Told]:
    """Of the inputs of calls and of dispatches."""
    for event in ("workflow_call", "workflow_dispatch"):
        for key, declared in flow.node.at("on", event, "inputs").entries:
            default, wanted = declared.at("default"), declared.at("type").text
            if default and not _fits(default, wanted):
                yield high(flow.path, default, _said(key.text, default, wanted))
            options = [one.text for one in declared.at("options").items]
            if default and wanted == "choice" and default.text not in options:
                said = f"the default {default.text!r} of the input {key.text} is none of its options"
                yield high(flow.path, default, said, f"one of {', '.join(options)}")


def _fits(value: Node, wanted: str) -> bool:
    """A text may be written without quotes as long as YAML takes it for one."""
    if wanted not in ("boolean", "number", "string") or is_dynamic(value.text):
        return True
    return value.kind in (wanted, "null")


def _said(name: str, value: Node, wanted: str) -> str:
    return f"the input {name} is a {wanted}, and {value.text!r} is a {value.kind or 'list or a mapping'}"
