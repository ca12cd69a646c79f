"""What the gate leaves for later runs: passes of jobs that succeeded, what is owed, the count of shadow."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from greenlane.cli.plan_passes import origin
from greenlane.model.errors import GreenlaneError
from greenlane.model.plan import Choice, Pass, Refusal, Report
from greenlane.planner.kept import Left
from greenlane.planner.recording import Ended, record
from greenlane.planner.shadow import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from greenlane.cli.gate_plan import Held
    from greenlane.cli.world import World
    from greenlane.model.plan import Plan
    from greenlane.planner.kept import Kept
    from greenlane.planner.leg_reading import Legs
    from greenlane.planner.result import Verdict


def keep(held: Held, reports: Mapping[str, Path], place: Kept, folder: Path | None, world: World) -> str:
    """Keep it where that may be done, else say why not. Of a plan with faults nothing is kept.

    Returns why what is put off could not be written down; "" when it could, or nothing is put off.
    """
    is_laid, unowed = False, ""
    if held.plan is None or held.verdict.faults:
        world.note("nothing is kept: the plan cannot be relied on")
    elif why := place.why_not_write():
        world.note(f"nothing is kept: {why}")
    elif held.legs is not None:
        try:
            is_laid = _kept(held, held.plan, held.legs, reports, place, folder, world)
        except GreenlaneError as err:
            why = ": ".join(part for part in (err.where, err.what) if part)
            world.note(f"nothing is kept: {why}")
            unowed = why if any(one.choice is Choice.DEFER for one in held.plan.decisions) else ""
    _written({"keep": "true" if is_laid else "false"}, world)
    return unowed


def output(verdict: Verdict, world: World) -> None:
    """For the steps and jobs behind this one. Nothing is settled but by a green gate."""
    if verdict.outcome.exit_code == 0:
        _written({"settled": "true"}, world)


def passes(held: Held, world: World) -> Iterable[Pass | Refusal]:
    """Of each job that succeeded in its leg."""
    at = origin(world)
    for name, key in held.keys.items():
        result = held.legs.jobs[name] if held.legs else None
        if result is None:
            continue
        reports = tuple(Report(path, digest) for path, digest in result.reports.items())
        try:
            yield record(key, at, Ended(result.seconds, result.tests, reports), now=held.now)
        except GreenlaneError as err:
            yield Refusal(name, err.what)


def _kept(
    held: Held,
    plan: Plan,
    legs: Legs,
    reports: Mapping[str, Path],
    place: Kept,
    folder: Path | None,
    world: World,
) -> bool:
    """Whether something lies in the folder to be uploaded."""
    made = [*passes(held, world)]
    for one in made:
        if isinstance(one, Refusal):
            world.note(f"{one.where}: not recorded: {one.why}")
    results = {name: one.result.value for name, one in legs.jobs.items()}
    clean = counted(plan, results, place.clean(now=held.now))
    good = tuple(one for one in made if isinstance(one, Pass))
    done = place.keep(Left(plan, good, reports, clean), world.cwd / folder if folder else None)
    for one in done.refusals:
        world.note(f"{one.where}: not kept: {one.why}")
    world.say(f"kept: {len(good)} of {len(plan.decisions)} jobs passed here")
    return done.is_laid


def _written(outputs: Mapping[str, str], world: World) -> None:
    if path := world.environment.get("GITHUB_OUTPUT"):
        with Path(path).open("a", encoding="utf-8") as handle:
            handle.writelines(f"{name}={value}\n" for name, value in outputs.items())
