"""Carries the steps of a release out: draft, upload, verify, publish, confirm.

Killed at any step and called again, it goes on: see release/steps.py. Publishing first and uploading after
would burn the tag.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from greenlane.edges.github import GitHub
from greenlane.edges.github_answers import Fields
from greenlane.model.errors import GreenlaneError, OutsideError
from greenlane.release.looking import held, one_release, release_of, tag_commit
from greenlane.release.plan import Plan
from greenlane.release.remote import Held, Release, Remote, body
from greenlane.release.steps import Kind, Step

DOCS = "docs/release.md#interrupted"
AGAIN = "run it again with the same words: it replaces what differs; the release is still a draft"


def carry_out(
    plan: Plan, remote: Remote, todo: Sequence[Step], github: GitHub, tell: Callable[[str], None]
) -> Release:
    """Take each step from what was seen; the release in the end. Raises GreenlaneError."""
    draft, public = next(iter(remote.drafts), None), None
    for step in todo:
        tell(step.said)
        match step.kind:
            case Kind.DROP:
                github.delete(f"releases/{step.number}")
            case Kind.CREATE:
                draft = _created(plan, github)
            case Kind.ADOPT:
                github.patch(f"releases/{step.number}", _fields(plan))
            case Kind.REMOVE:
                github.delete(f"releases/assets/{step.number}")
            case Kind.UPLOAD if draft and step.asset:
                github.upload(draft.upload_url, step.asset.path)
            case Kind.VERIFY if draft:
                _verify(plan, draft.number, github)
            case Kind.PUBLISH if draft:
                _publish(plan, draft.number, github)
            case Kind.CONFIRM:
                public = confirm(plan, step.number or (draft.number if draft else 0), github)
            case _:
                raise _gone(plan)
    made = public or draft
    if made is None:
        raise _gone(plan)
    return made


def _created(plan: Plan, github: GitHub) -> Release:
    more = {"draft": True, "prerelease": not plan.is_final}
    return release_of(Fields.of(github.post("releases", {**_fields(plan), **more}), "a new draft"))


def _fields(plan: Plan) -> dict[str, str]:
    return {
        "tag_name": plan.tag,
        "target_commitish": plan.commit,
        "name": plan.tag,
        "body": body(plan.notes, plan.commit),
    }


def _publish(plan: Plan, number: int, github: GitHub) -> None:
    """legacy: the newest by version is the latest, so that a mended older one does not become it."""
    latest = "legacy" if plan.is_final else "false"
    github.patch(
        f"releases/{number}", {"draft": False, "prerelease": not plan.is_final, "make_latest": latest}
    )


def _verify(plan: Plan, number: int, github: GitHub) -> None:
    """Compare the draft with the plan before it becomes public. Raises OutsideError."""
    draft = one_release(github, number)
    if draft is None:
        raise _gone(plan)
    wrong = differing(plan, draft.held)
    if (draft.body, draft.target) != (body(plan.notes, plan.commit), plan.commit):
        wrong.append("its notes or its commit")
    if wrong:
        raise OutsideError(
            f"GitHub holds something else than was sent: {', '.join(wrong)}", fix=AGAIN, docs=DOCS
        )


def confirm(plan: Plan, number: int, github: GitHub) -> Release:
    """Compare what is public with the plan. Raises GreenlaneError: it cannot be changed any more."""
    release = one_release(github, number)
    if release is None or release.is_draft:
        raise OutsideError(f"{plan.tag} was published, and is not public", fix=AGAIN, docs=DOCS)
    wrong = differing(plan, held(github, number))
    at = tag_commit(github, plan.tag)
    if at != plan.commit:
        wrong.append(f"its tag is at {at[:12] or 'no commit'}, not at {plan.commit[:12]}")
    if wrong:
        raise GreenlaneError(
            f"{plan.tag} is published, and it is not this plan",
            where=release.url,
            detail=wrong,
            fix="say so in its notes, and release the next version: what is published is never changed",
            docs=DOCS,
        )
    return release


def _gone(plan: Plan) -> OutsideError:
    return OutsideError(f"the draft of {plan.tag} is gone", fix="run it again with the same words", docs=DOCS)


def differing(plan: Plan, there: Sequence[Held]) -> list[str]:
    """Names of files that are missing at GitHub, too many, half or other than planned."""
    found = {one.name: one.sha256 if one.is_whole else None for one in there}
    wanted = {asset.name: asset.sha256 for asset in plan.assets}
    return sorted(name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name))
