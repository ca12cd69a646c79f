"""The steps from what GitHub holds to a published release: the same from nothing and from any half. Pure.

    drop      a second draft of ours: two runs at once, or an answer that was lost
    create    the draft; or adopt the one that is there, when its commit or notes are not those of the plan
    remove    a file that is half, differs, or is not in the plan
    upload    what is missing then
    verify    the draft, every file by its SHA-256
    publish   only now: afterwards nothing can be added
    confirm   the tag, the commit and every file once more, as everybody gets them
Every step leaves a state from which the same words lead to the same end. What is published already is only
confirmed, and then drafts of ours that are left over are dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from greenlane.release.plan import Asset, Plan
from greenlane.release.remote import Release, Remote, body


class Kind(StrEnum):
    """What a step does, in the order of the steps."""

    DROP = "drop"
    CREATE = "create"
    ADOPT = "adopt"
    REMOVE = "remove"
    UPLOAD = "upload"
    VERIFY = "verify"
    PUBLISH = "publish"
    CONFIRM = "confirm"


@dataclass(frozen=True)
class Step:
    """One step. number: of the release or the file at GitHub that it is about. asset: what is uploaded."""

    kind: Kind
    said: str
    number: int = 0
    asset: Asset | None = None


def steps(plan: Plan, remote: Remote, *, is_draft: bool = False) -> tuple[Step, ...]:
    """All that is left to do. is_draft: stop at the verified draft."""
    if remote.published:
        done = Step(Kind.CONFIRM, f"{plan.tag} is published already: compare it", remote.published.number)
        return (done, *(_dropped(plan, one) for one in remote.drafts))
    return tuple(_steps(plan, remote, is_draft=is_draft))


def _steps(plan: Plan, remote: Remote, *, is_draft: bool) -> Iterator[Step]:
    for one in remote.drafts[1:]:
        yield _dropped(plan, one)
    if remote.drafts:
        yield from _continued(plan, remote.drafts[0])
    else:
        yield Step(Kind.CREATE, f"draft {plan.tag} of commit {plan.commit}")
        yield from (_upload(asset) for asset in plan.assets)
    yield Step(Kind.VERIFY, f"verify {len(plan.assets)} files by SHA-256")
    if not is_draft:
        yield Step(Kind.PUBLISH, f"publish {plan.tag}; from then on nothing of it changes")
        yield Step(Kind.CONFIRM, "confirm the tag, the commit and every file")


def _dropped(plan: Plan, one: Release) -> Step:
    return Step(Kind.DROP, f"drop a second draft of {plan.tag}: {one.url}", one.number)


def _continued(plan: Plan, draft: Release) -> Iterator[Step]:
    is_same = draft.body == body(plan.notes, plan.commit) and draft.target == plan.commit
    begun = "" if draft.made_of == plan.commit else f", begun for {draft.made_of[:12]}"
    if not is_same:
        yield Step(Kind.ADOPT, f"go on with the draft {draft.url}{begun}", draft.number)
    wanted = {asset.name: asset.sha256 for asset in plan.assets}
    kept = set()
    for one in draft.held:
        if one.is_whole and one.name not in kept and one.sha256 == wanted.get(one.name, ""):
            kept.add(one.name)
        else:
            yield Step(
                Kind.REMOVE, f"remove {one.name}: {_fault(one.is_whole, one.name in wanted)}", one.number
            )
    yield from (_upload(asset) for asset in plan.assets if asset.name not in kept)


def _fault(is_whole: bool, is_wanted: bool) -> str:
    if not is_wanted:
        return "not in the plan"
    return "it is not what was sealed" if is_whole else "its upload was cut"


def _upload(asset: Asset) -> Step:
    return Step(Kind.UPLOAD, f"upload {asset.name}, {asset.size_bytes} bytes", asset=asset)
