"""The rows of GitHub's bill that one cycle is held against.

`/usage` has a row per day, or, as seen, one per month dated on its first day; `/usage/summary` has months. So
a cycle that is not a calendar month is compared only with rows of days. Source: docs/minutes.md#bill.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from greenlane.minutes.skus import SKUS, gross_by_machine, is_minutes, names_repository
from greenlane.model.bill import Cycle, UsageItem

NO_ROWS = "the bill names no minutes of this cycle, which is unknown, not 0"
WRONG_SPAN = "GitHub gave whole months, and this cycle is not one"


@dataclass(frozen=True)
class BillRows:
    """A cycle's minutes in the bill. rows: None when that is unknown; why_not: then, why."""

    rows: tuple[UsageItem, ...] | None
    why_not: str = ""
    notes: tuple[str, ...] = ()


def rows_of(
    usage: Sequence[UsageItem] | None, summary: Sequence[UsageItem] | None, cycle: Cycle, why_not: str
) -> BillRows:
    """The rows to compare with: of days where there are some, else of the month.

    usage, summary: None when they could not be read, for the reason in why_not.
    """
    days = [one for one in usage or () if one.day is not None and is_minutes(one)]
    months = tuple(one for one in summary or () if is_minutes(one) and _is_of(one, cycle))
    daily = tuple(one for one in days if one.day is not None and cycle.since <= one.day < cycle.until)
    is_month = _is_month(cycle)
    by_month = all(one.day is not None and one.day.day == 1 for one in days)
    if daily and (is_month or not by_month):
        return BillRows(daily, notes=_disagreement(daily, months) if is_month and months else ())
    if months and is_month:
        return BillRows(months)
    if usage is None and summary is None:
        return BillRows(None, why_not)
    return BillRows(None, WRONG_SPAN if (daily or months) and not is_month else NO_ROWS)


def held_and_missing(
    rows: Iterable[UsageItem], held: Collection[str]
) -> tuple[tuple[UsageItem, ...], Mapping[str, Decimal]]:
    """The rows of repositories in the ledger (or of none by name), and the other repositories' minutes."""
    ours: list[UsageItem] = []
    missing: defaultdict[str, Decimal] = defaultdict(Decimal)
    for item in rows:
        if not item.repository or names_repository(held, item.repository):
            ours.append(item)
        else:
            missing[item.repository] += item.gross
    order = sorted(missing, key=lambda name: (-missing[name], name))
    return tuple(ours), {name: missing[name] for name in order}


def _disagreement(daily: Iterable[UsageItem], months: Iterable[UsageItem]) -> tuple[str, ...]:
    days, whole = gross_by_machine(daily), gross_by_machine(months)
    return tuple(
        f"of {SKUS[machine]}, /usage counts {days.get(machine, 0)} and /usage/summary {whole.get(machine, 0)}"
        for machine in SKUS
        if days.get(machine, Decimal(0)) != whole.get(machine, Decimal(0))
    )


def _is_of(item: UsageItem, cycle: Cycle) -> bool:
    return (item.year, item.month) == (cycle.since.year, cycle.since.month)


def _is_month(cycle: Cycle) -> bool:
    last = cycle.until - timedelta(days=1)
    same = (last.year, last.month) == (cycle.since.year, cycle.since.month)
    return same and cycle.since.day == cycle.until.day == 1
