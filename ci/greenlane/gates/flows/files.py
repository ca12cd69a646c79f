"""Which files are workflows and which are actions, as GitHub sees them; and which are too large to read."""

from __future__ import annotations

from collections.abc import Sequence

from greenlane.model.gates import Tree

WORKFLOWS = (".github/workflows/*.yml", ".github/workflows/*.yaml")
ACTIONS = ("action.yml", "action.yaml")
LARGEST_BYTES = 2**20
"""Of a workflow, an action or other YAML: for a megabyte a parser takes seconds, for fifty much longer."""


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


def fitting(
    tree: Tree, files: Sequence[str], largest_bytes: int = LARGEST_BYTES
) -> tuple[list[str], list[str]]:
    """The files that are small enough, and a line for each that is not or is gone."""
    fit: list[str] = []
    unknown: list[str] = []
    for path in files:
        try:
            size_bytes = (tree.root / path).stat().st_size
        except OSError as err:
            unknown.append(f"{path}: {err.strerror}")
            continue
        if size_bytes <= largest_bytes:
            fit.append(path)
        else:
            unknown.append(f"{path}: it is larger than {largest_bytes // 1024} KiB")
    return fit, unknown
