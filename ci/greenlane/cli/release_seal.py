"""`greenlane release seal`: what was built gets its bill of materials and its checksums.

From then on nothing changes on the way: `check` and `publish` hold every file against the seal.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from greenlane.cli.release_bill import made
from greenlane.cli.release_seen import source_version
from greenlane.cli.world import World
from greenlane.edges.files import write_aside
from greenlane.model.errors import ExitCode, GreenlaneError, UsageError
from greenlane.release import artifacts
from greenlane.release.plan import SBOM

DOCS = "docs/release.md#seal"


def run(arguments: argparse.Namespace, world: World) -> int:
    """Raises UsageError, OutsideError; GreenlaneError for the files of another version."""
    folder = world.cwd / arguments.artifacts
    stated = source_version(world.cwd, arguments.source)
    if stated != arguments.version:
        raise GreenlaneError(f"the source says {stated}, not {arguments.version}", docs=DOCS)
    file = _named_after(folder, arguments.version)
    write_aside(file, made(world, arguments.version, arguments.lock))
    for one in artifacts.seal(folder):
        world.say(f"{one.sha256}  {one.size_bytes:>9} bytes  {one.name}")
    return ExitCode.OK


def _named_after(folder: Path, version: str) -> Path:
    """The bill's file, named as the sdist is. Raises UsageError when there is not one."""
    found = sorted(folder.glob(f"*-{version}.tar.gz"))
    if len(found) != 1:
        raise UsageError(
            f"expected one sdist of {version} in {folder}, and there are {len(found)}",
            fix="build first: nox -s build",
            docs=DOCS,
        )
    return folder / f"{found[0].name.removesuffix('.tar.gz')}{SBOM}"
