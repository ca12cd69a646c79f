"""A clock that only moves when somebody sleeps, and a client that uses it."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from greenlane.edges.github_client import Client
from greenlane.edges.github_limits import Wait

START = 1_795_000_000.0
SECRET = "t0ken-of-a-test"


@dataclass
class Clock:
    """now: Unix seconds. slept, told: every pause, and what was said before it."""

    now: float = START
    slept: list[float] = field(default_factory=list)
    told: list[Wait] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def client_of(url: str, clock: Clock | None = None, **more: Any) -> Client:
    """A client that never really sleeps and whose jitter is the same each time."""
    clock = clock or Clock()
    more = {"timeout_s": 30.0} | more
    return Client(
        url,
        SECRET,
        told=clock.told.append,
        clock=lambda: clock.now,
        sleep=clock.sleep,
        random=Random(4),
        **more,
    )
