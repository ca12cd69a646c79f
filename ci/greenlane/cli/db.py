"""`greenlane db`: apply the migrations of the running databases, and show where they stand."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from functools import partial

from greenlane.cli import project
from greenlane.cli.world import World
from greenlane.model.errors import ExitCode, UsageError
from greenlane.model.migration import DOCS, BlockedError, SeedPlan, Status, Target

Targets = Mapping[str, Sequence[Target]]
SUMMARY = "apply migrations and seeds (migrate), or show which are missing (status)"


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    migrate = actions.add_parser("migrate", help="apply what is missing")
    migrate.add_argument(
        "--dry-run", action="store_true", help="print what would be applied, and apply nothing"
    )
    migrate.add_argument(
        "--retry", action="append", default=[], metavar="VERSION", help="run an unfinished migration again"
    )
    migrate.add_argument(
        "--done",
        action="append",
        default=[],
        metavar="VERSION",
        help="take an unfinished migration as applied",
    )
    status = actions.add_parser("status", help="what is applied, what is missing, what stands in the way")
    status.add_argument("--json", action="store_true", help="the status as JSON")
    for action in (migrate, status):
        action.add_argument("service", nargs="?", help="which, when several have migrations; default: all")
        project.add_mode(action, default=None)


def run(arguments: argparse.Namespace, world: World) -> int:
    return act(urls(arguments, world), arguments, world)


def act(targets: Targets, arguments: argparse.Namespace, world: World) -> int:
    """Do what the call says to these databases."""
    targets = _chosen(arguments.service, targets)
    if arguments.action == "status":
        return _status(targets, world, as_json=arguments.json)
    if arguments.dry_run:
        return _status(targets, world, as_json=False)
    return _migrate(targets, arguments, world)


def urls(arguments: argparse.Namespace, world: World) -> Targets:
    """The running services that have migrations or seeds, by name, and what is applied to each in order.

    A catalog entry takes part by having `targets(context: Context) -> Sequence[Target]`: more than one
    when some seeds run as another role.
    """
    stack, running = project.running_stack(arguments, world)
    if running is None:
        raise UsageError("nothing is running", fix="greenlane up")
    found = {}
    for name, context in stack.contexts().items():
        if targets := getattr(stack.kind(name), "targets", lambda _: ())(context):
            found[name] = tuple(targets)
    return found


def _chosen(service: str | None, targets: Targets) -> Targets:
    if not targets:
        raise UsageError(
            "no service of this project has migrations or seeds",
            fix="declare `migrations:` or `seeds:` below the database",
            docs=DOCS,
        )
    if service is None:
        return targets
    if service not in targets:
        raise UsageError(
            f"{service} has no migrations", fix=f"those that have: {', '.join(targets)}", docs=DOCS
        )
    return {service: targets[service]}


def _migrate(targets: Targets, arguments: argparse.Namespace, world: World) -> int:
    from greenlane.migrations import Settle, apply

    settle = Settle(retry=tuple(arguments.retry), done=tuple(arguments.done))
    if (settle.retry or settle.done) and len(targets) > 1:
        raise UsageError(
            "--retry and --done are about one database",
            fix=f"name it, one of: {', '.join(targets)}",
            docs=DOCS,
        )
    for name, steps in targets.items():
        for number, step in enumerate(steps):
            done = apply(
                step.url,
                step.source,
                report=partial(_report, world, name),
                environment={**world.environment, **step.environment},
                settle=settle if number == 0 else None,
            )
            counts = f"{len(done.migrations)} migrations and {len(done.seeds)} seeds"
            world.say(f"{name}: applied {counts} in {done.duration_s:.1f} s")
    return ExitCode.OK


def _report(world: World, name: str, line: str) -> None:
    world.note(f"{name}: {line}")


def _status(targets: Targets, world: World, *, as_json: bool) -> int:
    from greenlane.migrations import status

    found = {
        name: _merged([status(step.url, step.source) for step in steps]) for name, steps in targets.items()
    }
    if as_json:
        world.say(json.dumps({name: _as_json(one) for name, one in found.items()}, indent=2))
    else:
        for name, one in found.items():
            for line in _lines(name, one):
                world.say(line)
    codes = [
        BlockedError(one.plan.obstacles).code for one in found.values() if one.plan and one.plan.obstacles
    ]
    return max(codes, default=ExitCode.OK)


def _merged(steps: Sequence[Status]) -> Status:
    """One status of a service: its migrations are the first step's, seeds may be in each."""
    seeds = SeedPlan(
        to_apply=tuple(seed for step in steps for seed in step.seeds.to_apply),
        applied=tuple(name for step in steps for name in step.seeds.applied),
        changed=tuple(name for step in steps for name in step.seeds.changed),
    )
    return Status(steps[0].plan, seeds, tuple(note for step in steps for note in step.notes))


def _lines(name: str, found: Status) -> list[str]:
    lines = []
    if found.plan is None:
        lines.append(f"{name}: a command of the project decides; what it would do is not known")
    else:
        counts = f"{len(found.plan.applied)} applied, {len(found.plan.to_apply)} to apply"
        blocked = f", {len(found.plan.obstacles)} in the way" if found.plan.obstacles else ""
        lines.append(f"{name}: {counts}{blocked}")
        lines += [f"  to apply  {script.file}" for script in found.plan.to_apply]
        lines += [f"  {line}" for obstacle in found.plan.obstacles for line in obstacle.lines()]
    lines += [f"  to seed   {seed.name}" for seed in found.seeds.to_apply]
    return lines + [f"  note: {note}" for note in found.notes]


def _as_json(found: Status) -> dict[str, object]:
    seeds = {
        "to_apply": [seed.name for seed in found.seeds.to_apply],
        "applied": list(found.seeds.applied),
        "changed": list(found.seeds.changed),
    }
    if found.plan is None:
        return {"plan": None, "seeds": seeds, "notes": list(found.notes)}
    applied = [
        {
            "version": one.version,
            "name": one.name,
            "state": one.state,
            "applied_at": one.applied_at.isoformat() if one.applied_at else None,
            "duration_ms": one.duration_ms,
        }
        for one in found.plan.applied
    ]
    obstacles = [
        {"kind": one.kind, "version": one.version, "where": one.where, "what": one.what, "fix": one.fix}
        for one in found.plan.obstacles
    ]
    to_apply = [{"version": one.version, "file": one.file} for one in found.plan.to_apply]
    plan = {"applied": applied, "to_apply": to_apply, "obstacles": obstacles}
    return {"plan": plan, "seeds": seeds, "notes": list(found.notes)}
