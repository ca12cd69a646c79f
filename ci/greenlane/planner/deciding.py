"""The second half of a decision: who runs where, who is refused for lack of minutes, and in which words."""

from __future__ import annotations

from greenlane.model.light import Iterable, Mapping, NamedTuple, Sequence
from greenlane.model.plan import HERE, Choice, Decision, Group, Job
from greenlane.planner import debts as owing
from greenlane.planner.choosing import Wanted
from greenlane.planner.costs import fails
from greenlane.planner.legs import Item
from greenlane.planner.runners import Place, place
from greenlane.planner.situation import Situation
from greenlane.planner.words import listed

REFUSED = "refused: no minutes"


class Placed(NamedTuple):
    """A wish and where it comes true. place: None for what does not run. refused: why it may not, "" else."""

    wanted: Wanted
    place: Place | None = None
    refused: str = ""
    before: tuple[str, ...] = ()

    def item(self, at: Situation) -> Item:
        """What is packed. Only for a job that runs."""
        if self.place is None:
            raise ValueError(f"{self.wanted.job.name} does not run")
        job, spot = self.wanted.job, self.place
        share = fails(at.past.get(job.name))
        return Item(job.name, spot.runner, spot.takes, at.rate(spot.runner), self.before, job.alone, share)


def placed(wanted: Mapping[str, Wanted], at: Situation) -> dict[str, Placed]:
    """Every wish with its runner. What cannot be paid waits when it may, otherwise it is refused."""
    found: dict[str, Placed] = {}
    spots: _Spots = {}
    for name in _ordered(wanted):
        found[name] = _placed(wanted[name], found, spots, at)
    return {name: found[name] for name in wanted}


def _placed(one: Wanted, found: Mapping[str, Placed], spots: _Spots, at: Situation) -> Placed:
    if one.wish != "run":
        return Placed(one)
    needs = [found[name] for name in one.job.needs if name in found]
    missing = [each.wanted.job.name for each in needs if each.refused or each.wanted.wish == "defer"]
    spot = None if missing else _spot(one.job, spots, at)
    if spot is not None:
        return Placed(one, spot, before=tuple(each.wanted.job.name for each in needs if each.place))
    why = f"it needs {listed(missing)}" if missing else f"{one.job.runner} takes minutes, and none are left"
    if one.must or one.job.defer is None:
        return Placed(one, refused=f"{REFUSED}: {why}")
    change = f"more minutes, or one of your own runners in {one.job.name}'s `moves`"
    return Placed(one._replace(wish="defer", reason=f"no minutes: {why}", change=change))


_Spots = dict[tuple[str, tuple[str, ...], float | None, float], Place | None]
"""Where jobs without a history run, by all that counts for it then."""


def _spot(job: Job, spots: _Spots, at: Situation) -> Place | None:
    """Where it runs; of jobs that are declared alike and have no history, it is found out once."""
    if at.past and any(one in at.past for one in (job.name, *_moved(job))):
        return place(job, at)
    alike = (job.runner, job.moves, job.minutes, job.setup_s)
    if alike not in spots:
        spots[alike] = place(job, at)
    return spots[alike]


def _moved(job: Job) -> Iterable[str]:
    """Under which names its history on each runner is kept."""
    return (f"{job.name}@{label}" for label in (job.runner, *job.moves))


def _ordered(wanted: Mapping[str, Wanted]) -> Iterable[str]:
    """Names, each behind those that it needs."""
    done: dict[str, None] = {}
    for start in wanted:
        stack = [start]
        while stack:
            name = stack[-1]
            waits = [need for need in wanted[name].job.needs if need in wanted and need not in done]
            if name in done or not waits:
                done[stack.pop()] = None
            else:
                stack.append(waits[0])
    return done


def decisions(jobs: Mapping[str, Placed], groups: Sequence[Group], at: Situation) -> tuple[Decision, ...]:
    """What becomes of every job, in the declared order."""
    leg = {name: group for group in groups for name in group.jobs}
    shares = _shares(jobs, groups)
    return tuple(
        _running(one, one.place, leg[name], shares[name]) if one.place is not None else _resting(one, at)
        for name, one in jobs.items()
    )


def _shares(jobs: Mapping[str, Placed], groups: Sequence[Group]) -> dict[str, float]:
    """Of its leg's minutes, each job's part, by time; together they are the leg's."""
    found: dict[str, float] = {}
    for group in groups:
        spots = {name: jobs[name].place for name in group.jobs}
        seconds = {name: spot.takes.seconds if spot is not None else 0.0 for name, spot in spots.items()}
        whole = sum(seconds.values())
        for name, much in seconds.items():
            found[name] = group.minutes * (much / whole if whole else 1 / len(seconds))
    return found


def _running(one: Placed, spot: Place, group: Group, minutes: float) -> Decision:
    want = one.wanted
    moved = spot.runner != want.job.runner
    beside = [name for name in group.jobs if name != want.job.name]
    choice = Choice.MOVE if moved else Choice.PACK if beside else Choice.RUN
    reasons = [want.reason]
    if moved:
        reasons.append(f"on {spot.runner} instead of {want.job.runner}, which takes more minutes")
    if group.name == HERE:
        reasons.append("in the job that plans, which is billed anyway")
    if beside:
        reasons.append(f"with {listed(beside)} on one runner")
    return Decision(
        want.job.name, choice, "; ".join(reasons), want.key, minutes, spot.takes.seconds, want.change,
        group.name, spot.runner, want.evidence, None, Choice(want.would) if want.would else None,
    )  # fmt: skip


def _resting(one: Placed, at: Situation) -> Decision:
    want = one.wanted
    would = Choice(want.would) if want.would else None
    if one.refused:
        change = f"more minutes, or one of your own runners in {want.job.name}'s `moves`"
        return Decision(want.job.name, Choice.REFUSE, one.refused, want.key, 0.0, 0.0, change, would=would)
    if want.wish == "reuse" or want.job.defer is None:
        return Decision(
            want.job.name, Choice.REUSE, want.reason, want.key, 0.0, 0.0, want.change, evidence=want.evidence
        )
    debt = owing.owe(want.job, want.job.defer, want.key, want.owed, at, want.reason)
    return Decision(
        want.job.name, Choice.DEFER, want.reason, want.key, 0.0, 0.0, want.change, debt=debt, would=would
    )
