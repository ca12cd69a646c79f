"""How a cycle's minutes stand: what alerts, `runs-on` and plans are decided from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from greenlane.model.bill import Cycle
from greenlane.model.forecast import Forecast


class BudgetLevel(StrEnum):
    """How sparing to be. What each means: minutes/levels.py."""

    COMFORTABLE = "comfortable"
    TIGHT = "tight"
    CRITICAL = "critical"
    EXHAUSTED = "exhausted"


@dataclass(frozen=True)
class Reading:
    """What is known of an account's cycle at one moment.

    spent: included minutes taken so far under `law`, exact; None: unknown. why_unknown: why it is unknown, or
    why `spent` is only the least that it can be.
    read_at: when GitHub was last asked, of the repository that was asked longest ago; None: one of them never
    was, and `spent` is the least that it can be.
    forecast: of the same cycle under the same law; None: it could not be made, and why_no_forecast says why.
    reserve: minutes that are kept for a release and a hotfix. taken_at: Unix seconds.
    """

    account: str
    cycle: Cycle
    taken_at: int
    included: int
    spent: Fraction | None
    read_at: int | None
    law: str = ""
    reserve: int = 0
    forecast: Forecast | None = None
    why_unknown: str = ""
    why_no_forecast: str = ""


@dataclass(frozen=True)
class Standing:
    """A reading judged. level, left: None when it is unknown how many minutes are used.

    left: included minutes that are not used yet, never below 0, the reserve among them.
    """

    level: BudgetLevel | None
    left: Fraction | None
    reason: str
