"""A shell that no runner can start."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from greenlane.workflows.checks.nodes import Node
from greenlane.workflows.checks.places import Told, high
from greenlane.workflows.checks.repository import Job, Repository

TITLE = "a shell that GitHub does not know, or that the runner does not have"
WHY = (
    "GitHub knows bash, sh, pwsh, python, and on Windows cmd and powershell. Any other word has to say where "
    "the script goes, such as `perl {0}`; without that the step fails when it comes to it."
)
FIX = "one of bash, sh, pwsh, python; or a command with {0}"
KNOWN = ("bash", "sh", "pwsh", "python", "cmd", "powershell")
WINDOWS = ("cmd", "powershell")


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        yield from _of(flow.path, flow.node.at("defaults", "run", "shell"))
        for job in flow.jobs:
            own = [job.node.at("defaults", "run", "shell")]
            for shell in (*own, *(step.node.at("shell") for step in job.steps)):
                yield from _of(flow.path, shell)
                if shell.text in WINDOWS and _is_not_windows(job):
                    yield high(flow.path, shell, f"{shell.text} is there on Windows only", "shell: pwsh")
    for action in repository.actions:
        for step in action.steps:
            yield from _of(action.path, step.node.at("shell"))


def _of(path: str, shell: Node) -> Iterator[Told]:
    text = shell.text
    if text and "{" not in text and text not in KNOWN:
        near = get_close_matches(text, KNOWN, n=1, cutoff=0.5)
        yield high(
            path, shell, f"no runner knows the shell {text!r}", f"did you mean {near[0]}?" if near else ""
        )


def _is_not_windows(job: Job) -> bool:
    words = [label.text.lower() for label in job.labels]
    return any(word.startswith(("ubuntu-", "macos-")) for word in words)
