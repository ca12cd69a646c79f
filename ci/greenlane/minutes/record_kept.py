"""The record of forecasts on cycles that are over, kept in the ledger: those days hardly ever change.

It is made again when they do (a re-run of an old run that a sweep found) and when a cycle ends. A report that
finds none makes it for itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from greenlane.minutes.laws import cycle_of
from greenlane.minutes.ledger.interface import Ledger, Writer
from greenlane.minutes.notes import complete_since
from greenlane.model.bill import Cycle, Law
from greenlane.model.forecast import TrackRecord
from greenlane.model.jobs import Booked

KEY = "track-record"
CYCLES = 4
HISTORY_DAYS = 400
VERSION = 1
"""Rises when the same days would give another record."""


@dataclass(frozen=True)
class Past:
    """What was booked before a cycle began, and the whole cycles in it, the oldest first."""

    since: date
    until: date
    rows: tuple[Booked, ...]
    cycles: tuple[Cycle, ...]

    @property
    def digest(self) -> str:
        """Changes whenever a record of it would."""
        said = [(str(one.day), one.machine.value, one.minutes) for one in self.rows]
        spans = [str(cycle.since) for cycle in self.cycles]
        return sha256(json.dumps([VERSION, str(self.since), spans, said]).encode()).hexdigest()

    def daily(self, law: Law) -> Mapping[date, float]:
        """Weighed minutes of every day; days without any are 0."""
        return weighed(self.rows, law, self.since, self.until)


def weighed(rows: Sequence[Booked], law: Law, since: date, until: date) -> Mapping[date, float]:
    """Included minutes of every day of a span; days without any are 0."""
    days = {since + timedelta(days=n): 0.0 for n in range((until - since).days)}
    weights = {machine: float(weight) for machine, weight in law.weights.items()}
    for one in rows:
        if one.day in days:
            days[one.day] += weights.get(one.machine, 0.0) * one.minutes
    return days


def past(ledger: Ledger, repositories: Sequence[str], cycle: Cycle, cycle_day: int) -> Past:
    """What there is before this cycle; of its cycles only those of which every repository is held in full."""
    first = ledger.first_day(repositories) or cycle.since
    whole = known_since(ledger, repositories) or cycle.since
    since = min(cycle.since, max(first, cycle.since - timedelta(days=HISTORY_DAYS)))
    rows = tuple(ledger.booked(since, cycle.since, repositories))
    return Past(since, cycle.since, rows, tuple(reversed(_before(cycle, max(since, whole), cycle_day))))


def known_since(ledger: Ledger, repositories: Sequence[str]) -> date | None:
    """The first day from which on every repository is held in full; None when nothing is."""
    starts = [complete_since(ledger, one) for one in repositories]
    known = [ledger.first_day(repositories), *starts]
    return max((one for one in known if one is not None), default=None) if all(known) else None


def _before(cycle: Cycle, first: date, cycle_day: int) -> list[Cycle]:
    found: list[Cycle] = []
    while len(found) < CYCLES:
        cycle = cycle_of(cycle.since - timedelta(days=1), cycle_day)
        if cycle.since < first:
            break
        found.append(cycle)
    return found


def record(ledger: Ledger, account: str, before: Past, law: Law) -> TrackRecord | None:
    """The kept one when it is of these very days, else made now."""
    found = _kept(ledger, account, before)
    if law.name not in found:
        return _made(before, law)
    kept = found[law.name]
    return TrackRecord(**kept) if kept is not None else None


def is_due(ledger: Ledger, account: str, before: Past) -> bool:
    """Whether what is kept is of other days."""
    return not _kept(ledger, account, before)


def keep(writer: Writer, account: str, before: Past, law: Law) -> None:
    """Make and keep it, for the law to plan with."""
    made = _made(before, law)
    records = {law.name: None if made is None else asdict(made)}
    writer.remember(account, KEY, json.dumps({"of": before.digest, "records": records}))


def _kept(ledger: Ledger, account: str, before: Past) -> dict[str, Any]:
    """By law; empty when there is none of these days, or when it cannot be read."""
    try:
        content = json.loads(ledger.recall(account, KEY) or "null")
    except ValueError:
        return {}
    is_ours = isinstance(content, dict) and content.get("of") == before.digest
    return dict(content["records"]) if is_ours else {}


def _made(before: Past, law: Law) -> TrackRecord | None:
    from greenlane.minutes.forecast_record import track_record

    return track_record(before.daily(law), before.cycles)
