"""An issue at GitHub, as far as we look at it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class IssueState(StrEnum):
    """Whether an issue is settled."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class SeenIssue:
    """An issue as it was last listed.

    is_trusted: written by a bot or by a member of the project, so what it says of itself may be believed.
    """

    number: int
    title: str
    body: str
    state: IssueState
    is_trusted: bool


@dataclass(frozen=True)
class SeenComment:
    """A comment below a pull request, as it was last listed. number: its id. is_trusted: as of an issue."""

    number: int
    body: str
    is_trusted: bool
