"""A call of greenlane's own workflows that does not give them what they need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from greenlane.workflows.checks.permissions import EVERY, RANK, granted_to
from greenlane.workflows.checks.places import Told, high, medium
from greenlane.workflows.checks.repository import Job, Repository, Workflow

TITLE = "a call of greenlane's reusable workflows lacks a permission or an input, or has one too many"
WHY = (
    "What lies in another repository is fetched by no tool. Without the permissions that our workflows ask "
    "for GitHub refuses the run when it starts. Known are those of the greenlane that is installed."
)
FIX = "give the call what docs/workflows.md shows"

# Held against the files themselves by a test.
PERMISSIONS = {
    "reusable-checks.yml": {"contents": "read", "actions": "read", "checks": "read"},
    "reusable-nightly.yml": {"contents": "read", "actions": "read", "checks": "read", "issues": "write"},
    "reusable-release.yml": {"contents": "write", "actions": "read", "checks": "read"},
}
SHARED = frozenset({"python-version", "passes"})
INPUTS = {
    "reusable-checks.yml": SHARED
    | {"event", "minutes", "fetch-depth", "submodules", "keep-reports", "timeout-minutes"},
    "reusable-nightly.yml": SHARED | {"alerts"},
    "reusable-release.yml": SHARED | {"version", "dry-run", "draft", "session"},
}
REQUIRED = {"reusable-release.yml": frozenset({"version"})}
_OURS = re.compile(r"[\w.-]+/greenlane/\.github/workflows/(reusable-\w+\.yml)@.+")


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        for job in flow.jobs:
            called = _OURS.fullmatch(job.uses.text)
            if called and called[1] in PERMISSIONS:
                yield from _permissions(flow, job, called[1])
                yield from _inputs(flow, job, called[1])


def _permissions(flow: Workflow, job: Job, name: str) -> Iterator[Told]:
    granted = granted_to(flow, job)
    if granted is None:
        return
    lacking = {
        right: level
        for right, level in PERMISSIONS[name].items()
        if RANK[granted.get(right, granted[EVERY])] < RANK[level]
    }
    if lacking:
        said = ", ".join(f"{right}: {level}" for right, level in lacking.items())
        yield high(flow.path, job.uses, f"{name} needs {said}", f"permissions: {{{said}}} at {job.name}")


def _inputs(flow: Workflow, job: Job, name: str) -> Iterator[Told]:
    given = job.node.at("with").entries
    for key, _ in given:
        if key.text not in INPUTS[name]:
            near = get_close_matches(key.text, sorted(INPUTS[name]), n=1)
            fix = f"did you mean {near[0]}?" if near else ""
            yield medium(flow.path, key, f"{name} has no input {key.text}", fix)
    for missing in sorted(REQUIRED.get(name, frozenset()) - {key.text for key, _ in given}):
        yield high(flow.path, job.uses, f"{name} needs the input {missing}", f"with: {{{missing}: …}}")
