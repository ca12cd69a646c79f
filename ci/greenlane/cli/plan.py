"""`greenlane plan`: what this commit needs, what passed before, and what it costs.

A plan is made in cli/plan_making.py and shown here; another way to show it is one more line in `_shown`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from greenlane.cli.plan_making import made
from greenlane.cli.plan_words import Asked
from greenlane.model.errors import ExitCode
from greenlane.model.plan import Choice, Plan

if TYPE_CHECKING:
    import argparse

    from greenlane.cli.world import World

SUMMARY = "what a change needs, what can wait, and what it costs in minutes"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="the plan as JSON, for a machine")
    parser.add_argument(
        "--event",
        metavar="NAME",
        help="why it is made, in GitHub's words; default: what GitHub says, or local",
    )
    parser.add_argument("--revision", default="HEAD", metavar="REV", help="the commit (default: HEAD)")


def run(arguments: argparse.Namespace, world: World) -> int:
    return answer(Asked.by(arguments), world)


def answer(asked: Asked, world: World) -> int:
    """Plan, print, and say whether it is red."""
    plan = made(asked, world)
    world.out.write(_shown(plan, asked))
    return int(ExitCode.FAIL if any(one.choice is Choice.REFUSE for one in plan.decisions) else ExitCode.OK)


def _shown(plan: Plan, asked: Asked) -> str:
    """The plan as it was asked for."""
    return _as_json(plan) if asked.json else _as_text(plan)


def _as_json(plan: Plan) -> str:
    """One line, keys in order."""
    import json

    content = {"kind": "greenlane-plan", **vars(plan)}
    return json.dumps(content, default=vars, sort_keys=True, separators=(",", ":")) + "\n"


def _as_text(plan: Plan) -> str:
    """A line a job, those of one choice together."""
    lines = [f"{plan.event} on {plan.commit[:12]}: {_counted(plan)}"]
    if plan.everything:
        lines.append(f"everything runs: {plan.everything}")
    if plan.shadow:
        lines.append("in shadow: nothing is skipped")
    for choice in Choice:
        for one in plan.decisions:
            if one.choice is choice:
                lines.append(f"  {choice:<7} {one.job}: {one.reason}")
    lines += [f"  not believed: {one.where}: {one.why}" for one in plan.refusals]
    lines += [f"  note: {note}" for note in plan.notes]
    return "\n".join(lines) + "\n"


def _counted(plan: Plan) -> str:
    """Such as `2 run, 1 reuse, 8 minutes`."""
    counts = {choice: sum(one.choice is choice for one in plan.decisions) for choice in Choice}
    minutes = sum(group.minutes for group in plan.groups)
    told = [f"{count} {choice}" for choice, count in counts.items() if count]
    return ", ".join([*told, f"{minutes:g} minutes"])
