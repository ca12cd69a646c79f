"""Which greenlane is this: the repository and the commit that it was installed from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import greenlane
from greenlane.model.errors import UsageError

if TYPE_CHECKING:
    from greenlane.cli.world import World
    from greenlane.workflows.init.workflow import Pin

_GIVEN = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9_-]{0,38}/[A-Za-z0-9._-]{1,100})@([0-9a-f]{40})(?:#(v\d+\.\d+\.\d+))?"
)


def given(text: str) -> Pin:
    """owner/name@commit, also with #vX.Y.Z behind it. Raises UsageError."""
    from greenlane.workflows.init.workflow import Pin

    found = _GIVEN.fullmatch(text)
    if found is None:
        raise UsageError(
            f"--pin {ascii(text)[:80]} is not a repository and the 40 digits of a commit",
            fix="greenlane init --pin OWNER/NAME@COMMIT; a tag can be moved, so it is none",
            docs="docs/init.md#the-pin",
        )
    return Pin(found[1], found[2], found[3] or f"v{greenlane.__version__}")


def own(world: World) -> Pin | None:
    """Of this installation, when it was made from git, or is a clone whose commit is at its remote."""
    return _installed(world) or cloned(world)


def _installed(world: World) -> Pin | None:
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        text = distribution("greenlane").read_text("direct_url.json")
    except PackageNotFoundError:
        return None
    return recorded(text or "", world)


def recorded(text: str, world: World) -> Pin | None:
    """What an installer wrote down, PEP 610's direct_url.json; None when it was not git at GitHub."""
    import json

    from greenlane.cli.minutes_place import named
    from greenlane.workflows.init.workflow import Pin

    try:
        said = json.loads(text)
        commit = str(said["vcs_info"]["commit_id"])
        repository = named(str(said["url"]), world.environment)
    except (ValueError, KeyError, TypeError):
        return None
    if not repository or not re.fullmatch(r"[0-9a-f]{40}", commit):
        return None
    return Pin(repository, commit, f"v{greenlane.__version__}")


def cloned(world: World, package: Path = Path(greenlane.__file__)) -> Pin | None:
    """Of the clone that this package lies in; None for a commit that nobody else has."""
    from greenlane.cli.minutes_place import named
    from greenlane.edges.git import Repository
    from greenlane.workflows.init.workflow import Pin

    root = package.resolve().parents[2]
    if not (root / ".git").exists() or not (root / "ci" / "greenlane").is_dir():
        return None
    clone = Repository.find(root, world.environment)
    commit = clone.commit() if clone else None
    repository = named(clone.address() or "", world.environment) if clone else None
    if (
        not clone
        or not commit
        or not repository
        or not clone.run("branch", "--remotes", "--contains", commit)
    ):
        return None
    tags = clone.run("tag", "--points-at", commit).decode().split()
    version = next((one for one in tags if re.fullmatch(r"v\d+\.\d+\.\d+", one)), f"v{greenlane.__version__}")
    return Pin(repository, commit, version)
