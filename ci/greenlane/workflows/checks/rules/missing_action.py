"""A local action or workflow that is not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from greenlane.workflows.checks.places import Told, high
from greenlane.workflows.checks.repository import FOLDER, Repository, Step, local

TITLE = "a local action or workflow that is used is not in the repository"
WHY = (
    "The job fails when it comes to that step, or the run does not start at all. An action is a folder with "
    "an action.yml, action.yaml or Dockerfile; a workflow lies directly in .github/workflows."
)
FIX = "mend the path, or commit the file"
MANIFESTS = ("action.yml", "action.yaml", "Dockerfile")


def find(repository: Repository) -> Iterator[Told]:
    for path, steps in repository.steps:
        for at, step in enumerate(steps):
            folder = local(step.uses.text)
            if folder is None or _is_brought(repository, step.uses.text, steps[:at]):
                continue
            if not _is_action(repository, folder):
                said = f"there is no action in {folder}"
                yield high(path, step.uses, said, _near(repository, folder))
    for flow in repository.workflows:
        for job in flow.jobs:
            called = local(job.uses.text)
            if called is None:
                continue
            if called not in repository.files:
                yield high(flow.path, job.uses, f"there is no workflow {called}")
            elif "/" in called.removeprefix(FOLDER) or not called.startswith(FOLDER):
                said = f"a workflow that is called lies directly in {FOLDER}, and {called} does not"
                yield high(flow.path, job.uses, said)


def _is_brought(repository: Repository, uses: str, before: Sequence[Step]) -> bool:
    """Whether `./x` may come from elsewhere: a step before it checks out into a folder, or runs something."""
    folder = uses.removeprefix("./")
    if not uses.startswith("./"):
        return False
    if any(path and folder.startswith(path) for path in (one.node.at("with", "path").text for one in before)):
        return True
    first = folder.split("/")[0]
    is_there = any(path.startswith(f"{first}/") for path in repository.files)
    return not is_there and any(one.run for one in before)


def _is_action(repository: Repository, folder: str) -> bool:
    before = "" if folder == "." else f"{folder}/"
    return any(f"{before}{name}" in repository.files for name in MANIFESTS)


def _near(repository: Repository, folder: str) -> str:
    near = get_close_matches(folder, [one.folder for one in repository.actions], n=1)
    return f"did you mean {near[0]}?" if near else ""
