"""The month played: pushes, nights and releases under one way to choose jobs.

- A push goes to the one open pull request. It mends what is known to be broken there and adds the next
  change; after its last one a pull request is merged as soon as it is green. A mending push is one of the 60.
- Every night the default branch is looked at. Fridays at 17:00 a release is made of it, and tried again a day
  later when it is refused: when a job of it is red, refused or still owed.
- Jobs end as the content says, and a run's result is known when the next event comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from bench.month_project import DAY_S, DAYS, HOUR_S, START, Edit, Month, broken, files

from greenlane.model.plan import Event

NIGHT_S = 2 * HOUR_S
RELEASE_S = 17 * HOUR_S
MAIN = "main"


@dataclass(frozen=True)
class Asked:
    """A moment at which jobs are chosen. base: the default branch's content."""

    number: int
    at: int
    event: Event
    branch: str
    content: dict[str, str]
    base: dict[str, str]


@dataclass(frozen=True)
class Came:
    """What became of it. complete: nothing refused, nothing owed; wall_s: until the verdict."""

    minutes: float
    wall_s: float
    ran: tuple[str, ...]
    red: frozenset[str]
    complete: bool = True


class Chooser(Protocol):
    """A way to choose jobs, for one month."""

    def run(self, asked: Asked) -> Came: ...


@dataclass
class Told:
    """A month's account. minutes by event; escaped: faults that were shipped; late: found after the
    merge; untested: pushes without minutes for what they need, which were not merged."""

    minutes: dict[Event, float] = field(default_factory=dict)
    counts: dict[Event, int] = field(default_factory=dict)
    walls_s: list[float] = field(default_factory=list)
    runs: dict[str, int] = field(default_factory=dict)
    seeded: int = 0
    late: int = 0
    shipped: int = 0
    refused: int = 0
    untested: int = 0
    escaped: int = 0

    @property
    def total(self) -> float:
        return sum(self.minutes.values())


@dataclass
class _Developer:
    """The open pull request: its content and what is still to be pushed."""

    month: Month
    main: dict[str, str] = field(default_factory=files)
    content: dict[str, str] = field(default_factory=dict)
    left: list[Edit] = field(default_factory=list)
    opened: int = 0
    known: frozenset[str] = frozenset()

    def pushes(self, number: int) -> int:
        """Push once; how many faults came with it."""
        if not self.content:
            self.left = list(self.month.requests[self.opened])
            self.content = dict(self.main)
            self.opened += 1
        for path, text in self.content.items():
            if text.partition("!")[2] in self.known and "!" in text:
                self.content[path] = f"mended {number}"
        if not self.left:
            return 0
        edit = self.left.pop(0)
        self.content[edit.path] = f"{number}" + (f"!{edit.fault}" if edit.fault else "")
        return bool(edit.fault)

    def hears(self, red: frozenset[str]) -> None:
        """The verdict of the push: merge when that was the last change and all is green."""
        self.known |= red
        if not red and not self.left:
            self.main, self.content = self.content, {}


def played(month: Month, chooser: Chooser) -> Told:
    """Play the month."""
    told, developer = Told(), _Developer(month)
    tries = 0
    for number, (at, event) in enumerate(_moments(month)):
        if event is Event.RELEASE:
            tries += at % (7 * DAY_S) == (START + 4 * DAY_S + RELEASE_S) % (7 * DAY_S)
            if told.shipped >= tries:
                continue
        if event is Event.PULL_REQUEST:
            told.seeded += developer.pushes(number)
        asked = _asked(number, at, event, developer)
        came = chooser.run(asked)
        _note(told, event, came)
        if event is Event.PULL_REQUEST:
            if came.complete:
                told.walls_s.append(came.wall_s)
                developer.hears(came.red)
            told.untested += not came.complete
            continue
        told.late += len(came.red - developer.known)
        developer.known |= came.red
        if event is Event.RELEASE:
            _release(told, came, developer.main)
        developer.known &= broken(developer.main) | broken(developer.content)
    return told


def _release(told: Told, came: Came, content: dict[str, str]) -> None:
    if came.red or not came.complete:
        told.refused += 1
        return
    told.shipped += 1
    told.escaped += len(broken(content))


def _asked(number: int, at: int, event: Event, developer: _Developer) -> Asked:
    on_branch = event is Event.PULL_REQUEST
    branch = f"topic-{developer.opened}" if on_branch else MAIN
    content = developer.content if on_branch else developer.main
    return Asked(number, at, event, branch, dict(content), dict(developer.main))


def _note(told: Told, event: Event, came: Came) -> None:
    told.minutes[event] = told.minutes.get(event, 0.0) + came.minutes
    told.counts[event] = told.counts.get(event, 0) + 1
    for job in came.ran:
        told.runs[job] = told.runs.get(job, 0) + 1


def _moments(month: Month) -> Iterator[tuple[int, Event]]:
    """Everything by time. A release may be tried on every day from the first Friday on."""
    nights = [(START + day * DAY_S + NIGHT_S, Event.SCHEDULE) for day in range(DAYS)]
    releases = [(START + day * DAY_S + RELEASE_S, Event.RELEASE) for day in range(4, DAYS)]
    yield from sorted([*((at, Event.PULL_REQUEST) for at in month.slots), *nights, *releases])
