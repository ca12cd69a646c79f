"""Artifacts at the stand-in: listed by name, with their runs, and downloaded through another host."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import Any

from tests.standins.actions_pages import Answer, Asked, page
from tests.standins.actions_shapes import iso
from tests.standins.actions_world import Repo, Run, World

BLOBS = "/blobs/"
GONE = {"message": "Not Found", "status": "404"}


def artifacts(repo: Repo, asked: Asked, rest: Sequence[str]) -> Answer:
    """`actions/artifacts` and what lies below: the list, newest first, and the archive of one."""
    if not rest:
        name = asked.query.get("name")
        kept = [one for one in repo.artifacts if name in (None, one["name"])]
        newest = sorted(kept, key=lambda one: -one["id"])
        return page(asked, newest, "artifacts", partial(shape, asked.base, repo))
    one = next((one for one in repo.artifacts if str(one["id"]) == rest[0]), None)
    if one is None or rest[1:] != ["zip"]:
        return Answer(404, GONE)
    if one["expires_at"] <= repo.world.now:
        return Answer(410, {"message": "Artifact has expired"})
    return Answer(302, None, {"Location": f"{elsewhere(asked.base)}{BLOBS}{one['id']}?sig=made-up"})


def blob(world: World, asked: Asked, authorization: str) -> Answer:
    """The bytes of an archive, at the host that keeps them. A token that comes along is an error there."""
    if authorization:
        return Answer(400, {"message": "InvalidAuthenticationInfo"})
    number = asked.path.removeprefix(BLOBS)
    kept = [one for repo in world.repositories.values() for one in repo.artifacts if str(one["id"]) == number]
    return Answer(200, kept[0]["archive"]) if kept else Answer(404, GONE)


def elsewhere(base: str) -> str:
    """The same server under another name."""
    return base.replace("127.0.0.1", "localhost")


def shape(base: str, repo: Repo, one: dict[str, Any]) -> dict[str, Any]:
    """An artifact as GitHub lists it."""
    url = f"{base}/repos/{repo.name}/actions/artifacts/{one['id']}"
    listed = {name: value for name, value in one.items() if name not in ("run", "archive")}
    return listed | {
        "node_id": f"A_{one['id']}",
        "url": url,
        "archive_download_url": f"{url}/zip",
        "expired": one["expires_at"] <= repo.world.now,
        "created_at": iso(one["created_at"]),
        "updated_at": iso(one["created_at"]),
        "expires_at": iso(one["expires_at"]),
        "digest": f"sha256:{hashlib.sha256(one['archive']).hexdigest()}" if one["archive"] else None,
        "workflow_run": run_of(repo, one["run"]) if one["run"] else None,
    }


def run_of(repo: Repo, run: Run) -> dict[str, Any]:
    """The run that made it, as an artifact names it."""
    return {
        "id": run.run_id,
        "repository_id": repo.number,
        "head_repository_id": repo.number + 5000 if run.fork else repo.number,
        "head_branch": run.branch,
        "head_sha": run.commit,
    }
