"""What a remedy must know of a workflow's text: the ids of its jobs, who needs whom, its schedules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class FileJob:
    """A job as written. shown: what its names look like in GitHub's lists. given: all that is written."""

    job_id: str
    shown: re.Pattern[str]
    needs: tuple[str, ...]
    has_matrix: bool
    given: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class WorkflowFile:
    """crons: of its schedules, as written."""

    jobs: tuple[FileJob, ...]
    crons: tuple[str, ...]

    def job(self, name: str) -> FileJob | None:
        """The job that bears a name in GitHub's lists; None when none or more than one may.

        Who is called so word by word comes before those whose names an expression makes.
        """
        exact = [one for one in self.jobs if str(one.given.get("name", one.job_id)) == name]
        found = exact or [one for one in self.jobs if one.shown.fullmatch(name)]
        return found[0] if len(found) == 1 else None

    def waits_for(self, one: str, other: str) -> bool:
        """Whether the job of id `one` needs `other`, directly or through others."""
        needs = {job.job_id: job.needs for job in self.jobs}
        seen: set[str] = set()
        ahead = [*needs.get(one, ())]
        while ahead:
            job = ahead.pop()
            if job not in seen:
                seen.add(job)
                ahead += needs.get(job, ())
        return other in seen


def read_workflow(text: str) -> WorkflowFile | None:
    """The jobs and schedules of a workflow file; None when it is not one."""
    import yaml

    from greenlane.edges import shallow_yaml

    try:
        given: Any = shallow_yaml.load(text)
    except yaml.YAMLError:
        return None
    if not isinstance(given, Mapping) or not isinstance(given.get("jobs"), Mapping):
        return None
    jobs = (_job(str(key), job) for key, job in given["jobs"].items() if isinstance(job, Mapping))
    # YAML 1.1 reads the key `on` as true.
    return WorkflowFile(tuple(jobs), tuple(_crons(given.get("on", given.get(True)))))


def _job(job_id: str, given: Mapping[str, Any]) -> FileJob:
    needs = given.get("needs", ())
    needs = (needs,) if isinstance(needs, str) else needs
    strategy = given.get("strategy")
    has_matrix = isinstance(strategy, Mapping) and "matrix" in strategy
    shown = _shown(str(given.get("name", job_id)), has_matrix=has_matrix, calls="uses" in given)
    ids = tuple(map(str, needs)) if isinstance(needs, list | tuple) else ()
    return FileJob(job_id, shown, ids, has_matrix, given)


def _shown(name: str, *, has_matrix: bool, calls: bool) -> re.Pattern[str]:
    """Expressions stand for anything; a matrix may add its values, a called workflow its jobs' names."""
    parts = re.split(r"\$\{\{.*?\}\}", name)
    pattern = ".*".join(re.escape(part) for part in parts)
    pattern += r"( \(.*\))?" if has_matrix else ""
    pattern += r" / .*" if calls else ""
    return re.compile(pattern, re.DOTALL)


def _crons(on: Any) -> list[str]:
    schedule = on.get("schedule") if isinstance(on, Mapping) else None
    entries = schedule if isinstance(schedule, list) else []
    return [str(one["cron"]) for one in entries if isinstance(one, Mapping) and "cron" in one]
