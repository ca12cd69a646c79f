"""What a plan is told by the place that keeps passes and debts, read once."""

from __future__ import annotations

from greenlane.model.frozen import replace
from greenlane.model.light import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from greenlane.cli.world import World
    from greenlane.model.plan import Debt, Declared, Key, Pass, Plan, Refusal


class Known(NamedTuple):
    """unreadable: why nothing can be said, "" when it can: then everything runs.

    cannot_owe: why nothing may be put off, "" when it may: nobody could write down what is owed. at: when
    reading began, which is when the plan is made: what others leave from then on it cannot know of.
    """

    passes: tuple[Pass, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    debts: tuple[Debt, ...] = ()
    clean: int = 0
    unreadable: str = ""
    cannot_owe: str = ""
    is_read: bool = False
    at: int = 0

    def impatient(self, declared: Declared) -> Declared:
        """The same without jobs that may wait, where nothing may be put off."""
        if not self.cannot_owe:
            return declared
        return replace(declared, jobs=tuple(replace(job, defer=None) for job in declared.jobs))

    def closed(self, plan: Plan, declared: Declared) -> Plan:
        """The plan with what it was told and does not hand on, and with a word on why nothing waits."""
        if self.cannot_owe and any(job.defer for job in declared.jobs):
            why = f"nothing is put off here, for nobody could write down what is owed: {self.cannot_owe}"
            plan = replace(plan, notes=(*plan.notes, why))
        if not self.is_read or self.unreadable:
            return plan
        return replace(plan, closed=tuple(debt for debt in self.debts if debt not in plan.debts))


def place(arguments: argparse.Namespace, world: World) -> str | None:
    """Where passes and debts are kept, as the call or GREENLANE_PASSES says; None when neither does."""
    return arguments.passes or world.environment.get("GREENLANE_PASSES") or None


def kept(where: str | None, world: World, declared: Declared, keys: Mapping[str, Key], now: int) -> Known:
    """What a place keeps of these jobs; nothing without a place."""
    if where is None:
        return Known(at=now)
    from greenlane.cli.plan_passes import opened
    from greenlane.planner.store import wanted

    place = opened(where, world)
    owed = place.debts(now=now)
    found = place.find(wanted(declared.jobs, keys, owed.debts), now=now)
    return Known(
        found.passes,
        found.refusals,
        owed.debts,
        place.clean(now=now),
        found.unreadable or owed.unreadable,
        place.why_not_write(),
        is_read=True,
        at=now,
    )
