"""`greenlane release publish`: draft, upload, verify, publish; or go on with what was interrupted."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from greenlane.cli.plan_showing import show
from greenlane.cli.release_judging import Judged, judged, refused
from greenlane.cli.screen import check_form
from greenlane.cli.world import World
from greenlane.edges.github import GitHub
from greenlane.model.errors import ExitCode
from greenlane.release import artifacts, plan
from greenlane.release.publication import carry_out
from greenlane.release.remote import Release
from greenlane.release.report import Told, report
from greenlane.release.steps import Step, steps


def run(arguments: argparse.Namespace, world: World) -> int:
    """Raises UsageError, OutsideError; GreenlaneError when what is public is not this."""
    check_form(arguments.format)
    github = GitHub.of(world.environment)
    found = judged(arguments, world, github, artifacts.read(world.cwd / arguments.artifacts))
    if found.obstacles:
        show(report(found.told(refused(found))), arguments, world)
        return int(found.outcome.exit_code)
    decided = plan.decide(found.version, found.observed)
    todo = steps(decided, found.observed.remote, is_draft=arguments.draft)
    if arguments.dry_run:
        told = replace(found.told(f"{decided.tag} can be released; dry run: nothing was written"), steps=todo)
    else:
        made = carry_out(decided, found.observed.remote, todo, github, world.note)
        told = _done(found, todo, made)
        _outputs(world, decided.tag, made)
    show(report(told), arguments, world)
    return ExitCode.OK


def _done(found: Judged, todo: tuple[Step, ...], made: Release) -> Told:
    state = "is a verified draft: a person publishes it" if made.is_draft else "is published and verified"
    return replace(found.told(f"v{found.version} {state}"), steps=todo, url=made.url)


def _outputs(world: World, tag: str, made: Release) -> None:
    """For the steps that follow in a workflow."""
    if path := world.environment.get("GITHUB_OUTPUT"):
        published = "false" if made.is_draft else "true"
        with Path(path).open("a", encoding="utf-8") as handle:
            handle.write(f"tag={tag}\nurl={made.url}\npublished={published}\n")
