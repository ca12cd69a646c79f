"""What an explanation or a picture of a plan names beside the plan: changed files, and who uses whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from greenlane.edges.git_tree import opened
from greenlane.model.errors import OutsideError
from greenlane.planner.differing import Uses, uses_of
from greenlane.planner.keys import Prepared, references
from greenlane.planner.touched import by_component, touched

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from greenlane.model.plan import Pass
    from greenlane.planner.tree import Tree


class Changes(NamedTuple):
    """files: component -> its paths that differ since the pass; uses: see planner/differing.py."""

    files: Mapping[str, Sequence[str]]
    uses: Uses


def changes(
    folder: str | Path, environment: Mapping[str, str], ready: Prepared, tree: Tree, before: Pass | None
) -> Changes:
    """Since the commit of a pass. What git cannot say here is left out: it explains, and decides nothing."""
    try:
        uses = uses_of(references(ready, tree))
    except OutsideError:
        uses = {}
    if before is None or not before.commit:
        return Changes({}, uses)
    try:
        with opened(folder, environment, before.commit) as old:
            return Changes(by_component(ready.declared, touched(old, tree)), uses)
    except OutsideError:  # a shallow clone holds no older commit
        return Changes({}, uses)
