"""`github.event.before`, which is often no commit."""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.workflows.checks.expressions import all_references
from greenlane.workflows.checks.places import Told, medium
from greenlane.workflows.checks.repository import Repository

TITLE = "a comparison starts from github.event.before"
WHY = (
    "It is all zeros on a new branch, can be gone after a force-push, and is empty outside of push: what is "
    "compared with it is then everything or nothing."
)
FIX = "compare with the merge base, or let greenlane plan decide from content"


def find(repository: Repository) -> Iterator[Told]:
    for path, node in repository.documents:
        for one in all_references(node):
            if one.path[:3] == ("github", "event", "before"):
                yield medium(path, one, "github.event.before is all zeros on a new branch")
