"""A called workflow that wants more than its caller may give."""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.workflows.checks.permissions import EVERY, RANK, granted_to
from greenlane.workflows.checks.places import Told, high
from greenlane.workflows.checks.repository import Job, Repository, Workflow

TITLE = "a called workflow asks for more permission than its caller has"
WHY = (
    "Permissions only shrink on the way down. GitHub refuses the whole run when it starts, and the "
    "check that somebody waits for never appears."
)
FIX = "grant it at the calling job, or take it from the called one"


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        for job in flow.jobs:
            called = repository.workflow(job.uses.text)
            granted = granted_to(flow, job)
            if called is None or granted is None:
                continue
            wanted: dict[tuple[str, str], str] = {}
            for name, level, inner in _asked(repository, called, {called.path}):
                wanted.setdefault((name, level), inner)
            for (name, level), inner in wanted.items():
                has = granted.get(name, granted[EVERY])
                if RANK[level] > RANK[has]:
                    said = f"{called.path} asks {name}: {level} for its job {inner}, and has {has} from here"
                    yield high(flow.path, job.uses, said, f"permissions: {{{name}: {level}}} at {job.name}")


def _asked(repository: Repository, flow: Workflow, seen: set[str]) -> Iterator[tuple[str, str, str]]:
    """What the jobs of a called workflow ask for, and those of what it calls itself."""
    for job in flow.jobs:
        granted = granted_to(flow, job)
        for name, level in (granted or {}).items():
            if name != EVERY:
                yield name, level, job.name
        yield from _deeper(repository, job, granted, seen)


def _deeper(
    repository: Repository, job: Job, granted: dict[str, str] | None, seen: set[str]
) -> Iterator[tuple[str, str, str]]:
    """A caller in between that grants nothing by itself passes the question on."""
    called = repository.workflow(job.uses.text)
    if called is not None and granted is None and called.path not in seen:
        yield from _asked(repository, called, seen | {called.path})
