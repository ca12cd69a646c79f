"""`greenlane release check`: everything that stands in the way of a release, at once; writes nothing."""

from __future__ import annotations

import argparse

from greenlane.cli.plan_showing import show
from greenlane.cli.release_judging import judged, refused
from greenlane.cli.screen import check_form
from greenlane.cli.world import World
from greenlane.edges.github import GitHub
from greenlane.release import artifacts
from greenlane.release.report import report


def run(arguments: argparse.Namespace, world: World) -> int:
    """Raises UsageError, OutsideError."""
    check_form(arguments.format)
    github = GitHub.of(world.environment)
    wants_files = arguments.artifacts is not None and not arguments.early
    built = artifacts.read(world.cwd / arguments.artifacts) if wants_files else None
    found = judged(arguments, world, github, built, is_early=arguments.early)
    show(
        report(found.told(refused(found) if found.obstacles else _clear(arguments, found.version))),
        arguments,
        world,
    )
    return int(found.outcome.exit_code)


def _clear(arguments: argparse.Namespace, version: str) -> str:
    """Says also what was not looked at."""
    if arguments.early:
        return f"nothing stands in the way of v{version} so far; evidence was not asked for"
    if arguments.artifacts is None:
        return f"nothing stands in the way of v{version}; what is built was not looked at"
    return f"nothing stands in the way of v{version}"
