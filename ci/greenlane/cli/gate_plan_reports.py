"""The reports of a plan's jobs, gathered: of what ran from legs, of reused ones from passes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from greenlane.model.plan import Choice
from greenlane.planner.leg_reading import unlike
from greenlane.planner.leg_results import reports_of
from greenlane.planner.store import tag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from greenlane.model.leg import JobResult
    from greenlane.model.plan import Decision, Job, Pass, Plan
    from greenlane.planner.kept import Kept
    from greenlane.planner.leg_reading import Legs


class Gathered(NamedTuple):
    """folders: of each job that has reports, where they lie by their paths. missing: whose are not here, why.

    lost: of those, whose should be.
    """

    folders: Mapping[str, Path]
    missing: Mapping[str, str]
    lost: frozenset[str] = frozenset()

    def paths(self) -> list[tuple[str, str, Path]]:
        """Job, path in the repository, and where the file is, in order."""
        found = []
        for job, folder in sorted(self.folders.items()):
            for place in sorted(folder.rglob("*")):
                if place.is_file():
                    found.append((job, place.relative_to(folder).as_posix(), place))
        return found


def gather(
    plan: Plan, jobs: Sequence[Job], legs: Legs, place: Kept | None, passes: Sequence[Pass], into: Path
) -> Gathered:
    """Of all jobs that declare some. passes: those that the place vouched for."""
    leaving = {job.name for job in jobs if job.reports}
    folders: dict[str, Path] = {}
    missing: dict[str, str] = {}
    lost: set[str] = set()
    reused = [one for one in plan.decisions if one.choice is Choice.REUSE and one.job in leaving]
    kept = _kept(reused, place, passes, into / "reused", plan.made_at)
    for one in plan.decisions:
        if one.job not in leaving:
            continue
        if one.choice is Choice.REUSE:
            folder = kept.get(one.job)
            why = "" if folder else "those of the pass that is reused cannot be had"
            lost.update([one.job] if why else [])
        else:
            result = legs.jobs.get(one.job)
            folder = _left(one.job, result, legs, into / "ran") if result else None
            why = _why_not(one, result)
        if folder is not None:
            folders[one.job] = folder
        if why:
            missing[one.job] = why
    return Gathered(folders, missing, frozenset(lost))


def _why_not(one: Decision, result: JobResult | None) -> str:
    """Why the reports of a job that is not reused are not all here."""
    if one.choice is Choice.DEFER:
        return "it is put off"
    if result is None:
        return "it left no result"
    return "" if result.result.value == "success" else f"it ended as {result.result.value}"


def _left(job: str, result: JobResult, legs: Legs, into: Path) -> Path | None:
    """What a job left, as far as it is what its result names."""
    source, folder = reports_of(legs.folders[job], job), into / tag(job)
    for path, digest in result.reports.items():
        if unlike(source, path, digest):
            continue
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / digest, place)
    return folder if folder.is_dir() else None


def _kept(
    reused: Sequence[Decision], place: Kept | None, passes: Sequence[Pass], into: Path, now: int
) -> Mapping[str, Path]:
    """What reused jobs left when they ran, by job."""
    wanted = {(one.job, one.key.digest, one.evidence.run_id) for one in reused if one.evidence}
    cited = [one for one in passes if (one.job, one.digest, one.run_id) in wanted]
    if place is None or not cited:
        return {}
    place.reports(cited, into, now=now)
    return {one.job: into / tag(one.job) for one in cited if (into / tag(one.job)).is_dir()}
