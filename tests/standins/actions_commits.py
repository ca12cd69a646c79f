"""The default branch at the stand-in, and how other commits stand to its head."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import unquote

from tests.standins.actions_pages import Answer, Asked
from tests.standins.actions_shapes import iso
from tests.standins.actions_world import Repo


def head(repo: Repo) -> str:
    """The commit that the default branch is at."""
    return hashlib.sha1(f"{repo.name} {repo.default_branch}".encode(), usedforsecurity=False).hexdigest()


def branch(repo: Repo, asked: Asked, name: str) -> Answer:
    """The default branch; the stand-in knows no other."""
    if unquote(name) != repo.default_branch:
        return Answer(404, {"message": "Branch not found"})
    itself = f"{asked.base}/repos/{repo.name}/branches/{name}"
    at = {"name": repo.default_branch, "commit": commit(repo, asked.base, head(repo))}
    protection = {"protected": False, "protection": {}, "protection_url": f"{itself}/protection"}
    return Answer(200, at | {"_links": {"self": itself, "html": itself}} | protection)


def compared(repo: Repo, asked: Asked, ends: str) -> Answer:
    """How one commit stands to another. What is `outside` has left the default branch."""
    first, _, last = ends.partition("...")
    if not {first, last} <= {head(repo), *(run.commit for run in repo.runs)}:
        return Answer(404, {"message": "Not Found", "status": "404"})
    status = "identical" if first == last else "diverged" if last in repo.outside else "behind"
    url = f"{asked.base}/repos/{repo.name}/compare/{ends}"
    urls = {f"{name}url": url for name in ("", "html_", "permalink_", "diff_", "patch_")}
    commits = {f"{name}_commit": commit(repo, asked.base, first) for name in ("base", "merge_base")}
    counts = {"ahead_by": int(status == "diverged"), "behind_by": int(first != last), "total_commits": 0}
    return Answer(200, urls | commits | counts | {"status": status, "commits": [], "files": []})


def commit(repo: Repo, base: str, sha: str) -> dict[str, Any]:
    """A commit, by nobody whom GitHub knows."""
    url = f"{base}/repos/{repo.name}"
    author = {"name": "ada", "email": "ada@example.com", "date": iso(repo.world.now)}
    inner: dict[str, Any] = {"author": author, "committer": author, "message": "work", "comment_count": 0}
    inner |= {"url": f"{url}/git/commits/{sha}", "tree": {"sha": sha, "url": f"{url}/git/trees/{sha}"}}
    return {
        "url": f"{url}/commits/{sha}",
        "sha": sha,
        "node_id": f"C_{sha}",
        "html_url": f"{url}/commit/{sha}",
        "comments_url": f"{url}/commits/{sha}/comments",
        "commit": inner,
        "author": None,
        "committer": None,
        "parents": [],
    }
