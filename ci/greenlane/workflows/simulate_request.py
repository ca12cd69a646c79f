"""What a simulation is asked for, and with what it runs."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from greenlane.edges.children import Children
from greenlane.model.errors import UsageError
from greenlane.workflows import simulate_yaml as documents
from greenlane.workflows.simulate_events import KINDS, NAMES
from greenlane.workflows.simulate_uses import Change

DOCS = "docs/simulate.md"
TIMEOUT_S = 900.0


@dataclass(frozen=True)
class Request:
    """What to run. root: the repository; workflow: a file name in .github/workflows; kind: one of KINDS.

    base: what a pull request goes into, "" for the default branch. payload: laid over the made one, deeply.
    inputs: of a dispatch; those left out take the workflow's defaults. changes: by file name of a workflow.
    """

    root: Path
    workflow: str
    kind: str
    repository: str = "owner/name"
    default_branch: str = ""
    base: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    payload: Mapping[str, Any] = field(default_factory=dict)
    run_id: int = 1
    attempt: int = 1
    actor: str = "octocat"
    changes: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Tools:
    """With what. act: the program; path: PATH of the steps; variables: more of their environment.

    sources: folders of other repositories by owner/name, or by name alone; stubs: besides those of greenlane.
    secrets: by name; GITHUB_TOKEN is one in any case. A fork's run gets that one alone.
    images: by label of a runner, for jobs in containers; docker: the variables by which its Engine is found.
    """

    act: Path
    path: str
    variables: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Path] = field(default_factory=dict)
    stubs: Mapping[str, Path] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    images: Mapping[str, str] = field(default_factory=dict)
    docker: Mapping[str, str] = field(default_factory=dict)
    children: Children = field(default_factory=Children)
    concurrent: int = 2
    timeout_s: float = TIMEOUT_S
    told: Callable[[str], None] = lambda _: None


def check(request: Request) -> None:
    """Raises UsageError for an event or a workflow that there is none of, or that do not fit."""
    check_kind(request.kind)
    folder = _folder(request.root)
    where = f".github/workflows/{request.workflow}"
    if not (folder / request.workflow).is_file():
        there = _names(folder)
        raise UsageError(
            f"there is no workflow {request.workflow} in {folder}",
            fix=f"one of {', '.join(there)}" if there else "write one first",
            docs=f"{DOCS}#workflows",
        )
    name, events = NAMES[request.kind], _events(folder / request.workflow)
    if name not in events:
        raise UsageError(
            f"this workflow does not listen to {name}: GitHub would start nothing",
            where=where,
            fix=f"add `{name}:` below `on:`, or simulate {_other(events)}",
            docs=f"{DOCS}#events",
        )


def check_kind(kind: str) -> None:
    """Raises UsageError for an event that there is none of."""
    if kind not in KINDS:
        near = difflib.get_close_matches(kind, KINDS, n=1)
        fix = f"one of {', '.join(KINDS)}" + (f"; did you mean {near[0]}?" if near else "")
        raise UsageError(f"'{kind}' is no event that can be simulated", fix=fix, docs=f"{DOCS}#events")


def listening(root: Path, kind: str) -> list[str]:
    """The workflows that listen to this event, by name. Raises UsageError when none does."""
    folder = _folder(root)
    found = [name for name in _names(folder) if NAMES[kind] in _events(folder / name)]
    if not found:
        raise UsageError(
            f"no workflow in {folder} listens to {NAMES[kind]}: GitHub would start nothing",
            fix=f"add `{NAMES[kind]}:` below `on:` of one",
            docs=f"{DOCS}#events",
        )
    return found


def _folder(root: Path) -> Path:
    return root / ".github" / "workflows"


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.y*ml"))


def _events(path: Path) -> Collection[object]:
    """What a workflow listens to."""
    listens = documents.read(path, f".github/workflows/{path.name}").get("on")
    if isinstance(listens, str):
        return [listens]
    return listens if isinstance(listens, list | dict) else []


def _other(events: Collection[object]) -> str:
    """What it does listen to, as we call it."""
    return " or ".join(kind for kind, name in NAMES.items() if name in events) or "another workflow"
