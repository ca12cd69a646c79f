"""Jobs, keys, passes and standings for the tests of decisions, each with one thing changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from greenlane.model.budget import BudgetLevel, Standing
from greenlane.model.plan import (
    Choice,
    Decision,
    Declared,
    Deferral,
    Event,
    Job,
    Key,
    Part,
    Pass,
    Plan,
    Policy,
)
from greenlane.planner.decide import plan

NOW = 1_800_000_000
HOUR, DAY = 3600, 86400
ENFORCED = Policy(shadow=False, audit=0.0)
LEVELS = (None, *BudgetLevel)
FREE = "my-box"
RATES = {"ubuntu-24.04": 1.0, "ubuntu-slim": 1 / 3, "macos-15": 10.0, FREE: 0.0}


def a_job(name: str = "tests", **changes: Any) -> Job:
    return replace(Job(name, run=("nox",), minutes=4.0), **changes)


def waiting(name: str = "ios", **changes: Any) -> Job:
    """A job that may wait until the night."""
    return a_job(name, **{"defer": Deferral(), **changes})


def declared(*jobs: Job, policy: Policy = ENFORCED) -> Declared:
    return Declared(jobs=jobs, policy=policy)


def a_key(job: str = "tests", digest: str | None = None, **changes: Any) -> Key:
    value = digest if digest is not None else f"{job}-content"
    return replace(Key(job, value, (Part("component", "api", value),)), **changes)


def keys_of(found: Declared) -> dict[str, Key]:
    return {job.name: a_key(job.name) for job in found.jobs}


def a_pass(job: str = "tests", **changes: Any) -> Pass:
    """A pass of the content that `a_key` names, an hour ago, on the default branch."""
    one = Pass(job, f"{job}-content", "me/app", 12, 1, "c0ffee", "push", "main", NOW - HOUR, 200.0, 4)
    return replace(one, **changes)


def standing(level: BudgetLevel | None, left: float | None = 1000) -> Standing:
    return Standing(level, Fraction(left) if left is not None else None, "as the test has it")


def decided(found: Declared, **changes: Any) -> Plan:
    """A plan for a pull request, with a key for every job."""
    given: dict[str, Any] = {
        "keys": keys_of(found),
        "event": Event.PULL_REQUEST,
        "now": NOW,
        "commit": "c1",
        "rates": RATES,
    }
    return plan(found, **(given | changes))


def choices(made: Plan) -> Mapping[str, Choice]:
    return {one.job: one.choice for one in made.decisions}


def of(made: Plan, job: str) -> Decision:
    return next(one for one in made.decisions if one.job == job)
