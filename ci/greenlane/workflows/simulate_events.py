"""The events that a repository meets, as GitHub would tell a workflow of them.

Properties: every payload has the fields that GitHub documents for what workflows read (repository, sender,
refs, commits); hashes in it are those of the throw-away clone, unless the point is that they are gone.
Not done here: which workflow GitHub would start. act starts the one that is named.
Source: docs.github.com, "Webhook events and payloads", read in November 2026.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

ZERO = "0" * 40
GONE = "dead" * 10
"""A commit that a force-push took away: no clone has it."""
NUMBER = 7
TAG = "v1.2.3"


@dataclass(frozen=True)
class Facts:
    """What the payloads are made of. head, base, merge: commits of the clone; before: the head's parent.

    repository: owner/name; branch: of the head; default_branch: what it goes into; inputs: of a dispatch.
    """

    repository: str
    branch: str
    default_branch: str
    head: str
    base: str
    merge: str
    actor: str = "octocat"
    title: str = "A change"
    message: str = "A change"
    inputs: Mapping[str, str] = field(default_factory=dict)
    is_draft: bool = False


@dataclass(frozen=True)
class Event:
    """One event. name: GitHub's; ref, commit: what is checked out; base_ref, head_ref: of a pull request."""

    kind: str
    name: str
    payload: Mapping[str, Any]
    ref: str
    commit: str
    base_ref: str = ""
    head_ref: str = ""
    is_trusted: bool = True

    @property
    def ref_type(self) -> str:
        """What GITHUB_REF_TYPE says."""
        return "tag" if self.ref.startswith("refs/tags/") else "branch"

    @property
    def ref_name(self) -> str:
        """What GITHUB_REF_NAME says."""
        return self.ref.removeprefix("refs/").partition("/")[2]


def event(kind: str, facts: Facts) -> Event:
    """The event of that kind. Raises KeyError for a kind that KINDS has not."""
    made = _MAKERS[kind](facts)
    common = {"repository": _repository(facts.repository, facts), "sender": _user(facts.actor)}
    return replace(made, kind=kind, payload={**common, **made.payload})


def _user(name: str) -> dict[str, Any]:
    return {"login": name, "type": "User"}


def _repository(name: str, facts: Facts, *, is_fork: bool = False) -> dict[str, Any]:
    owner, _, short = name.partition("/")
    return {
        "name": short,
        "full_name": name,
        "owner": _user(owner),
        "private": not is_fork,
        "fork": is_fork,
        "default_branch": facts.default_branch,
        "clone_url": f"https://github.com/{name}.git",
        "html_url": f"https://github.com/{name}",
    }


def _commit(facts: Facts, name: str) -> dict[str, Any]:
    person = {"name": facts.actor, "email": f"{facts.actor}@users.noreply.github.com"}
    return {"id": name, "message": facts.message, "author": person, "committer": person}


def _push(facts: Facts, ref: str, before: str, **more: Any) -> Event:
    commit = _commit(facts, facts.head)
    payload = {
        "ref": ref,
        "before": before,
        "after": facts.head,
        "created": before == ZERO,
        "deleted": False,
        "forced": False,
        "base_ref": None,
        "commits": [commit],
        "head_commit": commit,
        "pusher": {"name": facts.actor},
    }
    return Event("", "push", {**payload, **more}, ref, facts.head)


def _to_default(facts: Facts) -> Event:
    return _push(facts, f"refs/heads/{facts.default_branch}", facts.base)


def _new_branch(facts: Facts) -> Event:
    return _push(facts, f"refs/heads/{facts.branch}", ZERO)


def _force_push(facts: Facts) -> Event:
    return _push(facts, f"refs/heads/{facts.branch}", GONE, forced=True)


def _tag(facts: Facts) -> Event:
    return _push(facts, f"refs/tags/{TAG}", ZERO, base_ref=f"refs/heads/{facts.default_branch}")


def _pull_request(facts: Facts) -> Event:
    return _pull(facts, facts.repository, is_fork=False)


def _fork(facts: Facts) -> Event:
    return _pull(facts, f"stranger/{facts.repository.partition('/')[2]}", is_fork=True)


def _pull(facts: Facts, source: str, *, is_fork: bool) -> Event:
    head_repository = _repository(source, facts, is_fork=is_fork)
    owner, base_owner = source.partition("/")[0], facts.repository.partition("/")[0]
    pull = {
        "number": NUMBER,
        "state": "open",
        "title": facts.title,
        "body": "",
        "draft": facts.is_draft,
        "user": _user(owner if is_fork else facts.actor),
        "head": {
            "ref": facts.branch,
            "sha": facts.head,
            "label": f"{owner}:{facts.branch}",
            "repo": head_repository,
        },
        "base": {
            "ref": facts.default_branch,
            "sha": facts.base,
            "label": f"{base_owner}:{facts.default_branch}",
            "repo": _repository(facts.repository, facts),
        },
        "merge_commit_sha": facts.merge,
        "author_association": "FIRST_TIME_CONTRIBUTOR" if is_fork else "MEMBER",
        "labels": [],
    }
    payload = {"action": "opened", "number": NUMBER, "pull_request": pull}
    ref = f"refs/pull/{NUMBER}/merge"
    base, head = facts.default_branch, facts.branch
    return Event("", "pull_request", payload, ref, facts.merge, base, head, is_trusted=not is_fork)


def _merge_group(facts: Facts) -> Event:
    ref = f"refs/heads/gh-readonly-queue/{facts.default_branch}/pr-{NUMBER}-{facts.base}"
    group = {
        "head_sha": facts.merge,
        "head_ref": ref,
        "base_sha": facts.base,
        "base_ref": f"refs/heads/{facts.default_branch}",
        "head_commit": _commit(facts, facts.merge),
    }
    return Event("", "merge_group", {"action": "checks_requested", "merge_group": group}, ref, facts.merge)


def _dispatch(facts: Facts) -> Event:
    ref = f"refs/heads/{facts.default_branch}"
    return Event("", "workflow_dispatch", {"ref": ref, "inputs": dict(facts.inputs)}, ref, facts.head)


def _schedule(facts: Facts) -> Event:
    ref = f"refs/heads/{facts.default_branch}"
    return Event("", "schedule", {"schedule": "17 3 * * *"}, ref, facts.head)


def _release(facts: Facts) -> Event:
    release = {
        "tag_name": TAG,
        "target_commitish": facts.default_branch,
        "name": TAG,
        "body": "",
        "draft": False,
        "prerelease": False,
        "author": _user(facts.actor),
        "assets": [],
    }
    return Event("", "release", {"action": "published", "release": release}, f"refs/tags/{TAG}", facts.head)


_MAKERS: Mapping[str, Callable[[Facts], Event]] = {
    "push": _to_default,
    "new-branch": _new_branch,
    "force-push": _force_push,
    "pull-request": _pull_request,
    "fork": _fork,
    "merge-group": _merge_group,
    "dispatch": _dispatch,
    "schedule": _schedule,
    "release": _release,
    "tag": _tag,
}
KINDS = tuple(_MAKERS)
NAMES: Mapping[str, str] = {
    "push": "push",
    "new-branch": "push",
    "force-push": "push",
    "pull-request": "pull_request",
    "fork": "pull_request",
    "merge-group": "merge_group",
    "dispatch": "workflow_dispatch",
    "schedule": "schedule",
    "release": "release",
    "tag": "push",
}
"""GitHub's name of each kind."""
