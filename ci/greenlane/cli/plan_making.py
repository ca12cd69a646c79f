"""From the words of a call to a plan: the declaration, the commit, its keys, the passes, the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from greenlane.cli.plan_context import context
from greenlane.cli.plan_declared import declared
from greenlane.edges.git_tree import opened
from greenlane.model.errors import UsageError
from greenlane.planner.decide import plan
from greenlane.planner.keys import keys

if TYPE_CHECKING:
    import argparse

    from greenlane.cli.world import World
    from greenlane.model.plan import Plan


def made(arguments: argparse.Namespace, world: World) -> Plan:
    """The plan of a commit. Raises UsageError, DeclarationError, OutsideError."""
    path, ready = declared(arguments, world)
    if not ready.declared.jobs:
        raise UsageError(
            "no job is declared, so there is nothing to plan",
            where=str(path),
            fix="write jobs: {tests: {run: [...]}}",
            docs="docs/planner.md#jobs",
        )
    at = context(arguments.event, world.environment)
    with opened(path.parent, world.environment, arguments.revision) as tree:
        found = keys(ready, tree, world.environment)
        return plan(
            ready.declared,
            found,
            event=at.event,
            now=int(world.clock()),
            seed=at.seed,
            commit=tree.commit,
            tree=tree.id,
            branch=at.branch,
            everything=at.everything,
        )
