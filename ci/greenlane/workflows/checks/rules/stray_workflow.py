"""A workflow that GitHub never looks at."""

from __future__ import annotations

from collections.abc import Iterator

from greenlane.workflows.checks.nodes import Node
from greenlane.workflows.checks.places import Told, medium
from greenlane.workflows.checks.repository import ACTIONS, FOLDER, Repository

TITLE = "a workflow or an action where GitHub does not look"
WHY = (
    "Only files directly in .github/workflows that end in .yml or .yaml are workflows; an action's file is "
    "called action.yml, in small letters. Anything else is never run, and nobody is told."
)
FIX = "move it, or rename it"


def find(repository: Repository) -> Iterator[Told]:
    for path in sorted(repository.files):
        name = path.rpartition("/")[2]
        is_yaml = name.lower().endswith((".yml", ".yaml"))
        if path.startswith(FOLDER) and is_yaml and "/" in path.removeprefix(FOLDER):
            yield medium(path, Node(), f"it does not lie directly in {FOLDER}, so it is no workflow")
        elif path.startswith(FOLDER) and is_yaml and not name.endswith((".yml", ".yaml")):
            yield medium(path, Node(), "its ending is not in small letters, so it is no workflow")
        elif name not in ACTIONS and name.lower() in ACTIONS:
            yield medium(path, Node(), f"an action's file is called {name.lower()}, in small letters")
        elif path.startswith((".github/workflow/", ".github/workfows/", "github/workflows/")) and is_yaml:
            yield medium(path, Node(), f"workflows lie in {FOLDER}")
