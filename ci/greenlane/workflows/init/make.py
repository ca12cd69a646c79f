"""A Makefile with a target `test`: the way into a repository of which nothing else is known."""

from __future__ import annotations

import re

from greenlane.workflows.init.seen import Check, Part
from greenlane.workflows.init.tree import Tree

FILES = ("GNUmakefile", "makefile", "Makefile")
_TARGETS = ("lint", "check", "test")


def look(tree: Tree) -> Part | None:
    """The targets that check something, in one job."""
    path = tree.first(*FILES)
    text = tree.read(path) if path else ""
    found = [one for one in _TARGETS if re.search(rf"^{one}\s*:(?!=)", text, re.MULTILINE)]
    if "test" not in found and "check" not in found:
        return None
    said = ", ".join(found)
    return Part(
        name="make",
        folder=".",
        found=f"{path}: {said}",
        checks=(Check("make", tuple(f"make {one}" for one in found)),),
    )
