"""What GitHub says of the run that a page is about. All of it is text that anybody may have written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from greenlane.cli.world import World

LARGEST_BYTES = 25 * 2**20
"""GitHub's own limit for the payload of an event."""


def title(world: World) -> str:
    """`Checks of owner/name`."""
    name = world.environment.get("GITHUB_REPOSITORY", "")
    return f"Checks of {name}" if name else "Checks"


def subject(world: World) -> tuple[tuple[str, str], ...]:
    """The pull request, the branch, and where the run is; nothing outside of GitHub."""
    return tuple(_subject(world))


def _subject(world: World) -> Iterator[tuple[str, str]]:
    environment = world.environment
    asked = _part(_payload(world), "pull_request")
    if asked:
        yield "pull request", f"#{asked.get('number', '?')} {asked.get('title', '')}".strip()
    branch = environment.get("GITHUB_HEAD_REF") or environment.get("GITHUB_REF_NAME", "")
    if branch:
        yield "branch", branch
    head = _part(_payload(world), "head_commit")
    if message := str(head.get("message") or ""):
        yield "last commit", message.partition("\n")[0]
    if run := environment.get("GITHUB_RUN_ID"):
        server = environment.get("GITHUB_SERVER_URL", "")
        attempt = environment.get("GITHUB_RUN_ATTEMPT", "1")
        where = f"{server}/{environment.get('GITHUB_REPOSITORY', '')}/actions/runs/{run}"
        yield "run", where if attempt == "1" else f"{where}, attempt {attempt}"


def _payload(world: World) -> dict[str, Any]:
    """Of the event; empty where it cannot be read: the page does without."""
    path = world.environment.get("GITHUB_EVENT_PATH")
    if not path:
        return {}
    try:
        with (world.cwd / Path(path)).open("rb") as handle:
            given = json.loads(handle.read(LARGEST_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return given if isinstance(given, dict) else {}


def _part(payload: dict[str, Any], name: str) -> dict[str, Any]:
    value = payload.get(name)
    return value if isinstance(value, dict) else {}
