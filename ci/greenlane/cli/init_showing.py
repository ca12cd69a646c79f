"""What `greenlane init` says: what was found, every line that it would write, what stays, what to do next."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from greenlane.render.text import name as shown

if TYPE_CHECKING:
    from greenlane.workflows.init.propose import Proposal
    from greenlane.workflows.init.seen import Left, Row
    from greenlane.workflows.init.tree import Tree

WIDEST = 62


def lines(tree: Tree, proposal: Proposal) -> Iterator[str]:
    """All of it but the question."""
    count = len(tree.files)
    yield f"{shown(tree.name)}: {count:,} file{'' if count == 1 else 's'}"
    yield ""
    yield from _found(proposal.rows)
    for file in proposal.files:
        yield ""
        text = file.text.splitlines()
        yield from map(shown, difflib.unified_diff([], text, "/dev/null", file.path, lineterm=""))
    for left in proposal.left:
        yield ""
        yield from _left(left)
    for at, hint in enumerate(proposal.hints):
        yield from ([""] if not at else [])
        yield f"hint: {shown(hint)}"
    yield ""


def _found(rows: Sequence[Row]) -> Iterator[str]:
    width = min(WIDEST, max(len(shown(row.found)) for row in rows)) if rows else 0
    yield f"  {'found':<{width}}  becomes"
    for row in rows:
        yield f"  {shown(row.found):<{width}}  {shown(row.becomes)}"


def _left(left: Left) -> Iterator[str]:
    yield f"left alone: {shown(left.path)}: {shown(left.why)}"
    if left.snippet:
        yield ""
        yield from (f"    {shown(line)}".rstrip() for line in left.snippet.splitlines())


def next_steps(unignored: Sequence[str]) -> Iterator[str]:
    """What a person does now. unignored: folders of ours that git would take."""
    steps = [
        "pip install nox beside greenlane, then: greenlane gate --install",
        "greenlane gate --baseline create   what is found today is known, and not held against you",
        "commit all of it, and open a pull request; `checks / gate` is the check to require",
    ]
    if unignored:
        steps.insert(0, f"add to .gitignore, a line each: {' '.join(unignored)}")
    yield ""
    yield "next:"
    yield from (f"  {at}. {step}" for at, step in enumerate(steps, 1))
