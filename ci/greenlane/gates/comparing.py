"""What a change is compared with, and how much history is looked at: from the call, else from the event."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from greenlane.edges.git import Repository
from greenlane.model.errors import OutsideError
from greenlane.model.gates import Change

History = Literal["none", "base", "all"]
PAGE = "docs/gates.md#base"


@dataclass(frozen=True)
class Compared:
    """change: None when there is nothing to compare with. why_not: why, although a base was asked for."""

    change: Change | None
    history: History
    why_not: str = ""


def compare(
    repository: Repository | None,
    environment: Mapping[str, str],
    *,
    base: str = "",
    history: History | None = None,
) -> Compared:
    """The change against its base, and the history to look at.

    base: as named in the call, a mistake when it is no commit here. Without it: what a GitHub event says
    (pull_request, merge_group, push), else, on a laptop, where the work left the remote's default branch.
    history: default: all for schedules and dispatches, base where there is one, else none.
    Raises OutsideError.
    """
    event = environment.get("GITHUB_EVENT_NAME", "")
    wanted = base or _of_event(event, environment)
    if repository is None:
        return Compared(None, history or "none", "this is not a git repository" if wanted else "")
    everything: History | None = "all" if event in ("schedule", "workflow_dispatch", "release") else None
    found = _base(repository, wanted, event)
    if found is None and base:
        raise OutsideError(
            f"{base} is no commit of this clone that HEAD comes from",
            fix="git fetch --unshallow origin, or name another --base",
            docs=PAGE,
        )
    if found is None:
        why = f"{wanted[:12]} is not in this clone; fetch-depth: 0" if wanted else ""
        return Compared(None, history or everything or ("base" if wanted else "none"), why)
    change = Change(found, repository.changed_lines(found))
    return Compared(change, history or everything or "base")


def _base(repository: Repository, wanted: str, event: str) -> str | None:
    """The merge base with what is wanted, or with the remote's default branch."""
    if wanted:
        commit = repository.commit(wanted) or repository.commit(f"origin/{wanted}")
        return repository.merge_base(commit) if commit else None
    if event:
        return None
    default = repository.commit("refs/remotes/origin/HEAD")
    return repository.merge_base(default) if default else None


def _of_event(event: str, environment: Mapping[str, str]) -> str:
    """The commit that GitHub's event says the change is based on; "" when it names none."""
    try:
        given: Any = json.loads(Path(environment["GITHUB_EVENT_PATH"]).read_bytes())
        match event:
            case "pull_request":
                found = given["pull_request"]["base"]["sha"]
            case "merge_group":
                found = given["merge_group"]["base_sha"]
            case "push":
                found = given["before"]
            case _:
                return ""
    except (KeyError, TypeError, ValueError, OSError):
        return environment.get("GITHUB_BASE_REF", "")
    return "" if not isinstance(found, str) or not found.strip("0") else found
