"""The legs of a plan as GitHub's matrices: one a stage, within its limits, and what to do when there is none.

Outputs of the planning job, each on one line:
    has_jobs, matrix        of stage 0; has_jobs_1, matrix_1 of stage 1, and so on
    has_here                whether a leg runs in the planning job itself; it is in no matrix
A stage without legs says `has_jobs: false`. GitHub fails a matrix without entries, and act runs it once, so a
job asks for has_jobs in its `if:`. A leg names its jobs; their commands stay in greenlane.yaml.
Source: GitHub's limits as of November 2026: 256 jobs a matrix, 1 MB of outputs a job, counted in UTF-16.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from greenlane.model.errors import UsageError
from greenlane.model.plan import HERE, Group, Plan
from greenlane.planner.packing import MOST_LEGS

MOST_BYTES = 1_000_000
MOST_HANDED = 128 * 1024 - 4096
"""The gate is handed all outputs as `toJSON(needs)`, in one variable; Linux starts no program with a longer
one. 4096 is for what else stands there. Source: MAX_ARG_STRLEN in linux/binfmts.h; tried on Linux 6.18.
"""
DOCS = "docs/planner.md#matrix"


def outputs(plan: Plan, stages: int = 3) -> Mapping[str, str]:
    """What a workflow with so many matrices reads, by the output's name.

    Raises UsageError when the legs are too many for GitHub, or wait for each other more often than `stages`.
    """
    deepest = max((group.stage for group in plan.groups), default=0)
    if deepest >= stages:
        raise UsageError(
            f"the plan has {deepest + 1} stages, and the workflow has {stages}",
            fix="remove a `needs` of a job, or give the workflow one more matrix",
            docs=DOCS,
        )
    found = {"has_here": "true" if any(group.name == HERE for group in plan.groups) else "false"}
    for stage in range(stages):
        legs = [group for group in plan.groups if group.stage == stage and group.name != HERE]
        end = f"_{stage}" if stage else ""
        found[f"has_jobs{end}"] = "true" if legs else "false"
        found[f"matrix{end}"] = matrix(legs)
    _check_size(found)
    return found


def matrix(legs: list[Group]) -> str:
    """One matrix, for fromJSON: ASCII on one line. Raises UsageError beyond 256 legs."""
    if len(legs) > MOST_LEGS:
        raise UsageError(
            f"{len(legs)} legs are to run, and GitHub takes {MOST_LEGS} in a matrix",
            fix="raise planner.wall, so that more jobs share a runner, or join jobs in greenlane.yaml",
            docs=DOCS,
        )
    include = [{"leg": leg.name, "runner": leg.runner, "jobs": " ".join(leg.jobs)} for leg in legs]
    return json.dumps({"include": include}, separators=(",", ":"))


def _check_size(found: Mapping[str, str]) -> None:
    size_bytes = sum(2 * (len(name) + len(value)) for name, value in found.items())
    if size_bytes > MOST_BYTES:
        raise UsageError(
            f"the matrices take {size_bytes:,} bytes, and GitHub takes {MOST_BYTES:,} of outputs",
            fix="give jobs shorter names, or join some in greenlane.yaml",
            docs=DOCS,
        )
    handed_bytes = len(json.dumps(dict(found)))
    if handed_bytes > MOST_HANDED:
        raise UsageError(
            f"the matrices take {handed_bytes:,} bytes, and the gate can be handed {MOST_HANDED:,}",
            fix="give jobs shorter names, or join some in greenlane.yaml",
            docs=DOCS,
        )
