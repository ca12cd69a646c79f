"""What a workflow asks for and act does not do as GitHub does: a green run proves nothing of it.

Each entry holds only when the workflow, or one that it calls, asks for it, and names where.
Source: docs/simulate.md#act; act 0.2.89 in host mode, tried in November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from greenlane.workflows.simulate_yaml import jobs_of

Document = Mapping[str, Any]

_OF_A_JOB: tuple[tuple[str, str], ...] = (
    ("services", "no service was started: host mode has no containers"),
    ("container", "the container was left out: steps ran on this machine"),
    ("timeout-minutes", "no time limit was kept"),
    ("environment", "no protection rule and no secret of an environment took part"),
    ("continue-on-error", "act tells others `failure` where GitHub tells them `success`"),
)
_FILTERS = ("branches", "branches-ignore", "tags", "tags-ignore", "paths", "paths-ignore", "types")
_ELSEWHERE = re.compile(r"^(windows|macos)-|-arm\b")


def lacks(
    documents: Iterable[Document], event: str, stubbed: Iterable[str], *, has_containers: bool = False
) -> tuple[str, ...]:
    """A line for each, the weightiest first. event: GitHub's name; stubbed: actions that had a stub."""
    known = list(documents)
    asked = [one for one in _OF_A_JOB if not (has_containers and one[0] in ("services", "container"))]
    found = [line for one in asked for line in _jobs_with(known, *one)]
    found += [line for look in _LOOKS for line in look(known, event)]
    if names := ", ".join(sorted(stubbed)):
        found.append(f"stubs acted for {names}")
    return tuple(dict.fromkeys(found))


def _jobs_with(documents: list[Document], key: str, what: str) -> Iterator[str]:
    names = [name for document in documents for name, job in jobs_of(dict(document)).items() if key in job]
    if names:
        yield f"{key} ({', '.join(names)}): {what}"


def _permissions(documents: list[Document], _: str) -> Iterator[str]:
    if any("permissions" in one for document in documents for one in (document, *_jobs(document))):
        yield "permissions: every token may do everything here, at GitHub only what is granted"


def _concurrency(documents: list[Document], _: str) -> Iterator[str]:
    if any("concurrency" in one for document in documents for one in (document, *_jobs(document))):
        yield "concurrency: nothing was queued or cancelled for another run"


def _filters(documents: list[Document], event: str) -> Iterator[str]:
    listens = documents[0].get("on") if documents else None
    told = listens.get(event) if isinstance(listens, dict) else None
    if isinstance(told, dict) and (used := [name for name in _FILTERS if name in told]):
        yield f"on.{event}.{', '.join(used)}: not looked at; GitHub starts the workflow only where they fit"


def _matrix(documents: list[Document], _: str) -> Iterator[str]:
    strategies = [job.get("strategy") for document in documents for job in _jobs(document)]
    if any(isinstance(one, dict) and one.get("fail-fast", True) is not False for one in strategies):
        yield "strategy.fail-fast: the other legs of a matrix ran on after one failed"
    if any(isinstance(one, dict) and isinstance(one.get("matrix"), dict | str) for one in strategies):
        yield "strategy.matrix: an empty one runs once here and fails at GitHub"


def _runners(documents: list[Document], _: str) -> Iterator[str]:
    asked = {str(job.get("runs-on")) for document in documents for job in _jobs(document)}
    if elsewhere := sorted(label for label in asked if _ELSEWHERE.search(label)):
        yield f"runs-on {', '.join(elsewhere)}: ran on this machine"


def _depth(documents: list[Document], _: str) -> Iterator[str]:
    for document in documents:
        for job in _jobs(document):
            for step in job.get("steps") or ():
                used = str(step.get("uses", "")) if isinstance(step, dict) else ""
                if used.startswith("actions/checkout@"):
                    yield "actions/checkout: all of the history was there, not `fetch-depth` of it"
                    return


_LOOKS: tuple[Callable[[list[Document], str], Iterator[str]], ...] = (
    _filters,
    _permissions,
    _concurrency,
    _matrix,
    _runners,
    _depth,
)


def _jobs(document: Document) -> list[dict[str, Any]]:
    return list(jobs_of(dict(document)).values())
