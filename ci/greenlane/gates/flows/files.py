"""Which files are workflows and which are actions, as GitHub sees them."""

from __future__ import annotations

from collections.abc import Sequence

from greenlane.model.gates import Tree

WORKFLOWS = (".github/workflows/*.yml", ".github/workflows/*.yaml")
ACTIONS = ("action.yml", "action.yaml")


def workflows(tree: Tree, paths: Sequence[str]) -> tuple[str, ...]:
    """What lies directly in .github/workflows at the root; GitHub runs no other."""
    return tree.files(*WORKFLOWS, under=paths)


def actions(tree: Tree, paths: Sequence[str]) -> tuple[str, ...]:
    """Every action.yml, wherever it lies; one in .github/workflows is a workflow."""
    found = tree.files(*ACTIONS, under=paths)
    return tuple(path for path in found if not path.startswith(".github/workflows/"))


def both(tree: Tree, paths: Sequence[str]) -> tuple[str, ...]:
    """Workflows and actions, ascending."""
    return tuple(sorted({*workflows(tree, paths), *actions(tree, paths)}))
