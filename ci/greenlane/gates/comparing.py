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
EVERYTHING = ("schedule", "workflow_dispatch", "release")


@dataclass(frozen=True)
class Compared:
    """change: None when there is nothing to compare with. why_not: why, although a base was asked for."""

    change: Change | None
    history: History
    why_not: str = ""


@dataclass(frozen=True)
class _Asked:
    """What a change is said to be based on. names: of commits; the first that is here counts.

    is_known: whether one of them must be here. It need not after a first or a forced push.
    """

    names: tuple[str, ...] = ()
    is_known: bool = True


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
    history: default: base where there is one; else all for a GitHub event, and none on a laptop.
    Raises OutsideError.
    """
    event = environment.get("GITHUB_EVENT_NAME", "")
    if repository is None:
        why = "this is not a git repository" if base or event else ""
        return Compared(None, history or "none", why)
    asked = _Asked((base, f"origin/{base}")) if base else _asked(repository, event, environment)
    found = next((one for name in asked.names if (one := _merge_base(repository, name))), None)
    everything: History | None = "all" if event in EVERYTHING else None
    if found is not None:
        change = Change(found, repository.changed_lines(found))
        return Compared(change, history or everything or "base")
    if base:
        raise OutsideError(
            f"{base} is no commit of this clone that HEAD comes from",
            fix="git fetch --unshallow origin, or name another --base",
            docs=PAGE,
        )
    if event and asked.names and asked.is_known:
        why = f"{asked.names[0][:12]} is not in this clone; fetch-depth: 0"
        return Compared(None, history or everything or "base", why)
    return Compared(None, history or ("all" if event else "none"))


def _merge_base(repository: Repository, name: str) -> str | None:
    commit = repository.commit(name)
    return repository.merge_base(commit) if commit else None


def _asked(repository: Repository, event: str, environment: Mapping[str, str]) -> _Asked:
    """What GitHub's event says the change is based on; without an event, the remote's default branch."""
    if not event:
        return _Asked(("refs/remotes/origin/HEAD",))
    try:
        given: Any = json.loads(Path(environment["GITHUB_EVENT_PATH"]).read_bytes())
        match event:
            case "pull_request" | "pull_request_target":
                return _Asked((_below_merge(repository, given["pull_request"]),))
            case "merge_group":
                return _Asked((str(given["merge_group"]["base_sha"]),))
            case "push":
                return _pushed(given)
            case _:
                return _Asked()
    except (KeyError, TypeError, ValueError, OSError, AttributeError):
        branch = environment.get("GITHUB_BASE_REF", "")
        return _Asked((f"refs/remotes/origin/{branch}",) if branch else ())


def _below_merge(repository: Repository, pull: Any) -> str:
    """The base of a pull request. GitHub's merge commit knows better than the event, which may be older:
    what others have merged since is no part of this change."""
    head = repository.commit("HEAD^2")
    return "HEAD^1" if head and head == pull["head"]["sha"] else str(pull["base"]["sha"])


def _pushed(given: Any) -> _Asked:
    """What was there before the push. A new branch, and one whose history was rewritten, is compared with the
    default branch; the default branch itself and tags with nothing, so that all history is looked at."""
    before, ref = str(given["before"]), str(given["ref"])
    is_first = not before.strip("0")
    if not is_first and not given.get("forced"):
        return _Asked((before,))
    default = str(given["repository"]["default_branch"])
    is_branch = ref.startswith("refs/heads/") and ref != f"refs/heads/{default}"
    names = () if is_first else (before,)
    return _Asked((*names, f"refs/remotes/origin/{default}") if is_branch else names, is_known=False)
