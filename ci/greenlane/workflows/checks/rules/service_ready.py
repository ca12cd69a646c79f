"""A service container that nobody asks whether it answers."""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.workflows.checks.places import Told, warning
from greenlane.workflows.checks.repository import Repository

TITLE = "a service container without a health check"
WHY = (
    "The steps begin when the container runs, not when its service answers: a port accepts connections "
    "seconds before the server behind it does. The job then fails now and then."
)
FIX = 'options: >- --health-cmd "…" --health-interval 2s --health-retries 30; or greenlane up'


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        for job in flow.jobs:
            for key, service in job.node.at("services").entries:
                options = service.at("options").text
                if service.entries and "--health-cmd" not in options and "${{" not in options:
                    yield warning(flow.path, key, f"nobody knows when {key.text} is ready")
