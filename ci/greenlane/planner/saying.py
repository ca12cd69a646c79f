"""How choices, times, keys and minutes are said in a report of a plan."""

from __future__ import annotations

import time
from collections.abc import Sequence

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


def moment(at: int) -> str:
    """A Unix time to the minute: 2026-11-21 16:05 UTC; one that no calendar holds as it is."""
    try:
        return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(at))
    except (ValueError, OverflowError, OSError):
        return f"second {at}"


def stamp(at: int) -> str:
    """The same in ISO 8601, to the second; "" for one that no calendar holds."""
    try:
        return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(at))
    except (ValueError, OverflowError, OSError):
        return ""


def span(seconds: float) -> str:
    """A duration in its largest fitting unit: 40 s, 12 min, 5 h, 3 days."""
    for unit, size, most in (("s", 1.0, 90.0), ("min", 60.0, 5400.0), ("h", 3600.0, 172_800.0)):
        if abs(seconds) < most:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds / 86400.0:,.0f} days"


def short(digest: str | None) -> str:
    """As much of a key or a commit as a person compares."""
    return digest[:12] if digest else "unknown"


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


def listed(names: Sequence[str], most: int = 3) -> str:
    """`a, b and c`; of more than `most` the first ones, and how many are left."""
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


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
