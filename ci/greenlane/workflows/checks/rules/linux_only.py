"""Containers on Windows and macOS."""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.workflows.checks.places import Told, high
from greenlane.workflows.checks.repository import Repository

TITLE = "containers or services on a runner that is not Linux"
WHY = "GitHub's own Windows and macOS runners refuse `container:` and `services:`."
FIX = "run the job on Linux, or start the service in a step: greenlane up"


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        for job in flow.jobs:
            words = [label.text.lower() for label in job.labels]
            if "self-hosted" in words or not any(one.startswith(("windows-", "macos-")) for one in words):
                continue
            for key in ("container", "services"):
                if job.node.at(key):
                    yield high(flow.path, job.node.key(key), f"{key}: works on Linux only")
