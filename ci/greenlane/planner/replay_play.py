"""A history played under one policy: which jobs run when, what they cost, and what they come to.

- A job that runs comes to what its row says, whenever it runs: nothing is known of flaky ones. A row that was
  aborted stays unknown; when it is run at another time than it was, it counts with the job's usual time.
- A job waits for its needs and does not start when one of them failed or did not start. A need that was
  aborted holds nobody up: it might have passed, and to count what runs then is the dearer guess.
- Cancelling "superseded": when the next push of a branch comes, what still runs for it stops, as in the rows;
  not on branches that releases are made from. "never": rows that were aborted count with their usual time.
- Once a day the policy is asked which branches are due; once a week a release is made of every branch that is
  shipped. After the last change both go on for some days, so that what falls due then is paid and counted.
- A policy is told at once what became of a job; whether it may know that yet, `Ran.ended_at` says.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from greenlane.model.plan import Event
from greenlane.planner.replay_history import Change, End, History, Row

DAY_S = 86400
NIGHT_S = 2 * 3600
"""Of a UTC day, when the nightly run starts."""
AFTER_DAYS = 10
Cancelling = Literal["superseded", "never"]
Needs = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Visit:
    """A moment at which a policy is asked: about the newest content of a branch."""

    at: int
    event: Event
    change: Change

    @property
    def is_push(self) -> bool:
        return self.event in {Event.PUSH, Event.PULL_REQUEST} and self.at == self.change.at


@dataclass(frozen=True)
class Ran:
    """A job that ran. minutes: billed, as the law counts them."""

    visit: Visit
    job: str
    ended_at: float
    duration_s: float
    minutes: float
    end: End


class Playing(Protocol):
    """A policy while it is played; it may remember."""

    @property
    def name(self) -> str: ...
    @property
    def cancelling(self) -> Cancelling: ...

    def runs(self, visit: Visit) -> Needs:
        """The jobs of the visit's change that run, each with those of them that have to pass before."""
        ...

    def due(self, at: int) -> Sequence[str]:
        """Branches that a nightly run should look at."""
        ...

    def told(self, rans: Sequence[Ran]) -> None:
        """What became of the jobs of a visit."""
        ...

    def owed(self) -> Sequence[tuple[str, str, int]]:
        """What was put off and is not paid yet: branch, job, since when."""
        ...


@dataclass
class Played:
    """Everything that ran. releases: when one was made, of which change. owed: at the end, see Playing."""

    name: str
    rans: list[Ran] = field(default_factory=list)
    releases: list[Visit] = field(default_factory=list)
    owed: tuple[tuple[str, str, int], ...] = ()


def play(history: History, policy: Playing, rates: Mapping[str, float]) -> Played:
    """Play a history. rates: what a minute of a runner's label takes of the included ones; else one."""
    played = Played(policy.name)
    for visit in _visits(history, policy):
        if visit.event is Event.RELEASE:
            played.releases.append(visit)
        rans = _ran(visit, policy.runs(visit), history, policy.cancelling, rates)
        policy.told(rans)
        played.rans += rans
    played.owed = tuple(policy.owed())
    return played


def _visits(history: History, policy: Playing) -> Iterator[Visit]:
    """Pushes, nights and releases by time. Asked lazily: who is due depends on what ran before."""
    newest: dict[str, Change] = {}
    if not history.changes:
        return
    night = _first_night(history.changes[0].at)
    start = night
    for change in (*history.changes, None):
        end = change.at if change is not None else history.changes[-1].at + AFTER_DAYS * DAY_S
        while night <= end:
            yield from _nightly(night, (night - start) // DAY_S, newest, policy)
            night += DAY_S
        if change is not None:
            newest[change.branch] = change
            yield Visit(change.at, Event.PUSH if change.shipped else Event.PULL_REQUEST, change)


def _nightly(at: int, day: int, newest: Mapping[str, Change], policy: Playing) -> Iterator[Visit]:
    for branch in policy.due(at):
        change = newest[branch]
        yield Visit(at, Event.SCHEDULE if change.shipped else Event.PULL_REQUEST, change)
    if day % 7 == 6:
        for change in newest.values():
            if change.shipped:
                yield Visit(at, Event.RELEASE, change)


def _first_night(at: int) -> int:
    return at - at % DAY_S + NIGHT_S + (DAY_S if at % DAY_S >= NIGHT_S else 0)


def _ran(
    visit: Visit, runs: Needs, history: History, cancelling: Cancelling, rates: Mapping[str, float]
) -> list[Ran]:
    """The jobs of a visit, each behind its needs. What could not start is not among them."""
    found: dict[str, Ran] = {}
    blocked: set[str] = set()
    for job in _ordered(runs):
        row = visit.change.rows[job]
        if any(need in blocked for need in runs[job]):
            blocked.add(job)
            continue
        begin = _begin(visit, row, [found[need].ended_at for need in runs[job] if need in found])
        seconds, end = _length(visit, row, begin, history, cancelling)
        if seconds > 0:
            minutes = math.ceil(seconds / 60) * rates.get(row.runner, 1.0)
            found[job] = Ran(visit, job, begin + seconds, seconds, minutes, end)
        if end is End.FAILED:
            blocked.add(job)
    return list(found.values())


def _begin(visit: Visit, row: Row, ends: Sequence[float]) -> float:
    """When it starts: as recorded, or as long after its needs as it was in the queue."""
    if visit.is_push:
        return max([visit.at + row.start_s, *(end + row.queue_s for end in ends)])
    return max([visit.at, *ends]) + row.queue_s


def _length(
    visit: Visit, row: Row, begin: float, history: History, cancelling: Cancelling
) -> tuple[float, End]:
    """How long it runs, and what it comes to."""
    as_recorded = visit.is_push and begin == visit.at + row.start_s
    seconds = row.duration_s
    if row.end is End.ABORTED and (cancelling == "never" or not as_recorded):
        seconds = max(seconds, history.usual_s.get(row.job, 0.0))
    stop = visit.change.superseded_at if visit.is_push and not visit.change.shipped else None
    if cancelling == "superseded" and stop is not None and begin + seconds > stop and not as_recorded:
        return max(0.0, stop - begin), End.ABORTED
    return seconds, row.end


def _ordered(runs: Needs) -> list[str]:
    """Needs first; what needs each other in a circle is a mistake of the policy."""
    found: list[str] = []
    left = sorted(runs)
    while left:
        ready = [job for job in left if all(need in found for need in runs[job])]
        if not ready:
            raise ValueError(f"{', '.join(left)} wait for each other")
        found += ready
        left = [job for job in left if job not in ready]
    return found
