"""`greenlane leg`: run one leg of a plan, job by job, and leave what came of it for the gate."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.model.errors import ExitCode, UsageError

if TYPE_CHECKING:
    import argparse

    from greenlane.cli.world import World
    from greenlane.edges.commands import Commands
    from greenlane.model.plan import Group, Job, Plan

SUMMARY = "run one leg of a plan, and leave its results for the gate"
DOCS = "docs/planner-legs.md"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="LEG", help="as the plan names it; `here` for the planning job's")
    parser.add_argument("--plan", type=Path, required=True, metavar="FILE", help="the plan")
    parser.add_argument(
        "--results", type=Path, required=True, metavar="FOLDER", help="where FOLDER/LEG/result.json goes"
    )


def run(arguments: argparse.Namespace, world: World) -> int:
    """Raises UsageError for a plan of another commit or without that leg."""
    from greenlane.cli.leg_showing import Log
    from greenlane.cli.plan_declared import declared
    from greenlane.edges.git import Repository
    from greenlane.model.leg import Ending, LegResult
    from greenlane.planner import leg_results
    from greenlane.planner.leg_running import Leg, carry_out

    data, plan = _plan(arguments.plan, world)
    path, ready = declared(arguments, world)
    repository = Repository.find(path.parent, world.environment)
    root = repository.top if repository else path.parent
    _check(plan, repository.commit() if repository else None, str(arguments.plan))
    group = _group(plan, arguments.name, str(arguments.plan))
    folder = _emptied(world.cwd / arguments.results / group.name)
    digest = hashlib.sha256(data).hexdigest()
    log = Log(world)
    with _shell(world, root) as commands:
        leg = Leg(_jobs(group, ready.declared.jobs, path), root, folder, commands, _tests)
        done = carry_out(
            leg,
            log,
            lambda jobs: leg_results.write(folder, LegResult(group.name, plan.commit, digest, jobs)),
        )
    log.total(group.name, done.jobs)
    if done.was_interrupted:
        return int(ExitCode.INTERRUPTED)
    is_green = all(one.result is Ending.SUCCESS for one in done.jobs.values())
    return int(ExitCode.OK if is_green else ExitCode.FAIL)


def _plan(path: Path, world: World) -> tuple[bytes, Plan]:
    """The file and the plan in it. Raises UsageError, NoPlan."""
    from greenlane.planner.written import LARGEST_BYTES, read

    try:
        with (world.cwd / path).open("rb") as handle:
            data = handle.read(LARGEST_BYTES + 1)
    except OSError as err:
        raise UsageError(
            f"there is no plan to read: {err.strerror}",
            where=str(path),
            fix=f"greenlane plan --output {path}",
            docs=DOCS,
        ) from err
    return data, read(data, str(path))


def _check(plan: Plan, commit: str | None, where: str) -> None:
    """Raises UsageError where the plan is not of what is checked out."""
    if commit is not None and plan.commit == commit:
        return
    raise UsageError(
        f"the plan is of commit {plan.commit[:12] or 'none'}, and this is {(commit or 'none')[:12]}",
        where=where,
        fix="check out the commit that was planned, or plan again",
        docs=f"{DOCS}#another-commit",
    )


def _group(plan: Plan, name: str, where: str) -> Group:
    for group in plan.groups:
        if group.name == name:
            return group
    names = ", ".join(group.name for group in plan.groups) or "none"
    raise UsageError(f"the plan has no leg named {name!r}", where=where, fix=f"one of: {names}", docs=DOCS)


def _jobs(group: Group, declared: Sequence[Job], path: Path) -> list[Job]:
    """As they are declared here. Raises UsageError."""
    known = {job.name: job for job in declared}
    if absent := [name for name in group.jobs if name not in known]:
        raise UsageError(
            f"the plan runs {', '.join(absent)}, which is not declared",
            where=str(path),
            fix="plan again with this greenlane.yaml",
            docs=DOCS,
        )
    return [known[name] for name in group.jobs]


def _emptied(folder: Path) -> Path:
    """The folder of the leg, without what an earlier call left there."""
    import shutil

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "result.json").unlink(missing_ok=True)
    shutil.rmtree(folder / "reports", ignore_errors=True)
    return folder


@contextlib.contextmanager
def _shell(world: World, root: Path) -> Iterator[Callable[[], Commands]]:
    """What opens a job's shell; should we be killed, what runs in it ends."""
    import tempfile

    from greenlane.edges.commands import Commands
    from greenlane.edges.guard import Guard

    with tempfile.TemporaryDirectory(prefix="greenlane-leg-") as folder:
        guard = Guard(Path(folder))
        try:
            # nox would put another greenlane into a noxfile's own environment than runs this leg.
            environment = {"NOX_SCRIPT_MODE": "none", **world.environment}
            yield lambda: Commands(environment, root, guard)
        finally:
            guard.close()


def _tests(path: Path) -> int | None:
    """How many tests ran by a JUnit file, skipped ones not counted; None for a file that is none."""
    from greenlane.gates.readers.junit_totals import ran
    from greenlane.model.gates import Unreadable

    try:
        return ran(path.read_bytes())
    except (OSError, Unreadable):
        return None
