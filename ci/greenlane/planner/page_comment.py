"""The one comment below a pull request that holds its page: what has to become of it.

Properties
- There is at most one: the oldest with our mark, by a bot or a member. A stranger's copy of the mark is none.
- A run that is older than the one that spoke last says nothing more: its page would be yesterday's.
- What says the same already is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from greenlane.model.issues import SeenComment

MARK = re.compile(r"<!-- greenlane-page run=(\d{1,20}) attempt=(\d{1,6}) -->")


@dataclass(frozen=True)
class Step:
    """number: of the comment to change, None for a new one. body: "" when nothing is to be done, and why."""

    number: int | None = None
    body: str = ""
    why_not: str = ""


def marked(page: str, run: int, attempt: int) -> str:
    """The page with the mark by which it is found again."""
    return f"<!-- greenlane-page run={run} attempt={attempt} -->\n{page}"


def decide(comments: Sequence[SeenComment], page: str, run: int, attempt: int) -> Step:
    """From the comments that are there to the one that should be."""
    body = marked(page, run, attempt)
    ours = [(one, found) for one in comments if one.is_trusted and (found := MARK.match(one.body))]
    if not ours:
        return Step(None, body)
    seen, found = ours[0]
    if (int(found[1]), int(found[2])) > (run, attempt):
        return Step(seen.number, why_not=f"run {found[1]} is newer and has spoken")
    if _lines(seen.body) == _lines(body):
        return Step(seen.number, why_not="it says that already")
    return Step(seen.number, body)


def _lines(body: str) -> list[str]:
    """As it was sent: GitHub may give line ends back as CR LF."""
    return body.strip().splitlines()
