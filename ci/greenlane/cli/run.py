"""`greenlane run -- CMD`: a command with the services up and their variables set."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence

from greenlane.cli import project
from greenlane.cli.up import stand_ins, start
from greenlane.cli.world import World
from greenlane.edges import foreground
from greenlane.model.errors import OutsideError, UsageError
from greenlane.services import control

SUMMARY = "run a command with the services up and their variables set; ends in the command's exit code"


def configure(parser: argparse.ArgumentParser) -> None:
    project.add_mode(parser)
    parser.add_argument("--keep", action="store_true", help="leave the services running afterwards")
    parser.add_argument(
        "--wait-s", type=float, default=60.0, metavar="N", help="how long each may take (default: 60)"
    )
    parser.add_argument(
        "command", nargs=argparse.REMAINDER, metavar="-- CMD", help="the command and its arguments"
    )


def run(arguments: argparse.Namespace, world: World) -> int:
    command = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    if not command:
        raise UsageError("no command to run", fix="greenlane run -- pytest")
    stack = project.stack(arguments, world)
    with control.lease(stack.folders):
        start(stack, world, wait_s=arguments.wait_s, leased=not arguments.keep)
        for line in stand_ins(stack):
            world.note(line)
        return _call(command, {**world.environment, **stack.variables()}, world)


def _call(command: Sequence[str], environment: Mapping[str, str], world: World) -> int:
    """Run the command in front. A death by signal N ends in 128 + N."""
    world.out.flush()
    try:
        return foreground.call(command, environment=environment, cwd=world.cwd)
    except FileNotFoundError as err:
        raise UsageError(f"there is no command {command[0]}", fix="check its name and PATH") from err
    except PermissionError as err:
        raise OutsideError(f"{command[0]} may not be run: {os.strerror(err.errno or 0)}") from err
