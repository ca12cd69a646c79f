"""What a decision is made in: the event, the time, the minutes, the history. Values only.

What the planner hands around inside is named tuples: to define a frozen dataclass takes 1.5 ms, and a plan is
to be there after 80.
"""

from __future__ import annotations

from greenlane.model.light import TYPE_CHECKING, Mapping, NamedTuple
from greenlane.model.plan import Event, Past

if TYPE_CHECKING:
    from greenlane.model.budget import Standing

RISK = 0.1
"""The share of failing runs from which a job is not put off while minutes are tight."""
COMFORTABLE, TIGHT, CRITICAL, EXHAUSTED = "comfortable", "tight", "critical", "exhausted"
"""model.budget.BudgetLevel's values: comparing with them spares a fast verb the import of fractions."""


class Situation(NamedTuple):
    """When and in what state a plan is made.

    rates: what a minute on a runner takes of the included ones, by label; a label that is missing takes one.
    reserve: minutes that deferrable work leaves alone. seed: of the audit, such as the run's id.
    branch: whose debts are meant. everything: why all jobs run, "" when they need not. shadow: nothing is
    skipped.
    """

    event: Event
    now: int
    commit: str
    branch: str
    seed: str
    standing: Standing | None
    rates: Mapping[str, float]
    reserve: float
    past: Mapping[str, Past]
    risk: float
    everything: str
    shadow: bool

    @property
    def level(self) -> str:
        """Of the budget; "" when it is unknown."""
        level = self.standing.level if self.standing is not None else None
        return level.value if level is not None else ""

    @property
    def left(self) -> float | None:
        """Minutes that deferrable work may take; None when nobody knows."""
        left = self.standing.left if self.standing is not None else None
        return max(0.0, float(left) - self.reserve) if left is not None else None

    def rate(self, runner: str) -> float:
        """What a minute on this runner takes."""
        return self.rates.get(runner, 1.0)
