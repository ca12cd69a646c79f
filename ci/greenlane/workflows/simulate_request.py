"""What a simulation is asked for, and with what it runs."""

from __future__ import annotations

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
    """

    act: Path
    path: str
    variables: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Path] = field(default_factory=dict)
    stubs: Mapping[str, Path] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    children: Children = field(default_factory=Children)
    concurrent: int = 2
    timeout_s: float = TIMEOUT_S
    told: Callable[[str], None] = lambda _: None


def check(request: Request) -> None:
    """Raises UsageError for an event or a workflow that there is none of."""
    if request.kind not in KINDS:
        fix = f"one of {', '.join(KINDS)}"
        raise UsageError(
            f"'{request.kind}' is no event that can be simulated", fix=fix, docs=f"{DOCS}#events"
        )
    folder = request.root / ".github" / "workflows"
    if not (folder / request.workflow).is_file():
        there = sorted(path.name for path in folder.glob("*.y*ml"))
        raise UsageError(
            f"there is no workflow {request.workflow} in {folder}",
            fix=f"one of {', '.join(there)}" if there else "`greenlane init` writes one",
            docs=f"{DOCS}#workflows",
        )
    name, path = NAMES[request.kind], folder / request.workflow
    listens = documents.read(path, f".github/workflows/{request.workflow}").get("on")
    events = [listens] if isinstance(listens, str) else listens if isinstance(listens, list | dict) else []
    if name not in events:
        raise UsageError(
            f"this workflow does not listen to {name}: GitHub would start nothing",
            where=f".github/workflows/{request.workflow}",
            fix=f"add `{name}:` below `on:`, or simulate {_other(events)}",
            docs=f"{DOCS}#events",
        )


def _other(events: Collection[object]) -> str:
    """What it does listen to, as we call it."""
    return " or ".join(kind for kind, name in NAMES.items() if name in events) or "another workflow"
