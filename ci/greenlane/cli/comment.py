"""`greenlane comment`: the page about a run as one comment below its pull request, by choice."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.model.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from greenlane.cli.world import World

SUMMARY = "lay the page about a run below its pull request, as one comment that each run renews"
DOCS = "docs/pull-request-page.md#as-a-comment"
MOST_BYTES = 60_000
"""GitHub takes 65,536 characters a comment."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Which page, and where it goes."""
    parser.add_argument(
        "--page", type=Path, required=True, metavar="FILE", help="report.json of `gate plan-result --report`"
    )
    parser.add_argument(
        "--pull-request", type=int, metavar="N", help="default: the one that GitHub's event is about"
    )
    parser.add_argument("--dry-run", action="store_true", help="print the comment, and write nothing")


def run(arguments: argparse.Namespace, world: World) -> int:
    """Raises UsageError without a page or a pull request, OutsideError for what GitHub refuses."""
    text = _page(world.cwd / arguments.page)
    if arguments.dry_run:
        world.say(text.rstrip("\n"))
        return ExitCode.OK
    from greenlane.cli.minutes_place import client, this
    from greenlane.edges.github_comments import Comments
    from greenlane.planner.page_comment import decide

    number = arguments.pull_request or _number(world)
    repository = this(world)
    if repository is None:
        raise UsageError(
            "no repository is to be seen here", fix="set GITHUB_REPOSITORY=owner/name", docs=DOCS
        )
    comments = Comments(client(world), repository, number)
    at = [int(world.environment.get(name) or 0) for name in ("GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT")]
    step = decide(comments.all(), text, at[0], at[1])
    if not step.body:
        world.say(f"the comment below #{number} is left as it is: {step.why_not}")
    elif step.number is None:
        comments.add(step.body)
        world.say(f"a comment was laid below #{number}")
    else:
        comments.change(step.number, step.body)
        world.say(f"the comment below #{number} was renewed")
    return ExitCode.OK


def _page(path: Path) -> str:
    """As Markdown that fits. Raises UsageError."""
    from greenlane.render.json_reading import read
    from greenlane.render.markdown import markdown

    try:
        made = read(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as err:
        raise UsageError(
            f"the page cannot be read: {path}: {type(err).__name__}",
            fix="greenlane gate plan-result … --report FOLDER, then --page FOLDER/report.json",
            docs=DOCS,
        ) from err
    return markdown(made, MOST_BYTES)


def _number(world: World) -> int:
    """Of the pull request that the run is about. Raises UsageError for another event."""
    try:
        given = json.loads(Path(world.environment["GITHUB_EVENT_PATH"]).read_bytes())
        number = given["pull_request"]["number"]
    except (KeyError, TypeError, ValueError, OSError, RecursionError):
        number = None
    if not isinstance(number, int) or number < 1:
        raise UsageError(
            "this run is about no pull request, so there is nowhere to comment",
            fix="ask for it in pull requests only: if: github.event_name == 'pull_request'",
            docs=DOCS,
        )
    return number
