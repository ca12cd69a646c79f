"""What a simulated run came to: its jobs as GitHub lists them, and what it left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Result = Literal["success", "failure", "cancelled", "skipped"]
WORST: tuple[Result, ...] = ("failure", "cancelled", "success", "skipped")


@dataclass(frozen=True)
class Annotation:
    """What a step told with a workflow command. level: notice, warning, error."""

    level: str
    message: str
    file: str = ""
    line: int | None = None


@dataclass(frozen=True)
class Job:
    """One job of the run. id: in its workflow; caller: the id of the job that calls that workflow, or "".

    name: as GitHub shows it. started_at: Unix seconds, to the second; duration_s: of its steps, here; both
    None for one that did not run. lines: its log; failed: of its first step that failed. outputs: what its
    steps set, by step id. is_allowed: it all goes on when it fails (continue-on-error).
    """

    id: str
    caller: str
    name: str
    result: Result
    runner: str
    matrix: Mapping[str, Any]
    lines: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    started_at: float | None = None
    duration_s: float | None = None
    outputs: Mapping[str, Mapping[str, str]] | None = None
    annotations: tuple[Annotation, ...] = ()
    summary: str = ""
    is_allowed: bool = False

    @property
    def said(self) -> str:
        """All that it printed."""
        return "\n".join(self.lines)


@dataclass(frozen=True)
class Artifact:
    """What a job uploaded. files: their paths in it; folder: where they lie, as long as scratch does.

    retention_days: None for the repository's default.
    """

    name: str
    folder: Path
    id: int
    retention_days: int | None
    job: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Simulated:
    """A whole run. code: act's; rest: lines of no job. scratch: the folder that holds all of it."""

    workflow: str
    code: int
    jobs: tuple[Job, ...]
    artifacts: tuple[Artifact, ...]
    rest: tuple[str, ...]
    scratch: Path
    notes: tuple[str, ...] = ()

    @property
    def is_green(self) -> bool:
        """Whether something ran and nothing failed."""
        ran = [job for job in self.jobs if job.result != "skipped"]
        return bool(ran) and all(job.result == "success" or job.is_allowed for job in ran)

    @property
    def results(self) -> dict[str, str]:
        """The result of each job id; of a matrix the worst. Inner jobs of a call stand under their own."""
        found: dict[str, str] = {}
        for job in self.jobs:
            found[job.id] = min(found.get(job.id, job.result), job.result, key=lambda one: WORST.index(one))
        return found

    def job(self, id: str, **matrix: object) -> Job:
        """The one job of that id and these values of the matrix. Raises KeyError."""
        fitting = [
            job
            for job in self.jobs
            if job.id == id and all(job.matrix.get(k) == v for k, v in matrix.items())
        ]
        if len(fitting) != 1:
            raise KeyError(
                f"{len(fitting)} jobs named {id} with {matrix}; there are {[j.name for j in self.jobs]}"
            )
        return fitting[0]

    @property
    def story(self) -> str:
        """Every job with its result, and the end of the log of those that failed."""
        told = []
        for job in self.jobs:
            told.append(f"{job.result:<10} {job.name}")
            if job.result == "failure":
                told += [f"    {line}" for line in (job.failed or job.lines)[-40:]]
        return "\n".join([*told, *self.rest[-5:]])

    def said(self, id: str) -> str:
        """All that the jobs of that id printed."""
        return "\n".join(job.said for job in self.jobs if job.id == id)

    def artifact(self, name: str) -> Artifact:
        """The artifact of that name. Raises KeyError."""
        for one in self.artifacts:
            if one.name == name:
                return one
        raise KeyError(f"no artifact named {name}; there are {[one.name for one in self.artifacts]}")
