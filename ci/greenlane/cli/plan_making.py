"""From the words of a call to a plan: the declaration, the commit, its keys, the passes, the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from greenlane.cli.plan_context import context
from greenlane.cli.plan_declared import declared, located
from greenlane.cli.plan_memory import PlanMemory, halved, key_of
from greenlane.edges.git_tree import opened
from greenlane.model.errors import UsageError
from greenlane.planner.decide import plan
from greenlane.planner.keys import Prepared, keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from greenlane.cli.plan_words import Asked
    from greenlane.cli.world import World
    from greenlane.model.plan import Key, Plan
    from greenlane.planner.tree import Tree


def made(asked: Asked, world: World) -> Plan:
    """The plan of a commit. Raises UsageError, DeclarationError, OutsideError."""
    path = located(asked, world)
    memory = PlanMemory(world.environment)
    ready = declared(path, asked, world, memory)
    if not ready.declared.jobs:
        raise UsageError(
            "no job is declared, so there is nothing to plan",
            where=str(path),
            fix="write jobs: {tests: {run: [...]}}",
            docs="docs/planner.md#jobs",
        )
    at = context(asked.event, world.environment)
    with opened(path.parent, world.environment, asked.revision) as tree:
        return plan(
            ready.declared,
            _keys(ready, tree, world.environment, memory),
            event=at.event,
            now=int(world.clock()),
            seed=at.seed,
            commit=tree.commit,
            tree=tree.id,
            branch=at.branch,
            everything=at.everything,
        )


def _keys(ready: Prepared, tree: Tree, environment: Mapping[str, str], memory: PlanMemory) -> dict[str, Key]:
    """The keys of the commit. What was seen in its folders is kept for the next one."""
    name = key_of([b"seen"])
    seen = memory.recall(name)
    seen = seen if isinstance(seen, dict) else {}
    before = len(seen)
    found = keys(ready, tree, environment, seen=seen)
    if len(seen) != before:
        memory.keep(name, halved(seen))
    return found
