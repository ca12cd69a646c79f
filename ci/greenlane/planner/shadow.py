"""Shadow mode: everything runs, and what would have been skipped is compared with what became of it.

A plan is clean when nothing that it would have reused failed. What it would have put off and what failed
would have been found late: that is told, and the plan is clean all the same.
"""

from __future__ import annotations

from greenlane.model.light import Mapping, NamedTuple
from greenlane.model.plan import Choice, Plan, Policy
from greenlane.planner.choosing import Wanted


class Miss(NamedTuple):
    """A failed job that the plan would not have run. late: it would have been owed, so found later."""

    job: str
    late: bool


def is_shadow(policy: Policy, clean: int) -> bool:
    """Whether nothing is skipped yet. clean: plans in shadow without a miss, the latest ones in a row."""
    return policy.shadow if policy.shadow is not None else clean < policy.clean_runs


def shadowed(wanted: Mapping[str, Wanted]) -> dict[str, Wanted]:
    """The wishes with every skip turned into a run that remembers it. Nothing waits: without minutes, red."""
    return {name: _shadowed(one) for name, one in wanted.items()}


def misses(plan: Plan, results: Mapping[str, str]) -> tuple[Miss, ...]:
    """What a plan in shadow would have missed. results: of its jobs, as GitHub calls them."""
    skips = {Choice.REUSE: False, Choice.DEFER: True}
    return tuple(
        Miss(one.job, skips[one.would])
        for one in plan.decisions
        if one.would in skips and results.get(one.job) == "failure"
    )


def counted(plan: Plan, results: Mapping[str, str], clean: int) -> int | None:
    """Plans in shadow without a miss, in a row, after this one; None when it says nothing about that.

    clean: before it. results: of its jobs, as far as they are known. A miss begins anew, one that the audit
    found too. A plan that would have left nothing out proves nothing, and neither does one whose jobs were
    not all seen to succeed.
    """
    if any(not one.late for one in misses(plan, results)):
        return 0
    skips = [one for one in plan.decisions if one.would is Choice.REUSE]
    if not plan.shadow or not skips or any(results.get(one.job) != "success" for one in skips):
        return None
    return clean + 1


def _shadowed(one: Wanted) -> Wanted:
    if one.wish == "run":
        return one._replace(must=True)
    verb = "reused" if one.wish == "reuse" else "put off"
    change = "once the planner is trusted, it would not run"
    reason = f"shadow: it would be {verb} ({one.reason})"
    return one._replace(wish="run", would=one.wish, reason=reason, change=change, must=True)
