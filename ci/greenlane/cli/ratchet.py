"""`greenlane ratchet`: after a merge, hold what is covered now as the least from now on."""

from __future__ import annotations

import argparse
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.cli.world import World
from greenlane.model.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from greenlane.model.declaration import Declaration
    from greenlane.model.verdict import ToolReport

SUMMARY = "after a merge to the default branch: raise the least coverage to what is covered now"
DOCS = "docs/gates/coverage.md#the-ratchet"
TOOL = "coverage"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="print what would move, and write nothing")
    parser.add_argument(
        "--keep",
        action="store_true",
        help="in a job after the merge: commit the file to that branch at GitHub",
    )


def run(arguments: argparse.Namespace, world: World) -> int:
    """Move the file that the gate reads. What is not known in full moves nothing, and is not 0."""
    from greenlane.cli import project
    from greenlane.gates.coverage import ratchet
    from greenlane.model.verdict import Outcome

    declaration = project.load(arguments, world)
    place = _place(declaration)
    report = _look(declaration, world)
    if report.outcome is not Outcome.PASS or report.coverage is None:
        world.note(f"coverage is {report.outcome}, so nothing moves: {report.reason}")
        return report.outcome.exit_code
    found = (place, report.coverage, declaration.gates.components)
    moved = ratchet.plan(*found) if arguments.dry_run else ratchet.move(*found)
    for line in moved or ("nothing moved",):
        world.say(line)
    if moved and arguments.keep and not arguments.dry_run:
        from greenlane.cli.ratchet_keep import keep

        keep(place, world)
    return ExitCode.OK


def _place(declaration: Declaration) -> Path:
    """The file. Raises UsageError for a project that has none."""
    from greenlane.gates import catalog

    declared = {one.name: one.options for one in declaration.gates.tools}
    options = declared.get(TOOL) or catalog.tool(TOOL).OPTIONS()
    if TOOL in declaration.gates.off or not options.ratchet:
        raise UsageError(
            "there is no ratchet to move: greenlane.yaml switches it, or the gate, off",
            fix="gates: {tools: {coverage: {ratchet: greenlane-coverage.json}}}",
            docs=DOCS,
        )
    return declaration.root / str(options.ratchet)


def _look(declaration: Declaration, world: World) -> ToolReport:
    """What the gate would see, with nothing to compare with: the default branch is what others start from."""
    from greenlane.edges.git import Repository
    from greenlane.gates.looking import Project, look
    from greenlane.gates.toolbox import Toolbox
    from greenlane.gates.tree import ProjectTree
    from greenlane.services.store import default_root

    with tempfile.TemporaryDirectory(prefix="greenlane-ratchet-") as scratch:
        repository = Repository.find(declaration.root, world.environment)
        one = Project(
            tree=ProjectTree(declaration.root, repository),
            gates=declaration.gates,
            environment=world.environment,
            toolbox=Toolbox(world.environment, default_root(world.environment)),
            scratch=Path(scratch),
            caches=None,
            today=datetime.now(UTC).date(),
        )
        return look(TOOL, one)
