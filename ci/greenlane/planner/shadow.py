"""Shadow mode: everything runs, and what would have been skipped is compared with what became of it.

A plan is clean when nothing that it would have reused failed. What it would have put off and what failed
would have been found late: that is told, and the plan is clean all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from greenlane.model.light import NamedTuple
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


def clean_runs(found: Sequence[Sequence[Miss]]) -> int:
    """How many of the latest plans in a row were clean. found: the misses of every plan, the newest last."""
    count = 0
    for ones in reversed(found):
        if any(not one.late for one in ones):
            break
        count += 1
    return count


def counted(plan: Plan, results: Mapping[str, str], clean: int) -> int | None:
    """The count after this plan; None when it says nothing, for it would have left nothing out.

    clean: before it. results: of its jobs; a plan with a job that has none, or was cancelled, says nothing.
    """
    skips = [one for one in plan.decisions if one.would is Choice.REUSE]
    if not plan.shadow or not skips:
        return None
    if any(not one.late for one in misses(plan, results)):
        return 0
    return clean + 1 if all(results.get(one.job) == "success" for one in skips) else None


def _shadowed(one: Wanted) -> Wanted:
    if one.wish == "run":
        return one._replace(must=True)
    verb = "reused" if one.wish == "reuse" else "put off"
    change = "once the planner is trusted, it would not run"
    reason = f"shadow: it would be {verb} ({one.reason})"
    return one._replace(wish="run", would=one.wish, reason=reason, change=change, must=True)
