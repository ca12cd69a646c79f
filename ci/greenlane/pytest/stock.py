"""What the makers of databases do next. Decided here, carried out in clones.py."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Job(StrEnum):
    """make: copy the template; warm: connect to a copy once; drop: remove what a test is done with."""

    MAKE = "make"
    WARM = "warm"
    DROP = "drop"


@dataclass(frozen=True)
class Limits:
    """ahead: copies to hold ready; used: databases that may wait to be dropped."""

    ahead: int
    used: int


@dataclass(frozen=True)
class Stock:
    """The state of a session's databases.

    ready: copies on the shelf, the cold ones among them. making, tidying: makers at work on a copy, and
    on anything else. used: databases to drop. wanted: how many tests may still ask for one.
    """

    ready: int
    cold: int
    making: int
    tidying: int
    used: int
    wanted: int
    closing: bool = False


def limits(clone_bytes: int, space_bytes: int, workers: int) -> Limits:
    """Share the space of one session among its workers: a quarter for copies ahead, the rest for used ones.

    At least two ahead and two used, whatever the size; at most 64 ahead.
    """
    count = space_bytes // max(1, workers) // max(1, clone_bytes)
    return Limits(ahead=min(64, max(2, count // 4)), used=max(2, count - count // 4))


def next_job(stock: Stock, limits: Limits) -> Job | None:
    """The most useful job for a maker that has nothing to do; None when it had better rest.

    Space comes first (a full disk fails every test), then the copies that tests will ask for, then
    faster first connections, and removing what is used up when nothing else is left to do.
    The fuller the shelf, the fewer makers work: each takes time from the tests that run meanwhile.
    """
    if stock.closing:
        return Job.DROP if stock.used else None
    if stock.used > limits.used:
        return Job.DROP
    if stock.ready + stock.making < min(limits.ahead, stock.wanted):
        return Job.MAKE if stock.making < _makers(stock.ready, limits.ahead) else None
    if stock.making or stock.tidying:
        return None
    if stock.cold:
        return Job.WARM
    return Job.DROP if stock.used else None


def _makers(ready: int, ahead: int) -> int:
    """How many may copy at once: one while the shelf is half full, more the emptier it is."""
    if ready * 2 >= ahead:
        return 1
    return 2 if ready * 4 >= ahead else 4
