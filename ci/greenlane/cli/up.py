"""`greenlane up`: start what is declared, and say when it is really there."""

from __future__ import annotations

import argparse
import math
import time

from greenlane.cli import progress, project
from greenlane.cli.world import World
from greenlane.model.status import StackStatus
from greenlane.services import control
from greenlane.services.stack import Stack

SUMMARY = "start the services, and wait until each answers in its own protocol"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", nargs="*", help="only these, and what they need")
    parser.add_argument(
        "--wait-s", type=seconds, default=60.0, metavar="N", help="how long each may take (default: 60)"
    )
    project.add_mode(parser)


def seconds(text: str) -> float:
    """A number of seconds above 0, for argparse."""
    value = float(text)
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"expected a number of seconds above 0; got {text}")
    return value


def run(arguments: argparse.Namespace, world: World) -> int:
    began = time.monotonic()
    stack = project.stack(arguments, world, arguments.service)
    status = start(stack, world, wait_s=arguments.wait_s)
    took = time.monotonic() - began
    names = ", ".join(one.name for one in status.services)
    world.say(f"ready in {took:.2f} s: {names} ({status.mode})")
    for line in stand_ins(stack):
        world.say(line)
    world.say("the variables: greenlane env    stop: greenlane down")
    return 0


def start(stack: Stack, world: World, *, wait_s: float = 60.0, leased: bool = False) -> StackStatus:
    """Bring a stack up, shown as a table on a terminal and as plain lines elsewhere."""
    with progress.shown(world) as show:
        return control.up(
            stack,
            install=lambda wanted: project.install(wanted, world),
            progress=show,
            ready_within_s=wait_s,
            leased=leased,
        )


def stand_ins(stack: Stack) -> list[str]:
    """A line for each service that is not the real one. Its page, and `status --json`, tell what it lacks."""
    page = "docs/services/{}.md#what-it-lacks"
    return [
        f"{one.name} is a stand-in for {stand_in.of}; what it lacks: {page.format(one.kind)}"
        for one in stack.services
        if (stand_in := stack.kind(one.name).STAND_IN)
    ]
