"""What goes wrong at the stand-in, and when: faults are played in the order they are given, each so often."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Request:
    """What was asked. target: path and query. answered: the status, 0 for a connection that was cut."""

    method: str
    target: str
    headers: Mapping[str, str] = field(repr=False, default_factory=dict)
    answered: int = 0


@dataclass
class Fault:
    """One fault. where: a pattern that the path with its query must match.

    skip: so many matching requests pass first; times: so many are struck then, -1 for all that follow.
    status and headers, words: answer so instead; content: instead of the words.
    cut_after: send so many bytes of the answer and cut it.
    before, after: called around the answer, to change the world or to end the client.
    """

    where: str = ""
    skip: int = 0
    times: int = 1
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    words: str = "we are having a problem"
    content: object = None
    cut_after: int | None = None
    slow_s: float = 0.0
    before: Callable[[], None] | None = None
    after: Callable[[], None] | None = None

    def strikes(self, target: str) -> bool:
        """Whether this request is struck; counts it."""
        if self.times == 0 or not re.search(self.where, target):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True


def broken(where: str = "", *, status: int = 500, times: int = 1, skip: int = 0) -> Fault:
    """GitHub has a problem."""
    return Fault(where, skip, times, status)


def cut(where: str = "", *, after_bytes: int = 0, times: int = 1, skip: int = 0) -> Fault:
    """The connection ends: before the answer, or after that many bytes of its body."""
    return Fault(where, skip, times, cut_after=after_bytes)


def secondary(where: str = "", *, retry_after: int | None = 60, status: int = 403, times: int = 1) -> Fault:
    """The secondary rate limit, with or without the header that says how long."""
    headers = {} if retry_after is None else {"retry-after": str(retry_after)}
    words = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
    return Fault(where, 0, times, status, headers, words)


def saying(where: str, content: object, *, times: int = 1) -> Fault:
    """GitHub says this instead, as if nothing were wrong."""
    return Fault(where, 0, times, 200, content=content)


def slow(where: str = "", *, seconds: float, times: int = 1) -> Fault:
    """The answer takes its time."""
    return Fault(where, 0, times, slow_s=seconds)


def changing(where: str, change: Callable[[], object], *, skip: int = 0, before: bool = False) -> Fault:
    """The world changes right after (or before) a matching answer."""

    def act() -> None:
        change()

    return Fault(where, skip, 1, before=act if before else None, after=None if before else act)
