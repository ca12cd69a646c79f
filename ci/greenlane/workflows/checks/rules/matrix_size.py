"""A matrix that GitHub refuses."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from greenlane.workflows.checks.places import Told, high
from greenlane.workflows.checks.repository import Repository

TITLE = "a matrix has no leg, or more than 256"
WHY = "GitHub refuses both: the job fails before it starts, and the jobs that need it are skipped."
FIX = "pack the legs: greenlane plan writes a matrix within the limits"
MOST = 256


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        for job in flow.jobs:
            matrix = job.node.at("strategy", "matrix")
            axes = [(key, value) for key, value in matrix.entries if key.text not in ("include", "exclude")]
            for key, value in axes:
                if value.raw is not None and not value.is_text and not value.items:
                    yield high(flow.path, key, f"the matrix of {job.name} has no value for {key.text}")
            # What excludes or comes from an expression cannot be counted here.
            is_plain = all(value.items for _, value in axes) and not matrix.at("exclude")
            legs = prod(len(value.items) for _, value in axes) if axes and is_plain else 0
            if legs > MOST:
                yield high(flow.path, job.node.key("strategy"), f"{job.name} has {legs} legs, {MOST} at most")
