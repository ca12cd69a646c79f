"""How choices, events and minutes are said in a report of a plan; times and keys: words.py."""

from __future__ import annotations

import time

from greenlane.model.plan import Choice, Decision, Event, Pass

CHOICES = {
    Choice.RUN: "runs",
    Choice.REUSE: "reused",
    Choice.PACK: "runs, packed",
    Choice.MOVE: "runs, moved",
    Choice.DEFER: "put off",
    Choice.REFUSE: "refused",
}
EVENTS = {
    Event.PULL_REQUEST: "a pull request",
    Event.MERGE_GROUP: "the merge queue",
    Event.PUSH: "a push",
    Event.SCHEDULE: "the schedule",
    Event.DISPATCH: "a manual start",
    Event.RELEASE: "a release",
    Event.LOCAL: "this machine",
    Event.OTHER: "another event",
}
HERE = frozenset({Choice.RUN, Choice.PACK, Choice.MOVE})
"""Choices by which a job runs now."""


def stamp(at: int) -> str:
    """A Unix time in ISO 8601, to the second; "" for one that no calendar holds."""
    try:
        return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(at))
    except (ValueError, OverflowError, OSError):
        return ""


def minutes(amount: float) -> str:
    """`3`, `0.5`, `1,200`."""
    rounded = round(amount, 1)
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.1f}"


def billed(amount: float) -> str:
    """`1 minute billed`, `3 minutes billed`."""
    said = minutes(amount)
    return f"{said} minute{'' if said == '1' else 's'} billed"


def sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def plural(count: int, noun: str) -> str:
    """`1 job`, `3 jobs`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def choice(one: Decision) -> str:
    """What becomes of a job, and in shadow what would have."""
    said = CHOICES[one.choice]
    return f"{said} (would be {CHOICES[one.would]})" if one.would not in (None, one.choice) else said


def place(one: Decision) -> str:
    """`linux-1 on ubuntu-24.04`, as far as it is known."""
    return " on ".join(part for part in (one.group, one.runner) if part)


def cited(one: Pass) -> str:
    """A pass by its run."""
    return f"run {one.run_id}"
