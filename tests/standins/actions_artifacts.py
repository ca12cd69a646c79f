"""Artifacts at the stand-in: listed by name, with their runs, and downloaded through another host."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import unquote

from tests.standins.actions_pages import Answer, Asked, page
from tests.standins.actions_shapes import iso, user
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


def branch(repo: Repo, asked: Asked, name: str) -> Answer:
    """The default branch, at a commit that nothing else has."""
    if unquote(name) != repo.default_branch:
        return Answer(404, {"message": "Branch not found"})
    url = f"{asked.base}/repos/{repo.name}"
    sha = head(repo)
    at: dict[str, Any] = {"sha": sha, "node_id": "C_1", "url": f"{url}/commits/{sha}", "parents": []}
    author = {"name": "ada", "email": "ada@example.com", "date": iso(repo.world.now)}
    tree = {"sha": sha, "url": f"{url}/git/trees/{sha}"}
    said = {"author": author, "committer": author, "message": "work", "tree": tree, "comment_count": 0}
    at |= {
        "commit": said | {"url": f"{url}/git/commits/{sha}"},
        "comments_url": f"{url}/commits/{sha}/comments",
    }
    at |= {"html_url": f"{url}/commit/{sha}", "author": user(asked.base, "ada"), "committer": None}
    self = f"{url}/branches/{name}"
    links = {"self": self, "html": self}
    protection = {"protected": False, "protection": {}, "protection_url": f"{self}/protection"}
    return Answer(200, {"name": repo.default_branch, "commit": at, "_links": links} | protection)


def compared(repo: Repo, ends: str) -> Answer:
    """How one commit stands to another: what is outside the default branch has left it."""
    first, _, last = ends.partition("...")
    known = {head(repo), *(run.commit for run in repo.runs)}
    if first not in known or last not in known:
        return Answer(404, GONE)
    status = "identical" if first == last else "diverged" if last in repo.outside else "behind"
    return Answer(200, {"status": status, "commits": [], "files": []})


def head(repo: Repo) -> str:
    return hashlib.sha1(f"{repo.name} {repo.default_branch}".encode(), usedforsecurity=False).hexdigest()
