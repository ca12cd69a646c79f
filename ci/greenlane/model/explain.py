"""What the minutes went to, and what would have spared some: the answer of `greenlane minutes explain`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from greenlane.model.forecast import Remedy
from greenlane.model.jobs import Machine


class Waste(StrEnum):
    """Ways in which minutes go. One minute may be in several: a cancelled job of a re-run is in two."""

    ROUNDING = "rounded up"
    CANCELLED = "cancelled jobs"
    FAILED = "failed jobs"
    RERUN = "re-run attempts"
    SCHEDULED = "scheduled runs"
    SUPERSEDED = "superseded by a newer run"
    DOUBLED = "push beside a pull request"


@dataclass(frozen=True)
class Wasted:
    """What one way came to. minutes: included minutes under the law. jobs: how many billed ones."""

    kind: Waste
    jobs: int
    minutes: float


@dataclass(frozen=True)
class Part:
    """What one group came to. keys: in the order of the dimensions. minutes: under the law; raw: before it.

    rounding: how much of `minutes` rounding up added.
    """

    keys: tuple[str, ...]
    jobs: int
    raw: int
    minutes: float
    rounding: float


@dataclass(frozen=True)
class Parts:
    """The minutes told apart by dimensions, the largest part first.

    others: of how many groups too small for a line of their own the last part is the sum; 0: of none.
    """

    by: tuple[str, ...]
    parts: tuple[Part, ...]
    others: int = 0


@dataclass(frozen=True)
class Explanation:
    """A history under one law. days: how many it spans. runs, jobs: that were looked at; copies are not.

    minutes: included ones under the law; raw: before it; billed: how many jobs they came from.
    unknown: jobs that still run or whose times are missing. apart: raw minutes of machines that the law does
    not weigh, such as larger ones: they cost money, not included minutes.
    remedies: what would spare minutes, the most first; remedies overlap, so their savings do not add up.
    dismissed: what was judged and costs at least what it saves. notes: what could not be judged, and why.
    """

    law: str
    days: float
    runs: int
    jobs: int
    billed: int
    raw: int
    minutes: float
    unknown: int = 0
    apart: Mapping[Machine, int] = field(default_factory=dict)
    wasted: tuple[Wasted, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    dismissed: tuple[Remedy, ...] = ()
    notes: tuple[str, ...] = ()
