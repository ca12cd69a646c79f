"""From the words of a call to a plan: the declaration, the commit, its keys, the passes, the decision."""

from __future__ import annotations

import posixpath

from greenlane.cli.plan_context import context
from greenlane.cli.plan_declared import readied
from greenlane.cli.plan_kept import kept, place
from greenlane.cli.plan_keys import joined, locked, refinement
from greenlane.cli.plan_memory import SeenBefore
from greenlane.model.errors import UsageError
from greenlane.model.light import TYPE_CHECKING, NamedTuple
from greenlane.model.plan import Choice
from greenlane.planner.decide import plan
from greenlane.planner.keys import Prepared, explained, keys

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from greenlane.cli.plan_changes import Changes
    from greenlane.cli.plan_kept import Known
    from greenlane.cli.world import World
    from greenlane.edges.git_tree import GitTree
    from greenlane.model.plan import Declared, Key, Pass, Past, Plan


class Made(NamedTuple):
    """A plan and what it was made from. explained, before: of the job that --explain names, else None.

    changes: since that pass, or since the newest one where only a picture is asked for.
    """

    plan: Plan
    declared: Declared
    project: str
    explained: Key | None = None
    before: Pass | None = None
    changes: Changes | None = None

    @property
    def is_refused(self) -> bool:
        """Whether a job that has to run may not."""
        return any(one.choice is Choice.REFUSE for one in self.plan.decisions)


def made(path: str, arguments: argparse.Namespace, world: World, tree: GitTree) -> Made:
    """The plan of a commit. tree: git, which has begun. Raises UsageError, DeclarationError, OutsideError."""
    with SeenBefore(world.environment) as seen:
        ready = _with_jobs(path, readied(path, arguments, world))
        tree.resolve(arguments.revision)
        locks = locked(ready, world.environment)
        ready = joined(ready, tree, locks)
        more = {**refinement(ready, tree, locks), "seen": seen}
        found = keys(ready, tree, world.environment, **more)
        is_shown = arguments.graph or arguments.explain in found
        if not is_shown:
            tree.dismiss()
        known = kept(place(arguments, world), world, ready.declared, found, int(world.clock()))
        one = _decided(arguments, world, ready.declared, found, known, tree)
        name, job = ready.declared.project or _named_after_folder(path), arguments.explain
        if not is_shown:
            return Made(one, ready.declared, name)
        from greenlane.cli.plan_changes import changes

        key = explained(ready, tree, world.environment, job, **more) if job in found else None
        passed = [each for each in known.passes if not key or each.job == job]
        before = max(passed, key=lambda each: each.passed_at, default=None)
        since = changes(posixpath.dirname(path), world.environment, ready, tree, before)
    return Made(one, ready.declared, name, key, before if key else None, since)


def _decided(
    arguments: argparse.Namespace,
    world: World,
    declared: Declared,
    found: Mapping[str, Key],
    known: Known,
    tree: GitTree,
) -> Plan:
    at = context(arguments.event, world.environment)
    minutes = _budget(arguments, world, declared)
    one = plan(
        known.impatient(declared),
        found,
        known.passes,
        {**_past(known.passes), **minutes.pop("past", {})},
        event=at.event,
        debts=known.debts,
        now=known.at,
        seed=at.seed,
        commit=tree.commit,
        tree=tree.id,
        branch=at.branch,
        everything=at.everything or known.unreadable,
        refusals=known.refusals,
        clean=known.clean,
        here=arguments.here,
        **minutes,
    )
    return known.closed(one, declared)


def _named_after_folder(path: str) -> str:
    return posixpath.basename(posixpath.realpath(posixpath.dirname(path)))


def _with_jobs(path: str, ready: Prepared) -> Prepared:
    if ready.declared.jobs:
        return ready
    raise UsageError(
        "no job is declared, so there is nothing to plan",
        where=path,
        fix="write jobs: {tests: {run: [...]}}",
        docs="docs/planner.md#jobs",
    )


def _past(passes: Sequence[Pass]) -> dict[str, Past]:
    """How long jobs took when they passed; how often they fail is not known from that."""
    from greenlane.model.plan import Past

    took: dict[str, list[tuple[int, float]]] = {}
    for one in passes:
        took.setdefault(one.job, []).append((one.passed_at, one.duration_s))
    return {job: Past(tuple(seconds for _, seconds in sorted(ones))) for job, ones in took.items()}


def _budget(arguments: argparse.Namespace, world: World, declared: Declared) -> dict[str, Any]:
    """How the month stands, and what jobs did, where a ledger is named and there."""
    named: str | Path | None = arguments.ledger or world.environment.get("GREENLANE_LEDGER")
    if not named or not (world.cwd / named).is_file():
        return {}
    from greenlane.cli.plan_budget import budget

    return budget(arguments, world, world.cwd / named, declared)
