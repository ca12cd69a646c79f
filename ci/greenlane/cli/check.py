"""`greenlane check`: a repository's workflows and actions, held against all that GitHub does with them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from greenlane.cli.world import World

SUMMARY = "look at workflows and actions: GitHub's parser, schemas, shellcheck, zizmor, and rules of our own"


def configure(parser: argparse.ArgumentParser) -> None:
    """What is looked at, how strictly, and how it is shown."""
    parser.add_argument("--strict", action="store_true", help="warnings count, and zizmor is an auditor")
    parser.add_argument(
        "--own", action="store_true", help="only the rules of our own, which need no tool installed"
    )
    parser.add_argument("--list", action="store_true", help="name every rule of our own, and end")
    parser.add_argument(
        "--format", default="terminal", metavar="NAME", help="terminal, markdown, html, json, sarif, github"
    )
    parser.add_argument(
        "--report", type=Path, metavar="FOLDER", help="write the report there in every format"
    )
    parser.add_argument("--no-cache", action="store_true", help="ask every tool anew")


def run(arguments: argparse.Namespace, world: World) -> int:
    """0: nothing counts; 1: something does; 2: no workflow and no action; 3: not all could be looked at."""
    if arguments.list:
        return _list(world)
    from greenlane.cli.check_making import Check
    from greenlane.cli.check_project import project
    from greenlane.cli.gate_showing import Showing
    from greenlane.cli.screen import check_form

    check_form(arguments.format)
    one = project(arguments, world)
    showing = Showing(
        world,
        root=one.root,
        repository=one.repository,
        form=arguments.format,
        folder=world.cwd / arguments.report if arguments.report else None,
    )
    made = Check(one, world, is_strict=arguments.strict, is_anew=arguments.no_cache).made(own=arguments.own)
    showing.show(made)
    return made.outcome.exit_code


def _list(world: World) -> int:
    from greenlane.model.errors import ExitCode
    from greenlane.workflows.checks import rules

    for name in rules.names():
        world.say(f"{name:<20} {rules.rule(name).TITLE}")
    return ExitCode.OK
