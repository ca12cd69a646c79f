"""Several jobs of a workflow file, written as one.

Properties
- Only jobs that differ in nothing but their names, steps, needs and time-outs; without matrix, container,
  services or anything else that a step cannot bring along. Else None: a person has to write it.
- Steps keep their order and text. A `uses` that an earlier job has in the very same words is left out, such
  as the checkout. Every step after the first job's runs unless the run was cancelled, so that a failure hides
  no other.
It does not know what a step leaves in the work tree: the jobs share one now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from greenlane.minutes.explain.workflow_file import FileJob, WorkflowFile

ALIKE = ("runs-on", "if", "permissions", "env", "defaults", "continue-on-error")
OWN = ("name", "steps", "needs", "timeout-minutes")
GO_ON = "!cancelled()"


def merged(file: WorkflowFile, names: Sequence[str], job_id: str, limit: int) -> tuple[str, ...] | None:
    """YAML lines of one job that does the work of these, as GitHub shows them. limit: minutes."""
    jobs = [one for name in names if (one := file.job(name))]
    taken = {one.job_id for one in file.jobs}
    if len({job.job_id for job in jobs}) < len(names) or job_id in taken or not _are_alike(jobs):
        return None
    steps = list(_steps(jobs))
    ids = [step["id"] for step in steps if "id" in step]
    if len(ids) != len(set(ids)):
        return None
    needs = list(dict.fromkeys(need for job in jobs for need in job.needs))
    head = {key: jobs[0].given[key] for key in ALIKE if key in jobs[0].given}
    whole = {**head, **({"needs": needs} if needs else {}), "timeout-minutes": limit, "steps": steps}
    return _lines({"jobs": {job_id: whole}})


def _are_alike(jobs: Sequence[FileJob]) -> bool:
    first = jobs[0].given
    return all(
        set(job.given) <= {*ALIKE, *OWN}
        and all(job.given.get(key) == first.get(key) for key in ALIKE)
        and isinstance(job.given.get("steps"), list)
        and all(isinstance(step, dict) for step in job.given["steps"])
        for job in jobs
    )


def _steps(jobs: Sequence[FileJob]) -> Iterable[dict[str, Any]]:
    said: list[dict[str, Any]] = []
    for number, job in enumerate(jobs):
        for step in job.given["steps"]:
            if number and "uses" in step and step in said:
                continue
            yield step if not number else {"if": _unless_cancelled(step.get("if")), **_without_if(step)}
        said += job.given["steps"]


def _without_if(step: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in step.items() if key != "if"}


def _unless_cancelled(condition: Any) -> str:
    if condition is None:
        return f"${{{{ {GO_ON} }}}}"
    own = str(condition).strip().removeprefix("${{").removesuffix("}}").strip()
    return f"${{{{ {GO_ON} && ({own}) }}}}"


def _lines(given: dict[str, Any]) -> tuple[str, ...]:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Text of several lines stays text of several lines; a list that comes twice is written twice."""

        def ignore_aliases(self, data: Any) -> bool:
            del data
            return True

    def text(dumper: yaml.SafeDumper, data: str) -> Any:
        style = "|" if "\n" in data else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)

    Dumper.add_representer(str, text)
    said: str = yaml.dump(given, Dumper=Dumper, sort_keys=False, width=1000)
    return tuple(said.splitlines())
