"""The last job of a workflow reads what the others came to: `greenlane gate --jobs`."""

from __future__ import annotations

import json
from typing import Any

from greenlane.cli.world import World
from greenlane.gates import jobs
from greenlane.model.errors import ExitCode, UsageError


def judge(named: str, may_skip: str, world: World) -> int:
    """Judge the jobs named `a,b`, from the variable NEEDS. Raises UsageError when it holds nothing."""
    expected = words(named)
    if not expected:
        raise UsageError(
            "--jobs names no job, so nothing would be judged", docs="docs/reference/exit-codes.md"
        )
    results = parse(world.environment.get("NEEDS", ""))
    verdict = jobs.judge(results, expected=expected, may_skip=words(may_skip))
    world.say(f"gate: {'green' if verdict.is_green else 'RED'}")
    for job in verdict.jobs:
        world.say(f"  {'ok ' if job.is_good else 'NO '} {job.job}: {job.result}, {job.reason}")
    return ExitCode.OK if verdict.is_green else ExitCode.FAIL


def words(text: str) -> list[str]:
    """The parts of `a,b`, without empty ones."""
    return [word.strip() for word in text.split(",") if word.strip()]


def parse(needs: str) -> dict[str, str]:
    """GitHub's `needs` context as job -> result. Raises UsageError."""
    try:
        given: Any = json.loads(needs)
        return {str(name): str(job["result"]) for name, job in given.items()}
    except (ValueError, AttributeError, KeyError, TypeError) as err:
        raise UsageError(
            "the variable NEEDS does not hold the needs of the job",
            fix="set it in the step: NEEDS: ${{ toJSON(needs) }}",
            docs="docs/reference/exit-codes.md",
        ) from err
