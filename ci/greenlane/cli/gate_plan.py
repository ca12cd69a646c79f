"""`greenlane gate plan-result`: the one required check: plan and jobs, held against the keys of now."""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from greenlane.cli.gate_jobs import parse
from greenlane.cli.gate_plan_gates import look
from greenlane.cli.gate_plan_keeping import keep, output
from greenlane.cli.gate_plan_reports import Gathered, gather
from greenlane.cli.gate_showing import Showing
from greenlane.cli.plan_context import context
from greenlane.cli.plan_declared import declared
from greenlane.cli.plan_kept import place as place_of
from greenlane.cli.plan_keys import joined, refinement
from greenlane.cli.plan_passes import opened as opened_place
from greenlane.cli.screen import check_form
from greenlane.cli.summary import page
from greenlane.edges.git import Repository
from greenlane.edges.git_tree import opened
from greenlane.model.errors import UsageError
from greenlane.model.plan import HERE
from greenlane.planner.keys import explained_each, keys
from greenlane.planner.leg_reading import Legs, results
from greenlane.planner.outcomes import Workflow
from greenlane.planner.result import Seen, Verdict, judge, with_gates, without_debts
from greenlane.planner.store import wanted
from greenlane.planner.written import LARGEST_BYTES, NoPlan, read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from greenlane.cli.world import World
    from greenlane.model.plan import Event, Job, Key, Plan
    from greenlane.planner.kept import Kept
    from greenlane.planner.locks.reading import Kept as Locks
    from greenlane.planner.store import Found

NAME = "plan-result"


class Recorded(NamedTuple):
    """The plan as it was handed over. absent: why there is none. digest: of its file."""

    plan: Plan | None
    absent: str = ""
    digest: str = ""


class Held(NamedTuple):
    """What the gate came to, and what it saw on the way.

    jobs: as declared. keys: of jobs that succeeded, with the parts that explain them. found: passes, None
    when none were read.
    """

    verdict: Verdict
    plan: Plan | None
    legs: Legs | None
    jobs: Sequence[Job]
    keys: Mapping[str, Key]
    found: Found | None
    root: Path
    now: int


def run(arguments: argparse.Namespace, world: World) -> int:
    """Judge, keep, show and answer. Raises UsageError without the results of the jobs."""
    check_form(arguments.format)
    where = place_of(arguments, world)
    place = opened_place(where, world) if where else None
    held = _held(arguments, world, place)
    gathered = Gathered({}, {})
    with tempfile.TemporaryDirectory(prefix="greenlane-gate-") as aside:
        if held.plan is not None and held.legs is not None and not held.verdict.faults:
            passes = held.found.passes if held.found else ()
            gathered = gather(held.plan, held.jobs, held.legs, place, passes, Path(aside))
        unowed = keep(held, gathered.folders, place, arguments.keep, world) if place else ""
        looked = look(arguments, world, gathered)
        verdict = with_gates(without_debts(held.verdict, unowed), looked.gates)
        made = page(held, verdict, looked, gathered, arguments, world)
    _showing(arguments, world, held.root).show(made)
    output(verdict, world)
    return int(verdict.outcome.exit_code)


def _showing(arguments: argparse.Namespace, world: World, root: Path) -> Showing:
    folder = world.cwd / arguments.report if arguments.report else None
    repository = Repository.find(root, world.environment)
    return Showing(world, root=root, repository=repository, form=arguments.format, folder=folder)


def _held(arguments: argparse.Namespace, world: World, place: Kept | None) -> Held:
    recorded = _recorded(arguments.plan, world)
    plan, now = recorded.plan, int(world.clock())
    path, ready = declared(arguments, world)
    jobs, legs = ready.declared.jobs, None
    if plan is not None and arguments.results is not None:
        legs = results(world.cwd / arguments.results, plan, recorded.digest, jobs)
    workflow = Workflow(
        _needs(plan, legs, world), tuple(arguments.matrix), arguments.here, legs.jobs if legs else None
    )
    with opened(path.parent, world.environment, "HEAD") as tree:
        locks: Locks = {}
        ready = joined(ready, tree, locks)
        more = refinement(ready, tree, locks)
        today = keys(ready, tree, world.environment, **more)
        found = place.find(wanted(jobs, today), now=now) if place else None
        passes = None if found is None else () if found.unreadable else found.passes
        seen = Seen(tree.commit, jobs, passes, _event(arguments, world))
        wrong = legs.faults if legs else ()
        verdict = judge(plan, today, workflow, now, seen=seen, absent=recorded.absent, legs=wrong)
        good = verdict.succeeded if legs and place else ()
        known = explained_each(ready, tree, world.environment, good, **more)
    return Held(verdict, plan, legs, jobs, known, found, path.parent, now)


def _event(arguments: argparse.Namespace, world: World) -> Event | None:
    """What the gate runs for, as the planner calls it; None where nobody says, on a laptop."""
    is_said = arguments.event or world.environment.get("GITHUB_EVENT_NAME")
    return context(arguments.event, world.environment).event if is_said else None


def _needs(plan: Plan | None, legs: Legs | None, world: World) -> Mapping[str, str] | None:
    """Results of the workflow's jobs; None in the planning job, when all that runs has run there.

    Raises UsageError where they are missing otherwise.
    """
    said = world.environment.get("NEEDS", "")
    is_all_here = plan is not None and all(group.name == HERE for group in plan.groups)
    if not said and legs is not None and is_all_here:
        return None
    return parse(said)


def _recorded(path: Path | None, world: World) -> Recorded:
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
        return Recorded(None, f"there is no plan: {path}: {err.strerror}")
    try:
        return Recorded(read(data, str(path)), "", hashlib.sha256(data).hexdigest())
    except NoPlan as err:
        return Recorded(None, "; ".join([f"{path}: {err.what}", *err.detail[:3]]))
