"""`greenlane release seal`: what was built gets its checksums, so that nothing changes on the way."""

from __future__ import annotations

import argparse

from greenlane.cli.world import World
from greenlane.model.errors import ExitCode
from greenlane.release import artifacts


def run(arguments: argparse.Namespace, world: World) -> int:
    """Raises UsageError, OutsideError."""
    for one in artifacts.seal(world.cwd / arguments.artifacts):
        world.say(f"{one.sha256}  {one.size_bytes:>9} bytes  {one.name}")
    return ExitCode.OK
