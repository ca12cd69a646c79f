"""The results of legs, as the gate finds them: read, and held against the plan that they were asked for.

A leg that left nothing, or left it for another plan or commit, did not succeed, whatever else says so. The
same goes for a job whose reports are not, byte for byte, what its result names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from greenlane.model.errors import GreenlaneError
from greenlane.model.frozen import replace
from greenlane.model.leg import Ending, JobResult, LegResult
from greenlane.model.plan import Group, Job, Plan
from greenlane.planner.globs import encoded, matches
from greenlane.planner.leg_reports import digest_of, unmatched
from greenlane.planner.leg_results import FILE, read, reports_of
from greenlane.planner.record_fields import is_inside
from greenlane.planner.words import listed

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Found(NamedTuple):
    """A result that was read, and the folder that it lies in."""

    leg: LegResult
    folder: Path


class Legs(NamedTuple):
    """jobs: what became of each planned job that has a result. folders: of its leg. faults: what is wrong."""

    jobs: Mapping[str, JobResult]
    folders: Mapping[str, Path]
    faults: tuple[str, ...] = ()


def results(folder: Path, plan: Plan, digest: str, declared: Sequence[Job]) -> Legs:
    """What lies in the folder, and in each folder in it, whatever their names. digest: of the plan's file."""
    globs = {job.name: job.reports for job in declared}
    found, faults = _read(folder)
    jobs: dict[str, JobResult] = {}
    folders: dict[str, Path] = {}
    groups = {group.name: group for group in plan.groups}
    for one in found:
        group = groups.get(one.leg.leg)
        wrong = _against(one.leg, group, plan, digest)
        if group is None or wrong:
            faults.append(wrong)
            continue
        if not jobs.keys().isdisjoint(group.jobs):
            faults.append(f"leg {group.name} has more than one result")
            continue
        jobs.update(
            {name: _held(one, name, globs.get(name, ())) for name in group.jobs if name in one.leg.jobs}
        )
        folders.update(dict.fromkeys(group.jobs, one.folder))
    return Legs(jobs, folders, tuple(faults))


def _read(folder: Path) -> tuple[list[Found], list[str]]:
    places = [folder, *sorted(one for one in _entries(folder) if one.is_dir())]
    found, faults = [], []
    for place in places:
        if not (place / FILE).exists():
            continue
        try:
            found.append(Found(read(place / FILE), place))
        except GreenlaneError as err:
            faults.append(f"{place.name}: {err.what}")
    return found, faults


def _entries(folder: Path) -> Iterator[Path]:
    try:
        yield from folder.iterdir()
    except OSError:
        return


def _against(leg: LegResult, group: Group | None, plan: Plan, digest: str) -> str:
    """Why a result is not one of this plan's, "" when it is."""
    if group is None:
        return f"there is a result of a leg {ascii(leg.leg)[:60]}, which is not planned"
    if leg.plan != digest:
        return f"leg {leg.leg} ran another plan"
    if leg.commit != plan.commit:
        return f"leg {leg.leg} ran on commit {leg.commit[:12]}, and the plan is of {plan.commit[:12]}"
    if more := [name for name in leg.jobs if name not in group.jobs]:
        return f"leg {leg.leg} has results of {listed(more)}, which it does not run"
    return ""


def _held(found: Found, job: str, globs: Sequence[str]) -> JobResult:
    """The result of a job; of one that succeeded, only with all its reports."""
    result = found.leg.jobs[job]
    if result.result is not Ending.SUCCESS:
        return result
    why = next(_wrong(reports_of(found.folder, job), result, globs), "")
    return replace(result, result=Ending.FAILURE, reason=why) if why else result


def _wrong(folder: Path, result: JobResult, globs: Sequence[str]) -> Iterator[str]:
    """What speaks against a success."""
    if result.tests == 0:
        yield "it ran no test"
    for path, digest in result.reports.items():
        if why := unlike(folder, path, digest):
            yield f"its report {why}"
        elif not matches(globs, encoded(path)):
            yield f"its report {path} is none that it declares"
    if absent := unmatched(globs, list(result.reports)):
        yield f"it left no report {listed(absent)}"


def unlike(folder: Path, path: str, digest: str) -> str:
    """Why a report is not what its job left, "" when it is."""
    if not is_inside(path) or ".git" in path.split("/") or not _DIGEST.fullmatch(digest):
        return f"{ascii(path)[:80]} is no file of the repository"
    try:
        return "" if digest_of(folder / digest) == digest else f"{path} is not what the job left"
    except OSError:
        return f"{path} is missing"
