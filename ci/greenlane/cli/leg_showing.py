"""A leg in the log: each job folded, and an annotation for each that did not succeed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from greenlane.model.leg import Ending
from greenlane.planner import saying
from greenlane.planner.words import span
from greenlane.render.annotations import Annotation
from greenlane.render.text import name

if TYPE_CHECKING:
    from greenlane.cli.world import World
    from greenlane.model.leg import JobResult
    from greenlane.model.plan import Job


class Log:
    """Lines of ours, flushed before a command prints its own. What jobs are named holds no sign that acts."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._is_github = world.environment.get("GITHUB_ACTIONS") == "true"

    def job(self, job: Job) -> None:
        self._line(f"::group::{job.name}" if self._is_github else f"== {job.name}")

    def command(self, command: str) -> None:
        for line in command.strip().splitlines():
            self._line(f"$ {name(line)}")

    def ended(self, job: Job, result: JobResult) -> None:
        if self._is_github and result.result is not Ending.SKIPPED:
            self._line("::endgroup::")
        said = f"{job.name}: {result.result.value}{_details(result)}"
        if result.result is not Ending.SUCCESS and self._is_github:
            self._line(str(Annotation("error", said, (("title", f"{job.name}: {result.result.value}"),))))
        else:
            self._line(name(said))

    def total(self, leg: str, jobs: Mapping[str, JobResult]) -> None:
        good = sum(one.result is Ending.SUCCESS for one in jobs.values())
        self._line(f"leg {leg}: {good} of {len(jobs)} jobs succeeded")

    def _line(self, text: str) -> None:
        self._world.say(text)
        self._world.out.flush()


def _details(result: JobResult) -> str:
    parts = [result.reason] if result.reason else []
    if result.result is not Ending.SKIPPED:
        parts.append(span(result.seconds))
    if result.tests is not None:
        parts.append(saying.plural(result.tests, "test"))
    if result.reports:
        parts.append(saying.plural(len(result.reports), "report"))
    return f" ({', '.join(parts)})" if parts else ""
