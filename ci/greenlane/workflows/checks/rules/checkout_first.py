"""`uses: ./x` before anything is checked out."""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.workflows.checks.places import Told, high
from greenlane.workflows.checks.repository import Repository

TITLE = "a local action is used before the repository is checked out"
WHY = (
    "`./x` is a folder of the job's work space, which is empty until a checkout. (`$/x` is fetched by GitHub "
    "and needs none.)"
)
FIX = "put actions/checkout before it, or write $/ in place of ./"


def find(repository: Repository) -> Iterator[Told]:
    for flow in repository.workflows:
        for job in flow.jobs:
            for step in job.steps:
                uses = step.uses.text
                # Anything that runs may have put files there; only a step that is plainly too early is told.
                if step.run or (uses and not uses.startswith(("./", "$/"))):
                    break
                if uses.startswith("./"):
                    yield high(flow.path, step.uses, f"{uses} is not there yet: nothing is checked out")
                    break
