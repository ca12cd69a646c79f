"""Riders: jobs that were put off and still run, in what is left of minutes that are billed anyway.

A rider joins only where all legs together take no minute more than without it, within the wall-time bound,
and when what it needs runs or has passed. Those that find most failures for a minute are asked first; of
many, the first few only, because each is packed anew.
Example: a leg of 35 s is billed as a minute; a job of 50 s, 30 of them the setup, rides along for nothing.
"""

from __future__ import annotations

from greenlane.model.light import Iterable, Mapping, Sequence
from greenlane.model.plan import Group
from greenlane.planner.choosing import worth
from greenlane.planner.deciding import Placed
from greenlane.planner.packing import pack
from greenlane.planner.runners import place
from greenlane.planner.situation import EXHAUSTED, Situation

MOST = 8
"""Jobs that are tried."""


def packed(
    jobs: Mapping[str, Placed], wall_s: float, at: Situation
) -> tuple[dict[str, Placed], tuple[Group, ...]]:
    """The jobs, those among them that ride along, and the legs of all that run."""
    found = dict(jobs)
    groups = _packed(found.values(), wall_s, at)
    if at.level == EXHAUSTED or not groups:
        return found, groups
    waiting = [one.wanted.job for one in jobs.values() if one.wanted.wish == "defer"]
    for job in sorted(waiting, key=lambda job: worth(job, at))[:MOST]:
        tried = found | {job.name: _rider(found[job.name], found, at)}
        more = _packed(tried.values(), wall_s, at)
        if tried[job.name].place is not None and _minutes(more) <= _minutes(groups):
            found, groups = tried, more
    return found, groups


def _rider(one: Placed, found: Mapping[str, Placed], at: Situation) -> Placed:
    """The job as it would run; as it is when it cannot."""
    needs = [found[name] for name in one.wanted.job.needs if name in found]
    if any(need.refused or need.wanted.wish == "defer" for need in needs):
        return one
    before = tuple(need.wanted.job.name for need in needs if need.place is not None)
    reason = f"{one.wanted.reason}, and beside the others it takes no minute more"
    change = "without them it would wait"
    return Placed(
        one.wanted._replace(wish="run", reason=reason, change=change), place(one.wanted.job, at), "", before
    )


def _packed(jobs: Iterable[Placed], wall_s: float, at: Situation) -> tuple[Group, ...]:
    return pack([one.item(at) for one in jobs if one.place is not None], wall_s)


def _minutes(groups: Sequence[Group]) -> float:
    return round(sum(group.minutes for group in groups), 6)
