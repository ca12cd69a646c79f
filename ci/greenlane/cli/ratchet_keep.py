"""`greenlane ratchet --keep`: the file that moved, committed to the branch that the job runs on."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from urllib.parse import quote

from greenlane.cli.world import World
from greenlane.edges.git import Repository
from greenlane.edges.github import GitHub
from greenlane.edges.github_errors import Refused
from greenlane.model.errors import UsageError

DOCS = "docs/gates/coverage.md#the-ratchet"
CHANGED_MEANWHILE = (409, 422)
MESSAGE = "coverage: hold what is covered now"


def keep(file: Path, world: World) -> None:
    """One commit through GitHub's API, so that no credentials of git are needed.

    Raises UsageError, OutsideError. When somebody else moved it meanwhile it is told, and left: the next
    merge moves it. Meanwhile means since the commit that is checked out, from which it was moved here.
    """
    branch = world.environment.get("GITHUB_REF_NAME", "")
    if world.environment.get("GITHUB_REF_TYPE") != "branch" or not branch:
        raise UsageError(
            "--keep wants a job of GitHub that runs on a branch",
            fix="call it after a push to the default branch; on a laptop, commit the file yourself",
            docs=DOCS,
        )
    github = GitHub.of(world.environment)
    name, known = _committed(file, world)
    path = quote(name)
    there = github.get(f"contents/{path}?ref={quote(branch, safe='')}")
    if (there["sha"] if there else None) != known:
        world.note(f"{name} changed on {branch} meanwhile; the next merge moves it")
        return
    content = base64.b64encode(file.read_bytes()).decode()
    change = {"message": MESSAGE, "branch": branch, "content": content}
    try:
        github.put(f"contents/{path}", change | ({"sha": known} if known else {}))
    except Refused as refused:
        if refused.status not in CHANGED_MEANWHILE:
            raise
        world.note(f"the branch {branch} changed meanwhile ({refused.said}); the next merge moves it")
        return
    world.say(f"kept on {branch}")


def _committed(file: Path, world: World) -> tuple[str, str | None]:
    """The path from the repository's top, and git's name of what is committed there; None for nothing."""
    found = Repository.find(file.parent, world.environment)
    if found is None:
        raise UsageError(f"{file} lies in no repository", fix="call it in a clone", docs=DOCS)
    held = found.content("HEAD", file.name)
    blob = None if held is None else b"blob %d\0%b" % (len(held), held)
    known = None if blob is None else hashlib.sha1(blob, usedforsecurity=False).hexdigest()
    return file.resolve().relative_to(found.top.resolve()).as_posix(), known
