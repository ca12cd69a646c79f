"""`greenlane reset`: throw the data of services away, and bring them up anew from migrations and seeds."""

from __future__ import annotations

import argparse
import sys

from greenlane.cli import project
from greenlane.cli.up import start
from greenlane.cli.world import World
from greenlane.model.errors import UsageError
from greenlane.services import control

SUMMARY = "throw the data of all services, or of some, away and start them anew"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", nargs="*", help="only these")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    project.add_mode(parser)


def run(arguments: argparse.Namespace, world: World) -> int:
    stack = project.stack(arguments, world)
    names = arguments.service or [one.name for one in stack.services]
    if unknown := sorted(set(names) - {one.name for one in stack.services}):
        raise UsageError(
            f"no service is named {', '.join(unknown)}",
            fix=f"declared are: {', '.join(one.name for one in stack.services) or 'none'}",
        )
    if not arguments.yes and not _confirmed(names, world):
        raise UsageError("nothing was reset", fix="greenlane reset --yes")
    control.discard(stack.folders, names)
    start(stack, world)
    world.say(f"reset: {', '.join(names)}")
    return 0


def _confirmed(names: list[str], world: World) -> bool:
    if not world.is_terminal or not sys.stdin.isatty():
        return False
    world.note(f"The data of {', '.join(names)} will be gone. Type yes to go on: ")
    return sys.stdin.readline().strip().lower() == "yes"
