"""What ubuntu-slim cannot do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from greenlane.workflows.checks.places import Told, high, medium
from greenlane.workflows.checks.repository import Job, Repository

TITLE = "a job on ubuntu-slim wants Docker, or more than 15 minutes"
WHY = "ubuntu-slim is itself a container: one CPU, no Docker, and every job is ended after 15 minutes."
FIX = "runs-on: ubuntu-24.04"
MOST_MINUTES = 15
_DOCKER = re.compile(r"(?:^|[;&|]\s*|\bsudo\s+)docker\s", re.MULTILINE)


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        for job in flow.jobs:
            if any(label.text.lower() == "ubuntu-slim" for label in job.labels):
                yield from _of(flow.path, job)


def _of(path: str, job: Job) -> Iterator[Told]:
    for key in ("container", "services"):
        if job.node.at(key):
            yield high(path, job.node.key(key), f"{key}: needs Docker, which ubuntu-slim has not")
    timeout = job.node.at("timeout-minutes")
    if timeout.text.isdigit() and int(timeout.text) > MOST_MINUTES:
        said = f"{timeout.text} minutes are more than the {MOST_MINUTES} that ubuntu-slim gives"
        yield medium(path, timeout, said, "timeout-minutes: 15 or less, or another runner")
    for step in job.steps:
        if _DOCKER.search(step.run.text):
            yield high(path, step.node.key("run"), "docker is called, which ubuntu-slim has not")
        if step.uses.text.startswith("docker://"):
            yield high(path, step.uses, "an action in an image needs Docker, which ubuntu-slim has not")
