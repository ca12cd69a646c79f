"""Plans, prices and the laws by which minutes may draw on the quota: data, with the days they hold.

GitHub's pages gave multipliers until the end of 2025 and give prices since; how minutes draw on the quota now
is not settled. So three laws are kept, and evidence chooses among them per account (reconcile.py).
Source: GitHub's pricing pages as of November 2026; docs/minutes.md#laws.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from types import MappingProxyType

from greenlane.model.bill import Cycle, Law
from greenlane.model.errors import UsageError
from greenlane.model.jobs import Machine

DOCS = "docs/minutes.md#laws"
YEAR_2026 = date(2026, 1, 1)


@dataclass(frozen=True)
class Plan:
    """What an account gets each cycle. minutes: included ones; storage_mb: of artifacts and packages."""

    name: str
    about: str
    minutes: int
    storage_mb: int


PLANS: Mapping[str, Plan] = MappingProxyType(
    {
        one.name: one
        for one in (
            Plan("free", "GitHub Free, of a user or an organization", 2_000, 500),
            Plan("pro", "GitHub Pro", 3_000, 1_000),
            Plan("team", "GitHub Team", 3_000, 2_000),
            Plan("enterprise", "GitHub Enterprise Cloud", 50_000, 50_000),
        )
    }
)


@dataclass(frozen=True)
class Prices:
    """US dollars a minute. until: the day from which others hold."""

    since: date
    until: date | None
    minute: Mapping[Machine, Decimal]

    @property
    def ratios(self) -> Mapping[Machine, Fraction]:
        """Each machine's price over that of Linux."""
        linux = Fraction(self.minute[Machine.LINUX])
        return {machine: Fraction(price) / linux for machine, price in self.minute.items()}


def _prices(**dollars: str) -> Mapping[Machine, Decimal]:
    return MappingProxyType({Machine[name.upper()]: Decimal(price) for name, price in dollars.items()})


PRICES: tuple[Prices, ...] = (
    Prices(
        date(2025, 1, 1),
        YEAR_2026,
        _prices(
            linux="0.008", linux_slim="0.002", linux_arm="0.005",
            windows="0.016", windows_arm="0.010", macos="0.080",
        ),
    ),
    Prices(
        YEAR_2026,
        None,
        _prices(
            linux="0.006", linux_slim="0.002", linux_arm="0.005",
            windows="0.010", windows_arm="0.008", macos="0.062",
        ),
    ),
)  # fmt: skip

STANDARD = tuple(PRICES[-1].minute)

RAW = Law(
    "raw",
    "every minute takes one, whatever the machine",
    MappingProxyType({machine: Fraction(1) for machine in (*STANDARD, Machine.UNKNOWN)}),
    date(2019, 11, 13),
)
MULTIPLIER = Law(
    "multiplier",
    "a Linux minute takes one, a Windows minute 2, a macOS minute 10",
    MappingProxyType(
        {machine: Fraction(1) for machine in STANDARD}
        | {Machine.WINDOWS: Fraction(2), Machine.WINDOWS_ARM: Fraction(2)}
        | {Machine.MACOS: Fraction(10), Machine.UNKNOWN: Fraction(10)}
    ),
    date(2019, 11, 13),
)


def _price_law(prices: Prices) -> Law:
    ratios = dict(prices.ratios)
    weights = MappingProxyType({**ratios, Machine.UNKNOWN: max(ratios.values())})
    about = "a minute takes its price over that of a Linux minute"
    return Law("price", about, weights, prices.since, prices.until)


LAWS: tuple[Law, ...] = (RAW, MULTIPLIER, *(_price_law(prices) for prices in PRICES))
LAW_NAMES = ("raw", "multiplier", "price")


def laws_at(day: date) -> tuple[Law, ...]:
    """The laws to be told apart on a day: raw, multiplier and price, in this order.

    Days before the oldest prices that are known follow those.
    """
    prices = prices_at(day)
    return tuple(law for law in LAWS if law.name != "price" or law.since == prices.since)


def law_at(name: str, day: date) -> Law:
    """The law of that name on a day. Raises UsageError for a name that none has."""
    for law in laws_at(day):
        if law.name == name:
            return law
    raise UsageError(
        f"there is no law {name!r}",
        fix=f"use one of {', '.join(LAW_NAMES)}{_meant(name, LAW_NAMES)}",
        docs=DOCS,
    )


def prices_at(day: date) -> Prices:
    """The prices of a day; days before the oldest that are known follow those."""
    return next((prices for prices in reversed(PRICES) if prices.since <= day), PRICES[0])


def plan(name: str) -> Plan:
    """A plan by its name. Raises UsageError for a name that none has."""
    found = PLANS.get(name.strip().lower())
    if found is None:
        names = tuple(PLANS)
        raise UsageError(
            f"there is no plan {name!r}",
            fix=f"use one of {', '.join(names)}{_meant(name, names)}, or `included:` with the minutes",
            docs=DOCS,
        )
    return found


def cycle_of(day: date, cycle_day: int = 1) -> Cycle:
    """The cycle a day lies in. cycle_day: 1..31; a month that is too short starts on its last day instead."""
    if not 1 <= cycle_day <= 31:
        raise UsageError(f"there is no day {cycle_day} in any month", fix="use 1 to 31", docs=DOCS)
    since = _start(day.year, day.month, cycle_day)
    if day < since:
        before = day.replace(day=1) - timedelta(days=1)
        return Cycle(_start(before.year, before.month, cycle_day), since)
    after = day.replace(day=28) + timedelta(days=4)
    return Cycle(since, _start(after.year, after.month, cycle_day))


def _start(year: int, month: int, cycle_day: int) -> date:
    return date(year, month, min(cycle_day, calendar.monthrange(year, month)[1]))


def _meant(name: str, names: tuple[str, ...]) -> str:
    close = get_close_matches(name.lower(), names, n=1)
    return f" (did you mean {close[0]}?)" if close else ""
