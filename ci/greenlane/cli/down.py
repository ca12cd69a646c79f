"""`greenlane down`: stop the services, and clear away what a killed run left."""

from __future__ import annotations

import argparse

from greenlane.cli import project
from greenlane.cli.world import World
from greenlane.model.errors import UsageError
from greenlane.model.service import Mode
from greenlane.services import control, leftovers
from greenlane.services.folders import Folders

SUMMARY = "stop the services of this project, and remove what a killed run left behind"


def configure(parser: argparse.ArgumentParser) -> None:
    project.add_mode(parser, default=None)
    parser.add_argument("--all", action="store_true", help="the stacks of every project of this account")
    parser.add_argument("--purge", action="store_true", help="also remove data, ports and passwords")


def run(arguments: argparse.Namespace, world: World) -> int:
    if arguments.all and arguments.purge:
        raise UsageError("--all and --purge together would remove the data of every project")
    modes = [Mode(arguments.mode)] if arguments.mode else list(Mode)
    if arguments.all:
        anchor = Folders.of(world.cwd, Mode.DURABLE, world.environment)
        stacks = [
            one
            for one in leftovers.all_folders(anchor)
            if one.stack.endswith(tuple(f"-{mode}" for mode in modes))
        ]
    else:
        root = project.root(arguments, world)
        stacks = [Folders.of(root, mode, world.environment) for mode in modes]
    stopped = [one.stack for one in stacks if control.down(one, purge=arguments.purge)]
    for name in stopped:
        world.say(f"stopped: {name}")
    if not stopped:
        world.say("nothing was running")
    return 0
