"""Carries a release plan out: draft, upload, verify. It stays a draft; a person publishes it.

Killed at any step and called again, it continues: the draft is found by its tag, a whole asset is
kept, a half or foreign one is replaced. Publishing first and uploading after would burn the tag.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from greenlane.edges.github import GitHub
from greenlane.model.errors import GreenlaneError, OutsideError
from greenlane.release.plan import Asset, Plan


def tag_exists(github: GitHub, version: str) -> bool:
    """Whether the tag of this version is taken."""
    return github.get(f"git/ref/tags/v{version}") is not None


def publish_draft(plan: Plan, github: GitHub, tell: Callable[[str], None]) -> str:
    """Make or continue the draft until every asset is there and verified; returns its address."""
    release = find(plan, github) or create(plan, github)
    tell(f"draft {plan.tag}: {release['html_url']}")
    there = {asset["name"]: asset for asset in assets(release, github)}
    for name in sorted(there.keys() - {asset.name for asset in plan.assets}):
        tell(f"removed {name}: not in the plan")
        github.delete(f"releases/assets/{there[name]['id']}")
    for asset in plan.assets:
        send(asset, there.get(asset.name), release, github, tell)
    verify(plan, release, github)
    tell(f"verified {len(plan.assets)} assets by SHA-256; the release is still a draft")
    return str(release["html_url"])


def find(plan: Plan, github: GitHub) -> dict[str, Any] | None:
    """The draft that an earlier run began. Raises GreenlaneError when the release is public already."""
    page = 1
    while releases := github.get(f"releases?per_page=100&page={page}"):
        for release in releases:
            if release["tag_name"] == plan.tag:
                if not release["draft"]:
                    raise GreenlaneError(f"{plan.tag} is published already: {release['html_url']}")
                changed = {"target_commitish": plan.commit, "body": plan.notes}
                return dict(github.patch(f"releases/{release['id']}", changed))
        page += 1
    return None


def create(plan: Plan, github: GitHub) -> dict[str, Any]:
    """A new draft."""
    content = {
        "tag_name": plan.tag,
        "target_commitish": plan.commit,
        "name": plan.tag,
        "body": plan.notes,
        "draft": True,
        "prerelease": not plan.version.replace(".", "").isdigit(),
    }
    return dict(github.post("releases", content))


def assets(release: dict[str, Any], github: GitHub) -> list[dict[str, Any]]:
    """What the draft holds by now."""
    return list(github.get(f"releases/{release['id']}/assets?per_page=100") or [])


def send(
    asset: Asset,
    there: dict[str, Any] | None,
    release: dict[str, Any],
    github: GitHub,
    tell: Callable[[str], None],
) -> None:
    """Upload one asset, unless it is whole there already."""
    if there is not None:
        if there.get("state") == "uploaded" and digest(there, github) == asset.sha256:
            tell(f"kept {asset.name}: it is there already")
            return
        github.delete(f"releases/assets/{there['id']}")
    github.upload(release["upload_url"], asset.path)
    tell(f"uploaded {asset.name}")


def verify(plan: Plan, release: dict[str, Any], github: GitHub) -> None:
    """Compare what GitHub holds with the plan. Raises OutsideError."""
    held = {asset["name"]: digest(asset, github) for asset in assets(release, github)}
    wanted = {asset.name: asset.sha256 for asset in plan.assets}
    wrong = sorted(name for name in held.keys() | wanted.keys() if held.get(name) != wanted.get(name))
    if wrong:
        raise OutsideError(
            f"GitHub holds something else than was sent: {', '.join(wrong)}",
            fix="run it again: it replaces what differs; the release is still a draft",
        )


def digest(asset: dict[str, Any], github: GitHub) -> str:
    """The SHA-256 of an asset: as GitHub states it, or of its bytes where it states none."""
    stated = str(asset.get("digest") or "")
    if stated.startswith("sha256:"):
        return stated.removeprefix("sha256:")
    return hashlib.sha256(github.download(f"releases/assets/{asset['id']}")).hexdigest()
