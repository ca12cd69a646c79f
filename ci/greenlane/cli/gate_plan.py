"""`greenlane gate plan-result`: the one required check: plan and jobs, held against the keys of now."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.cli.gate_jobs import parse
from greenlane.cli.plan_declared import declared
from greenlane.cli.plan_keys import keyed
from greenlane.cli.plan_passes import opened as opened_place
from greenlane.edges.git_tree import opened
from greenlane.model.errors import UsageError
from greenlane.planner.result import Seen, judge
from greenlane.planner.result_report import result_report
from greenlane.planner.store import wanted
from greenlane.planner.written import LARGEST_BYTES, NoPlan, read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from greenlane.cli.world import World
    from greenlane.model.plan import Pass, Plan
    from greenlane.planner.keys import Prepared
    from greenlane.planner.tree import Tree

NAME = "plan-result"


def run(arguments: argparse.Namespace, world: World) -> int:
    """Judge, show and answer. Raises UsageError without the results of the jobs."""
    results = parse(world.environment.get("NEEDS", ""))
    plan, absent = _plan(arguments.plan, world)
    path, ready = declared(arguments, world)
    now = int(world.clock())
    with opened(path.parent, world.environment, "HEAD") as tree:
        found = keyed(ready, tree, world.environment)
        seen = Seen(tree.commit, ready.declared.jobs, _passes(arguments, world, ready, tree, now))
    matrices = tuple(arguments.matrix)
    verdict = judge(plan, found, results, now, matrices=matrices, seen=seen, absent=absent)
    from greenlane.cli.plan_showing import show

    show(result_report(verdict, plan, now), arguments, world)
    return int(verdict.outcome.exit_code)


def _plan(path: Path | None, world: World) -> tuple[Plan | None, str]:
    """The recorded plan; None and why there is none."""
    if path is None:
        raise UsageError(
            "the plan is not named, so nothing can be held against it",
            fix="greenlane gate plan-result --plan plan.json",
            docs="docs/planner.md#the-gate",
        )
    try:
        with (world.cwd / path).open("rb") as handle:
            data = handle.read(LARGEST_BYTES + 1)
    except OSError as err:
        return None, f"there is no plan: {path}: {err.strerror}"
    try:
        return read(data, str(path)), ""
    except NoPlan as err:
        return None, "; ".join([f"{path}: {err.what}", *err.detail[:3]])


def _passes(
    arguments: argparse.Namespace, world: World, ready: Prepared, tree: Tree, now: int
) -> Sequence[Pass] | None:
    """Those that the gate believes itself; None when it was given no place to read them from."""
    if arguments.passes is None:
        return None
    found = keyed(ready, tree, world.environment)
    read = opened_place(arguments.passes, world).find(wanted(ready.declared.jobs, found), now=now)
    return () if read.unreadable else read.passes
