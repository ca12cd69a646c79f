"""One cycle's minutes as the ledger knows them: used, expected, held against the bill. Reads, decides
nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from greenlane.minutes.blocks import Block, blocks_among
from greenlane.minutes.forecast import forecast
from greenlane.minutes.gaps import gaps, why_partial, why_short
from greenlane.minutes.laws import cycle_of, law_at, plan
from greenlane.minutes.ledger.interface import WEEKDAYS, Dimension, Ledger
from greenlane.minutes.notes import BILL_WHY_NOT, synced_at
from greenlane.minutes.reconcile import NOT_READ, public_minutes, reconcile
from greenlane.minutes.record_kept import is_due, keep, past, record, weighed
from greenlane.minutes.running import USUAL_DAYS, in_flight, is_running
from greenlane.minutes.storage_lines import storage_lines
from greenlane.model.bill import Cycle, Law, Reconciliation
from greenlane.model.budget import Reading
from greenlane.model.forecast import Forecast
from greenlane.model.jobs import Free, LedgerJob, Machine, day_of
from greenlane.model.minutes import Minutes


@dataclass(frozen=True)
class Month:
    """raw: billed minutes by machine, before a law.

    used: by `law`, the one to plan with; shown: by `page_law`. free: by reason, how many jobs. heat: billed
    minutes by weekday and hour, of the last 30 days; None before the first day known. storage: what, how
    much, and how that stands to the plan. gaps: what is to be done so that more is known. synced_at: when
    GitHub was last asked, of the repository that was asked longest ago; None: never.
    """

    account: str
    plan: str
    repositories: tuple[str, ...]
    settings: Minutes
    cycle: Cycle
    now: int
    included: int
    raw: Mapping[Machine, int]
    law: Law
    page_law: Law
    reconciliation: Reconciliation
    forecast: Forecast
    open_jobs: int
    free: tuple[tuple[Free, int], ...]
    heat: tuple[tuple[float | None, ...], ...]
    storage: tuple[tuple[str, str, str], ...]
    gaps: tuple[str, ...]
    synced_at: int | None
    why_partial: str = ""

    @property
    def reading(self) -> Reading:
        """How it stands, for alerts, plans and `runs-on`."""
        return Reading(
            account=self.account,
            cycle=self.cycle,
            taken_at=self.now,
            included=self.included,
            spent=self.used,
            read_at=self.synced_at,
            law=self.law.name,
            reserve=self.settings.reserve,
            forecast=self.forecast,
            why_unknown=self.why_partial,
        )

    @property
    def used(self) -> Fraction:
        """What may block: included minutes used by the law to plan with."""
        return self.law.weigh(self.raw)

    @property
    def shown(self) -> Fraction:
        """What the billing page is expected to show."""
        return self.page_law.weigh(self.raw)


@dataclass(frozen=True)
class Asked:
    """What a month is asked of. page: the minutes that the billing page shows, None when nobody says."""

    account: str
    repositories: tuple[str, ...]
    settings: Minutes
    now: int
    page: float | None = None


def month(ledger: Ledger, asked: Asked) -> Month:
    """The cycle that `now` lies in; all of it as the ledger stands at one moment, though a sync may write."""
    with ledger.one_moment():
        return _month(ledger, asked)


def _month(ledger: Ledger, asked: Asked) -> Month:
    cycle = cycle_of(day_of(asked.now), asked.settings.cycle_day)
    terms = plan(asked.settings.plan)
    included = terms.minutes if asked.settings.included is None else asked.settings.included
    found = _Reading(ledger, asked, cycle)
    bill = found.reconciled(included)
    read_at = found.synced_at()
    law, page_law = (law_at(name, cycle.since) for name in (bill.planning, bill.page))
    left = included - asked.settings.reserve - law.weigh(found.raw)
    daily = found.daily(law)
    expected = forecast(
        daily,
        cycle=cycle,
        now=min(asked.now, read_at or asked.now),
        included=included,
        law=law.name,
        in_flight=in_flight(ledger, found.running, asked.repositories, law, asked.now),
        reserve=float(asked.settings.reserve),
        hours=found.hours(),
    )
    known = record(ledger, asked.account, found.past, law)
    return Month(
        account=asked.account,
        plan=terms.name,
        repositories=asked.repositories,
        settings=asked.settings,
        cycle=cycle,
        now=asked.now,
        included=included,
        raw=found.raw,
        law=law,
        page_law=page_law,
        reconciliation=bill,
        forecast=replace(expected, record=known),
        open_jobs=len(found.running),
        free=found.free,
        heat=found.heat(),
        storage=tuple(storage_lines(ledger, asked.repositories, cycle, asked.now, terms.storage_mb)),
        gaps=tuple(gaps(ledger, asked.repositories, cycle, found.endless)),
        synced_at=read_at,
        why_partial=why_partial(ledger, asked.repositories, cycle) or why_short(bill.missing, left),
    )


def keep_record(ledger: Ledger, asked: Asked) -> None:
    """How forecasts did on cycles that are over: made once a cycle, so that no report has to."""
    cycle = cycle_of(day_of(asked.now), asked.settings.cycle_day)
    before = past(ledger, asked.repositories, cycle, asked.settings.cycle_day)
    if is_due(ledger, asked.account, before):
        terms = plan(asked.settings.plan)
        included = terms.minutes if asked.settings.included is None else asked.settings.included
        law = law_at(_Reading(ledger, asked, cycle).reconciled(included).planning, cycle.since)
        with ledger.writing() as writer:
            keep(writer, asked.account, before, law)


class _Reading:
    """The questions to the ledger, of one cycle."""

    def __init__(self, ledger: Ledger, asked: Asked, cycle: Cycle) -> None:
        self.ledger, self.asked, self.cycle = ledger, asked, cycle
        self.past = past(ledger, asked.repositories, cycle, asked.settings.cycle_day)
        self.booked = ledger.booked(cycle.since, cycle.until, asked.repositories)
        raw: Counter[Machine] = Counter()
        for one in self.booked:
            raw[one.machine] += one.minutes
        self.raw: Mapping[Machine, int] = dict(raw)
        groups = ledger.spent((Dimension.FREE,), cycle.since, cycle.until, asked.repositories)
        self.free = tuple((Free(one.keys[0]), one.jobs) for one in groups if one.keys[0])
        unended = ledger.open_jobs(asked.repositories)
        self.running = tuple(one for one in unended if is_running(one))
        self.endless = tuple(one for one in unended if not is_running(one))

    def reconciled(self, included: int) -> Reconciliation:
        """Against the rows of the bill that the ledger holds."""
        rows = self.ledger.usage(self.asked.account, self.cycle.since, self.cycle.until)
        usage = [one for one in rows if one.day is not None]
        summary = [one for one in rows if one.day is None]
        return reconcile(
            self.booked,
            usage or None,
            summary or None,
            self._blocks(),
            included,
            self.cycle,
            self.asked.page,
            public=public_minutes(self._jobs()) if self._has(Free.PUBLIC) else None,
            held=self.asked.repositories,
            why_not=self.ledger.recall(self.asked.account, BILL_WHY_NOT) or NOT_READ,
        )

    def daily(self, law: Law) -> Mapping[date, float]:
        """Weighed minutes of every day that is known, up to today."""
        tomorrow = day_of(self.asked.now) + timedelta(days=1)
        rows = (*self.past.rows, *self.booked)
        first = self.ledger.first_day(self.asked.repositories)
        return weighed(rows, law, self.past.since, tomorrow) if first is not None else {}

    def heat(self) -> tuple[tuple[float | None, ...], ...]:
        """Billed minutes by weekday and hour of the last 30 days; None for weekdays before the first day."""
        today = day_of(self.asked.now)
        since = today - timedelta(days=USUAL_DAYS)
        by = (Dimension.WEEKDAY, Dimension.HOUR)
        groups = self.ledger.spent(by, since, today + timedelta(days=1), self.asked.repositories)
        found = {one.keys: float(one.minutes) for one in groups}
        first = self.ledger.first_day(self.asked.repositories)
        start = max(first or today, since)
        known = {WEEKDAYS[(start + timedelta(days=n)).weekday()] for n in range((today - start).days + 1)}
        return tuple(
            tuple(found.get((day, f"{hour:02}"), 0.0) if day in known else None for hour in range(24))
            for day in WEEKDAYS
        )

    def hours(self) -> tuple[float, ...] | None:
        """How the minutes of the last 30 days spread over the hours of a day; None when there are none."""
        today = day_of(self.asked.now)
        span = (today - timedelta(days=USUAL_DAYS), today + timedelta(days=1))
        groups = self.ledger.spent((Dimension.HOUR,), *span, self.asked.repositories)
        found = {one.keys[0]: float(one.minutes) for one in groups}
        hours = tuple(found.get(f"{hour:02}", 0.0) for hour in range(24))
        return hours if any(hours) else None

    def synced_at(self) -> int | None:
        """Of the repository that was asked longest ago."""
        times = [synced_at(self.ledger, one) for one in self.asked.repositories]
        known = [one for one in times if one is not None]
        return min(known) if known and len(known) == len(times) else None

    def _has(self, free: Free) -> bool:
        return any(one is free for one, _ in self.free)

    def _jobs(self) -> Iterator[LedgerJob]:
        return self.ledger.jobs(self.cycle.since, self.cycle.until, self.asked.repositories)

    def _blocks(self) -> tuple[Block, ...]:
        return blocks_among(self._jobs()) if self._has(Free.BLOCKED) else ()
