"""`greenlane release publish`: draft, upload, verify, publish; or go on with what was interrupted."""

from __future__ import annotations

import argparse

from greenlane.cli.release_seen import observe
from greenlane.cli.world import World
from greenlane.edges.github import GitHub
from greenlane.model.errors import ExitCode, GreenlaneError
from greenlane.release import artifacts, plan, publication


def run(arguments: argparse.Namespace, world: World) -> int:
    github = GitHub.of(world.environment)
    assets = artifacts.read(world.cwd / arguments.artifacts)
    try:
        decided = plan.decide(arguments.version, observe(arguments, world, github, assets))
    except ValueError as err:
        raise GreenlaneError(
            f"{arguments.version} cannot be released",
            detail=str(err).splitlines(),
            docs="CONTRIBUTING.md#releasing",
        ) from err
    for line in decided.lines():
        world.say(line)
    if arguments.dry_run:
        world.say("dry run: nothing was written to GitHub")
    else:
        publication.publish_draft(decided, github, world.note)
    return ExitCode.OK
