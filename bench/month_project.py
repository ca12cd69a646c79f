"""The reference project of the month: what it declares, how long its jobs take, what is pushed and wrong.

A messenger with a server and a mobile app, one developer, pull requests one after another. All of it is made
up; a seed draws one month. A fault is a word in a file that makes one job fail until somebody rewrites it.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from greenlane.model.plan import Component, Declared, Deferral, Job, Policy, Until

LINUX, MACOS, OWN_MAC = "ubuntu-24.04", "macos-15", "my-mac"
DAY_S, HOUR_S = 86400, 3600
START = 1_793_577_600
"""2026-11-02, a Monday, 00:00 UTC."""
PUSHES = 60
DAYS = 30
FAULT_SHARE = 0.15
WALL_S = 600.0
COMPONENTS = (
    Component("proto", ("proto/**",)),
    Component("server", ("server/**",), ("proto",)),
    Component("app", ("app/**",), ("proto",)),
    Component("android", ("android/**",), ("app",)),
    Component("ios", ("ios/**",), ("app",)),
    Component("site", ("site/**",)),
    Component("docs", ("docs/**",)),
)
USUAL_S = {
    "lint": 30.0, "docs": 15.0, "site": 30.0, "server-tests": 60.0, "app-tests": 70.0, "e2e": 110.0,
    "android": 300.0, "ios": 420.0,
}  # fmt: skip
WORK = {"app": 33, "server": 30, "docs": 12, "site": 8, "proto": 6, "android": 4, "ios": 4, "": 3}
"""Which part a change is about, in percent; "" is a workflow, which is everybody's."""
FAULTS = {
    "proto": ("server-tests", "app-tests", "e2e"),
    "server": ("server-tests", "server-tests", "server-tests", "lint", "e2e"),
    "app": ("app-tests", "app-tests", "app-tests", "lint", "e2e", "android", "ios"),
    "android": ("android",),
    "ios": ("ios",),
    "site": ("site",),
    "docs": ("docs",),
}
"""What a fault of a part breaks; named more than once, more often."""


@dataclass(frozen=True)
class Edit:
    """A change of one file. fault: the job that it breaks, "" for none."""

    path: str
    fault: str


@dataclass(frozen=True)
class Month:
    """slots: when something is pushed. requests: the edits of each pull request, a push each."""

    seed: int
    slots: tuple[int, ...]
    requests: tuple[tuple[Edit, ...], ...]


def declared(ios_runner: str, *, sparing: bool = False) -> Declared:
    """What its greenlane.yaml says. End-to-end tests and Android builds may wait until the night.

    ios_runner: "" where no iOS builds are declared. sparing: native builds wait until the release, and
    end-to-end tests until the merge.
    """
    merge, release = Deferral(Until.MERGE), Deferral(Until.RELEASE)
    night = Deferral(Until.NIGHTLY)
    jobs: tuple[Job, ...] = (
        _job("lint", ("server", "app")),
        _job("docs", ("docs",)),
        _job("site", ("site",)),
        _job("server-tests", ("server",), setup_s=25.0),
        _job("app-tests", ("app",), setup_s=40.0),
        _job("e2e", ("server", "app"), setup_s=40.0, defer=merge if sparing else night),
        _job("android", ("android",), setup_s=60.0, defer=release if sparing else night),
    )
    if ios_runner:
        jobs = (*jobs, _job("ios", ("ios",), setup_s=60.0, defer=release, runner=ios_runner))
    return Declared(COMPONENTS, jobs, Policy(wall_s=WALL_S, audit=0.02, shadow=False))


def _job(
    name: str,
    components: tuple[str, ...],
    *,
    setup_s: float = 20.0,
    defer: Deferral | None = None,
    runner: str = LINUX,
) -> Job:
    minutes = USUAL_S[name] / 60
    return Job(name, components, (f"nox -s {name}",), runner, setup_s=setup_s, defer=defer, minutes=minutes)


def files() -> dict[str, str]:
    """The first commit."""
    parts = [f"{one.name}/file{n}" for one in COMPONENTS for n in range(3)]
    return dict.fromkeys([*parts, ".github/workflows/ci.yml", "greenlane.yaml"], "0")


def month(seed: int, *, ios: bool) -> Month:
    """ios: whether faults may break it.

    Working days, pushes spread over them, pull requests of one to four pushes, faults in a fifth."""
    rng = random.Random(seed)
    days = [day for day in range(DAYS) if day % 7 < 5]
    slots = sorted(
        START + rng.choice(days) * DAY_S + int(rng.uniform(8, 16.5) * HOUR_S) for _ in range(PUSHES)
    )
    requests = tuple(_request(rng) for _ in range(PUSHES))
    if not ios:
        requests = tuple(tuple(map(_without_ios, one)) for one in requests)
    return Month(seed, tuple(slots), requests)


def _without_ios(edit: Edit) -> Edit:
    return Edit(edit.path, "") if edit.fault == "ios" else edit


def _request(rng: random.Random) -> tuple[Edit, ...]:
    main = _part(rng)
    return tuple(
        _edit(rng, main if rng.random() < 0.8 else _part(rng)) for _ in range(rng.choice((1, 2, 2, 3, 3, 4)))
    )


def _part(rng: random.Random) -> str:
    return rng.choices(list(WORK), list(WORK.values()))[0]


def _edit(rng: random.Random, part: str) -> Edit:
    path = f"{part}/file{rng.randrange(3)}" if part else ".github/workflows/ci.yml"
    is_wrong = rng.random() < FAULT_SHARE and part in FAULTS
    return Edit(path, rng.choice(FAULTS[part]) if is_wrong else "")


def broken(content: Mapping[str, str]) -> frozenset[str]:
    """The jobs that fail on this content."""
    return frozenset(text.partition("!")[2] for text in content.values() if "!" in text)


def takes_s(job: str, seed: int, number: int) -> float:
    """How long a job takes in the run of this number: its usual time, give or take."""
    return USUAL_S[job] * random.Random(f"{job} {seed} {number}").lognormvariate(0.0, 0.08)


def reach(names: Sequence[str]) -> frozenset[str]:
    """Components and all that they need."""
    needs = {one.name: one.needs for one in COMPONENTS}
    found: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        found.add(name)
        todo += [need for need in needs[name] if need not in found]
    return frozenset(found)
