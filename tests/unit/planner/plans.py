"""A plan to try things on: one job of each choice, all of it consistent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from greenlane.model.plan import (
    Choice,
    Component,
    Debt,
    Decision,
    Declared,
    Deferral,
    Event,
    Group,
    Job,
    Key,
    Part,
    Pass,
    Past,
    Plan,
    Policy,
    Refusal,
    Until,
)

NOW = 1_795_000_000
COMMIT = "c0ffee" + "0" * 34
REPOSITORY = "octo/messenger"


def key(job: str, content: str = "1") -> Key:
    """A key whose digest names the job and the content."""
    parts = (
        Part("schema", "1", "1"),
        Part("job", job, f"job-{job}"),
        Part("component", "api", f"api-{content}"),
        Part("rest", "", "rest-1"),
    )
    return Key(job, f"{job}-{content}".ljust(64, "0"), parts)


def passed(job: str, content: str = "1", **changes: Any) -> Pass:
    """A pass of that content, an hour ago."""
    of = key(job, content)
    made = Pass(
        job=job,
        digest=of.digest or "",
        repository=REPOSITORY,
        run_id=4242,
        attempt=1,
        commit="b" * 40,
        event="push",
        branch="main",
        passed_at=NOW - 3600,
        duration_s=185.0,
        minutes=4,
        tests=318,
        origin="artifact of run 4242, push to main",
        url="https://github.com/octo/messenger/actions/runs/4242",
        parts=of.parts,
    )
    return replace(made, **changes)


def owed(job: str, content: str = "1") -> Debt:
    """A debt of that content since yesterday, due in two days."""
    return Debt(
        job=job,
        digest=key(job, content).digest or "",
        commit=COMMIT,
        since=NOW - 86400,
        until=Until.NIGHTLY,
        due_at=NOW + 2 * 86400,
        reason="minutes are tight",
        branch="chat",
    )


DECLARED = Declared(
    components=(
        Component("proto", ("proto/**",)),
        Component("api", ("server/**", "!server/docs/**"), ("proto",)),
        Component("app", ("app/**",), ("proto",)),
        Component("docs", ("docs/**", "*.md")),
    ),
    jobs=(
        Job("lint", run=("nox -s lint",), minutes=1),
        Job("api-tests", ("api",), ("nox -s tests",), minutes=4, moves=("ubuntu-slim",)),
        Job("docs", ("docs",), ("nox -s docs",)),
        Job("app-tests", ("app",), ("flutter test",), needs=("api-tests",)),
        Job("ios", ("app",), ("make ios",), "macos-15", ("app-tests",), defer=Deferral(within_s=3 * 86400.0)),
    ),
    policy=Policy(),
)


def decisions() -> tuple[Decision, ...]:
    """One of each choice but refuse."""
    slim = "no pass of this content is known; minutes are tight"
    return (
        Decision(
            "lint",
            Choice.PACK,
            "no pass of it is known",
            key("lint"),
            1.0,
            50.0,
            "a pass",
            "linux-1",
            "ubuntu-24.04",
        ),
        Decision(
            "api-tests",
            Choice.MOVE,
            slim,
            key("api-tests"),
            3.0,
            170.0,
            "comfortable minutes",
            "slim-1",
            "ubuntu-slim",
        ),
        Decision(
            "docs",
            Choice.REUSE,
            "passed in run 4242",
            key("docs"),
            0.0,
            0.0,
            "a change",
            evidence=passed("docs"),
        ),
        Decision(
            "app-tests",
            Choice.RUN,
            "component app changed",
            key("app-tests"),
            3.0,
            130.0,
            "",
            "linux-1",
            "ubuntu-24.04",
        ),
        Decision("ios", Choice.DEFER, "minutes are tight", key("ios"), 0.0, 0.0, "nightly", debt=owed("ios")),
    )


def plan() -> Plan:
    """All of them in one plan."""
    return Plan(
        commit=COMMIT,
        tree="d" * 40,
        event=Event.PULL_REQUEST,
        made_at=NOW,
        level="tight",
        decisions=decisions(),
        groups=(
            Group("linux-1", "ubuntu-24.04", ("lint", "app-tests"), 3.0, 180.0),
            Group("slim-1", "ubuntu-slim", ("api-tests",), 3.0, 170.0),
        ),
        debts=(owed("ios"),),
        refusals=(Refusal("artifact 99 of run 7", "it is of another repository: evil/messenger"),),
        notes=("the base of the pull request moved",),
        past={"api-tests": Past((181.0, 170.5), 12, 1)},
    )


KEYS = {one.job: one.key for one in decisions()}
RESULTS = {
    "plan": "success",
    "lint": "success",
    "api-tests": "success",
    "docs": "skipped",
    "app-tests": "success",
    "ios": "skipped",
}


def changed(job: str, **changes: Any) -> Plan:
    """The plan with one decision changed."""
    made = plan()
    return replace(
        made,
        decisions=tuple(replace(one, **changes) if one.job == job else one for one in made.decisions),
    )
