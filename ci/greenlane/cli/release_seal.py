"""`greenlane release seal`: what was built gets its bill of materials, which names the commit, and checksums.

From then on nothing changes on the way: `check` and `publish` hold every file against the seal.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from greenlane.cli.release_bill import made
from greenlane.cli.release_seen import source_version
from greenlane.cli.world import World
from greenlane.edges.files import write_aside
from greenlane.edges.git import Repository
from greenlane.model.errors import ExitCode, GreenlaneError, UsageError
from greenlane.release import artifacts
from greenlane.release.bill import bound
from greenlane.release.plan import SBOM

DOCS = "docs/release.md#seal"


def run(arguments: argparse.Namespace, world: World) -> int:
    """Raises UsageError, OutsideError; GreenlaneError for files of another version or of no commit."""
    folder = world.cwd / arguments.artifacts
    stated = source_version(world.cwd, arguments.source)
    if stated != arguments.version:
        raise GreenlaneError(f"the source says {stated}, not {arguments.version}", docs=DOCS)
    file = _named_after(folder, arguments.version)
    commit = _commit(world)
    write_aside(file, bound(made(world, arguments.version, arguments.lock), commit))
    for one in artifacts.seal(folder):
        world.say(f"{one.sha256}  {one.size_bytes:>9} bytes  {one.name}")
    return ExitCode.OK


def _commit(world: World) -> str:
    """Of the files here, which have to be its own. Raises UsageError, GreenlaneError."""
    repository = Repository.find(world.cwd, world.environment)
    commit = repository.commit() if repository else None
    if repository is None or commit is None:
        raise UsageError("there is no commit here, so nothing can be sealed as its own", docs=DOCS)
    if changed := repository.modified():
        raise GreenlaneError(
            f"files here are not those of commit {commit[:12]}, and so what was built is not either",
            detail=[*changed[:20], *([f"and {len(changed) - 20} more"] if len(changed) > 20 else [])],
            fix="commit or restore them, then build again",
            docs=DOCS,
        )
    return commit


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
