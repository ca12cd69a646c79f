"""Submodules: their commit is an entry of the tree and counts by itself. One that has no entry is lost."""

from __future__ import annotations

from greenlane.planner.globs import decoded
from greenlane.planner.tree import SUBMODULE, Tree, content, find

_PATH = rb"(?im)^[ \t]*path[ \t]*=[ \t]*(.*?)[ \t\r]*$"


def lost(tree: Tree) -> str:
    """Why what .gitmodules says cannot be so; "" when each submodule in it is an entry of the commit.

    Without the entry no commit says which content a checkout puts there. Raises OutsideError.
    """
    modules = content(tree, b".gitmodules")
    if not modules:
        return ""
    import re

    for written in re.findall(_PATH, modules):
        path = written.strip(b'"').rstrip(b"/")
        entry = find(tree, path)
        if entry is None or entry.mode != SUBMODULE:
            return f".gitmodules names {decoded(path)}, and this commit holds no submodule there"
    return ""
