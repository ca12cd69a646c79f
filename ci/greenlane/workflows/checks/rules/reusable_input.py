"""A value of another type than the called workflow declared."""

from __future__ import annotations

import re
from collections.abc import Iterator

from greenlane.workflows.checks.expressions import expressions, is_dynamic, references
from greenlane.workflows.checks.nodes import Node
from greenlane.workflows.checks.places import Told, high
from greenlane.workflows.checks.repository import Repository, Workflow

TITLE = "an input of a called workflow, or its default, has another type than is declared"
WHY = (
    "GitHub refuses the whole run when it starts: a quoted 'false' is a text, and so is every output of a "
    "job. No other tool compares them with the type. Also a choice's default that is none of its options."
)
FIX = "write the literal without quotes; make a text a value with fromJSON"


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
    """Any literal will do for a text: GitHub makes one of it."""
    if wanted not in ("boolean", "number"):
        return True
    return not _is_text(value) if is_dynamic(value.text) else value.kind in (wanted, "null")


def _is_text(value: Node) -> bool:
    """Whether an expression is nothing but an output, a variable or an input of the event: always a text."""
    found = list(expressions(value))
    read = [one.path for text in found for one in references(text)]
    is_alone = len(found) == 1 and re.fullmatch(r"\$\{\{\s*[\w.-]+\s*\}\}", value.text) is not None
    return is_alone and any(
        path[0] in ("vars", "env") or path[2:3] == ("outputs",) or path[:3] == ("github", "event", "inputs")
        for path in read
    )


def _said(name: str, value: Node, wanted: str) -> str:
    kind = "string" if is_dynamic(value.text) else value.kind or "list or a mapping"
    return f"the input {name} is a {wanted}, and {value.text!r} is a {kind}"
