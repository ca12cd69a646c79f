"""Where the passes and debts of a call are, and whose they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from greenlane.cli.plan_context import context
from greenlane.model.errors import OutsideError, UsageError
from greenlane.planner.kept_folder import FolderKept
from greenlane.planner.origin import Origin, of_environment, why_only_read
from greenlane.planner.store_folder import FolderStore

GITHUB = "github"
POSTGRES = ("postgresql://", "postgres://")
NOWHERE = "local/local"
LONGEST_WAIT_S = 20.0
"""For an answer of GitHub's, or its rate limit: a longer wait costs more than to run everything."""

if TYPE_CHECKING:
    from greenlane.cli.world import World
    from greenlane.planner.kept import Kept


def opened(where: str | Path, world: World) -> Kept:
    """What a place keeps. where: `github`, an address of PostgreSQL, or a folder. Raises UsageError."""
    if where == GITHUB:
        return _github(world)
    if str(where).startswith(POSTGRES):
        from greenlane.planner.kept_postgres import PostgresKept

        at = origin(world)
        return PostgresKept(str(where), at.repository or here(world), at.default_branch, why_only_read(at))
    if "://" in str(where):
        raise UsageError(
            f"passes are kept in no {str(where).partition('://')[0]}",
            fix="--passes github, postgresql://USER@HOST/DATABASE, or a folder",
            docs="docs/planner-passes.md#where-they-are",
        )
    return folder(Path(where), world)


def folder(path: Path, world: World) -> FolderKept:
    """A folder of this repository's."""
    at = origin(world)
    passes = FolderStore(world.cwd / path, at.repository or here(world), at.default_branch)
    return FolderKept(passes, why_only_read(at))


def _github(world: World) -> Kept:
    """The artifacts of this repository; without a token they cannot be read, and then everything runs."""
    from greenlane.edges.github_artifacts import Artifacts
    from greenlane.edges.github_client import TOKENS, Client
    from greenlane.planner.kept_github import GitHubKept
    from greenlane.planner.kept_nowhere import NoKept

    at = origin(world)
    if not any(world.environment.get(name) for name in TOKENS):
        return NoKept(
            f"the artifacts of {at.repository or 'GitHub'} cannot be read: no token, in {TOKENS[1]}"
        )
    repository = at.repository or here(world)
    if repository == NOWHERE:
        return NoKept("the artifacts of GitHub cannot be read: no repository there is known of this clone")
    client = Client.of(world.environment, max_wait_s=LONGEST_WAIT_S, tries=3, timeout_s=LONGEST_WAIT_S)
    return GitHubKept(Artifacts(client, repository), at, context(None, world.environment).branch)


def origin(world: World) -> Origin:
    """The run that this is, by its variables and its event's payload."""
    return of_environment(world.environment, _payload(world))


def here(world: World) -> str:
    """owner/name of the clone's remote; outside of GitHub a name that no record of GitHub's bears."""
    from greenlane.cli.minutes_place import this

    return this(world) or NOWHERE


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
