"""Where the passes and debts of a call are, and whose they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from greenlane.model.errors import OutsideError, UsageError
from greenlane.planner.kept_folder import FolderKept
from greenlane.planner.origin import Origin, of_environment
from greenlane.planner.store_folder import FolderStore

if TYPE_CHECKING:
    from greenlane.cli.world import World
    from greenlane.planner.kept import Kept


def opened(where: str | Path, world: World) -> Kept:
    """What a place keeps. where: `github`, an address of PostgreSQL, or a folder. Raises UsageError."""
    return folder(Path(where), world)


def folder(path: Path, world: World) -> FolderKept:
    """A folder of this repository's."""
    at = origin(world)
    return FolderKept(FolderStore(world.cwd / path, at.repository or here(world), at.default_branch))


def origin(world: World) -> Origin:
    """The run that this is, by its variables and its event's payload."""
    return of_environment(world.environment, _payload(world))


def here(world: World) -> str:
    """owner/name of the clone's remote; outside of GitHub a name that no record of GitHub's bears."""
    from greenlane.cli.minutes_place import this

    return this(world) or "local/local"


def _payload(world: World) -> dict[str, Any]:
    """The event as GitHub describes it; empty outside of a run. Raises OutsideError for a broken one."""
    path = world.environment.get("GITHUB_EVENT_PATH", "")
    if not path:
        return {}
    try:
        content = json.loads(Path(path).read_bytes())
    except (OSError, ValueError) as err:
        raise OutsideError(
            "the event that GitHub describes cannot be read",
            where=path,
            fix="run it in a step of a workflow, or unset GITHUB_EVENT_PATH",
            docs="docs/planner.md#passes",
        ) from err
    if not isinstance(content, dict):
        raise UsageError("the event is no object", where=path, docs="docs/planner.md#passes")
    return content
