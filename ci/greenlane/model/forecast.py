"""Where a cycle is expected to end, when to say something about it, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from greenlane.model.bill import Cycle


@dataclass(frozen=True)
class FanDay:
    """A day of a forecast: the cycle's total at its end. spent: what is known, None for days to come."""

    day: date
    spent: float | None
    low90: float
    low80: float
    mid: float
    high80: float
    high90: float


@dataclass(frozen=True)
class TrackRecord:
    """How a forecast did on cycles that are over: made again from what was known at that time.

    windows: how many forecasts; hits80, hits90: how many totals lay within; error: mean absolute error over
    the mean total; straight_line_error: of a straight line through the same days.
    """

    windows: int
    hits80: int
    hits90: int
    error: float
    straight_line_error: float


@dataclass(frozen=True)
class Forecast:
    """The billed minutes at the end of a cycle, under one law.

    spent: so far; in_flight: what runs now is expected to add (in `mid` already); reserve: what the
    declaration
    keeps for release and hotfix, apart from the interval. overrun: the probability of the total with the
    reserve passing `included`; None when there are too few days to say. runs_out: the day on which the quota
    is used up in the middle case; runs_out_early: in the worst of twenty. fan: every day of the cycle.
    """

    cycle: Cycle
    made_at: int
    included: int
    law: str
    spent: float
    in_flight: float
    reserve: float
    mid: float
    low80: float
    high80: float
    low90: float
    high90: float
    overrun: float | None
    runs_out: date | None
    runs_out_early: date | None
    fan: tuple[FanDay, ...]
    basis: str
    record: TrackRecord | None = None


class Level(StrEnum):
    """How the month stands."""

    OK = "ok"
    NOTICE = "notice"
    WARNING = "warning"
    OVER = "over"


@dataclass(frozen=True)
class Alert:
    """A threshold that is passed. key: stays the same while it stands (such as `spent-75` or `overrun`)."""

    key: str
    level: Level
    message: str


@dataclass(frozen=True)
class Remedy:
    """A change that would save minutes, judged on this history.

    saved, cost: billed minutes a month (30 days); net is their difference. edit: the concrete change, as
    lines
    to put into `where`. risk: what it may do to the checks. evidence: the jobs it was computed from, in
    words.
    """

    name: str
    title: str
    where: str
    edit: tuple[str, ...]
    saved: float
    cost: float
    evidence: str
    risk: str = ""
    docs: str = ""

    @property
    def net(self) -> float:
        return self.saved - self.cost
