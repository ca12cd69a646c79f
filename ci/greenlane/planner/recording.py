"""The record of a job that ended well: made where it may be, refused with the reason where it may not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from greenlane.model.plan import Key, Pass, Refusal, Report
from greenlane.planner.origin import Origin, why_not_write
from greenlane.planner.passes import decode, encode
from greenlane.planner.store import ARTIFACT, pass_file


@dataclass(frozen=True)
class Ended:
    """What a job knows of itself at its good end. tests: how many ran, None when nobody counted.

    reports: files that it left, by their paths in the repository.
    """

    duration_s: float
    tests: int | None = None
    reports: tuple[Report, ...] = ()


@dataclass(frozen=True)
class Upload:
    """What a workflow's upload step needs: the artifact's name and its file."""

    name: str
    file: Path


def record(key: Key, origin: Origin, ended: Ended, *, now: int) -> Pass | Refusal:
    """The pass of a job that completed, or why there is none to write.

    The caller vouches for the end: it is called only where every command succeeded. Pure.
    """
    why = _why_not(key, origin, ended)
    if why or key.digest is None:
        return Refusal(key.job, why)
    made = Pass(
        job=key.job,
        digest=key.digest,
        repository=origin.repository,
        run_id=origin.run_id,
        attempt=origin.attempt,
        commit=origin.commit,
        event=origin.event,
        branch=origin.branch,
        passed_at=now,
        duration_s=ended.duration_s,
        minutes=math.ceil(ended.duration_s / 60),
        tests=ended.tests,
        url=origin.url,
        parts=key.parts,
        reports=ended.reports,
    )
    return decode(encode(made), key.job)


def for_upload(folder: Path, one: Pass) -> Upload:
    """Write the record for a workflow's upload step, whose artifact is the run's only one. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / pass_file(one.job, one.digest)
    from greenlane.edges.files import write_aside

    write_aside(file, encode(one))
    return Upload(ARTIFACT, file)


def _why_not(key: Key, origin: Origin, ended: Ended) -> str:
    if key.digest is None:
        return f"what it depends on cannot be told: {key.why}"
    if ended.tests == 0:
        return "zero tests ran"
    if not (math.isfinite(ended.duration_s) and ended.duration_s >= 0):
        return "how long it took is not known"
    return why_not_write(origin)
