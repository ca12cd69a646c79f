"""`greenlane release check`: everything that stands in the way of a release, at once; writes nothing."""

from __future__ import annotations

import argparse

from greenlane.cli.release_seen import observe
from greenlane.cli.world import World
from greenlane.edges.github import GitHub
from greenlane.model.errors import ExitCode, GreenlaneError
from greenlane.release import artifacts, plan


def run(arguments: argparse.Namespace, world: World) -> int:
    github = GitHub.of(world.environment)
    is_early = arguments.early or arguments.artifacts is None
    assets = () if is_early else artifacts.read(world.cwd / arguments.artifacts)
    observed = observe(arguments, world, github, assets)
    found = [
        one
        for one in plan.obstacles(arguments.version, observed)
        if not (is_early and one.startswith("there is no"))
    ]
    if found:
        raise GreenlaneError(f"{arguments.version} cannot be released", detail=found)
    world.say(f"nothing stands in the way of v{arguments.version}")
    return ExitCode.OK
