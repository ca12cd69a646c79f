"""Which runs may write a pass, and which of them vouches for the default branch. Pure.

    push             the default branch, never a tag
    merge_group      a queue of the default branch
    schedule         GitHub runs it on the default branch only
    dispatch         on the default branch, never on a tag
    pull_request     from a branch of the same repository; it vouches for pull requests only
    anything else    no: pull_request_target, workflow_run and the like run with rights that forks may borrow
First attempts only. What is not known is a no. Forks read, and never write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from greenlane.model.plan import Pass

QUEUE = "gh-readonly-queue/"
HEADS = "refs/heads/"


class Trust(StrEnum):
    """What a pass vouches for. PROPOSED: for pull requests and what is owed, never for a release."""

    DEFAULT = "default branch"
    PROPOSED = "pull request"


@dataclass(frozen=True)
class Origin:
    """Where a run comes from, as its environment or GitHub's API says it.

    branch: its head; of a pull request the branch proposed. default_branch: "" when unknown. is_own: whether
    the head lies in the same repository, None when unknown. is_branch: False for a tag.
    """

    repository: str
    run_id: int
    attempt: int
    event: str
    branch: str
    default_branch: str
    commit: str
    is_own: bool | None = None
    is_branch: bool = True
    url: str = ""


def why_not_write(origin: Origin) -> str:
    """Why a run may not write passes; "" when it may."""
    if not origin.repository or origin.run_id < 1:
        return "not in a run of GitHub Actions"
    if origin.attempt != 1:
        return f"attempt {origin.attempt}, and only a first one counts"
    if why := why_only_read(origin):
        return why
    match origin.event:
        case "pull_request":
            return ""
        case "merge_group":
            return _of_queue(origin)
        case "schedule":
            return "" if origin.default_branch in ("", origin.branch) else _elsewhere(origin)
        case "push" | "workflow_dispatch":
            return _of_branch(origin)
    return f"{origin.event or 'no event'} is not trusted to write passes"


def why_only_read(origin: Origin) -> str:
    """Why a run leaves nothing anywhere, not even what it owes; "" when it may. A fork names its branches."""
    if origin.is_own is True:
        return ""
    return (
        "from a fork, which reads and never writes" if origin.is_own is False else "from nobody knows where"
    )


def trust(event: str) -> Trust:
    """What a run that may write vouches for."""
    return Trust.PROPOSED if event == "pull_request" else Trust.DEFAULT


def of_environment(environment: Mapping[str, str], payload: Mapping[str, Any]) -> Origin:
    """The run this is, by its variables and its event's payload ({} when there is none)."""
    repository = environment.get("GITHUB_REPOSITORY", "")
    run_id = environment.get("GITHUB_RUN_ID", "")
    event = environment.get("GITHUB_EVENT_NAME", "")
    server = environment.get("GITHUB_SERVER_URL", "")
    branch = environment.get("GITHUB_HEAD_REF") or environment.get("GITHUB_REF", "").removeprefix(HEADS)
    is_proposal = event == "pull_request"
    return Origin(
        repository=repository,
        run_id=_number(run_id),
        attempt=_number(environment.get("GITHUB_RUN_ATTEMPT", "")),
        event=event,
        branch=branch,
        default_branch=_text(payload, "repository", "default_branch"),
        commit=environment.get("GITHUB_SHA", ""),
        is_own=_is_own(payload, repository) if is_proposal else True,
        is_branch=is_proposal or environment.get("GITHUB_REF", "").startswith(HEADS),
        url=f"{server}/{repository}/actions/runs/{run_id}" if server and repository and run_id else "",
    )


def of_record(one: Pass, default_branch: str) -> Origin:
    """The run that a record says it is from. default_branch: "" when unknown; then its own word is taken."""
    queue = one.branch.removeprefix(QUEUE).rpartition("/")[0] if one.event == "merge_group" else one.branch
    return Origin(
        repository=one.repository,
        run_id=one.run_id,
        attempt=one.attempt,
        event=one.event,
        branch=one.branch,
        default_branch=default_branch or queue,
        commit=one.commit,
        is_own=True,
        url=one.url,
    )


def _of_branch(origin: Origin) -> str:
    if not origin.is_branch:
        return f"{origin.event} of a tag"
    return "" if origin.branch and origin.branch == origin.default_branch else _elsewhere(origin)


def _of_queue(origin: Origin) -> str:
    is_default = origin.default_branch and origin.branch.startswith(f"{QUEUE}{origin.default_branch}/")
    return "" if is_default else _elsewhere(origin)


def _elsewhere(origin: Origin) -> str:
    default = origin.default_branch or "the default branch, whose name is not known"
    return f"{origin.event} on {origin.branch or 'no branch'}, not on {default}"


def _is_own(payload: Mapping[str, Any], repository: str) -> bool | None:
    """Whether a pull request comes from the same repository; None when its own is gone."""
    head = _text(payload, "pull_request", "head", "repo", "full_name")
    return head.lower() == repository.lower() if head and repository else None


def _text(payload: Any, *names: str) -> str:
    """A text deep in a payload; "" when it is not there."""
    for name in names:
        payload = payload.get(name) if isinstance(payload, Mapping) else None
    return payload if isinstance(payload, str) else ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
