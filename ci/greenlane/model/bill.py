"""The bill as GitHub gives it, the laws it may follow, and what holding our count against it came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from greenlane.model.jobs import Machine


@dataclass(frozen=True)
class Cycle:
    """The span in which a quota counts: UTC days, `until` is the first day of the next one."""

    since: date
    until: date

    @property
    def days(self) -> int:
        return (self.until - self.since).days


@dataclass(frozen=True)
class UsageItem:
    """A row of the bill. sku, unit: GitHub's own words in lower case with underscores (actions_linux,
    minutes).

    day: of a row of `/usage`; None in `/usage/summary`, which counts a month. repository: "" when not said.
    Quantities may be fractions of a unit although GitHub's description calls them integers.
    """

    account: str
    year: int
    month: int
    day: date | None
    product: str
    sku: str
    repository: str
    unit: str
    gross: Decimal
    discount: Decimal
    net: Decimal
    price: Decimal | None


@dataclass(frozen=True)
class Law:
    """A way in which minutes draw on the quota. weights: how many included minutes one minute of a machine
    takes.

    A machine that is not in it takes none. since, until: the days on which the weights were published.
    """

    name: str
    about: str
    weights: Mapping[Machine, Fraction]
    since: date
    until: date | None = None

    def weigh(self, minutes: Mapping[Machine, int]) -> Fraction:
        """The included minutes that these raw minutes take."""
        return sum((self.weights.get(one, Fraction(0)) * much for one, much in minutes.items()), Fraction(0))


@dataclass(frozen=True)
class Residual:
    """Our count beside the bill's, for one SKU of one cycle. bill: None when it does not name that SKU."""

    sku: str
    ours: int
    bill: Decimal | None
    note: str = ""

    @property
    def difference(self) -> Decimal | None:
        return None if self.bill is None else Decimal(self.ours) - self.bill


@dataclass(frozen=True)
class Ruling:
    """What the evidence says of a law. total: what our count comes to under it.

    ruled_out: the evidence in words, "" while it stands. not_on_page: why the billing page does not follow
    it; that alone does not say what blocks.
    """

    law: str
    total: Fraction
    ruled_out: str = ""
    not_on_page: str = ""


@dataclass(frozen=True)
class Reconciliation:
    """One cycle held against the bill. asked: whether GitHub gave the bill; why_not: if not, why.

    page: the law that is nearest to the billing page; planning: the worst law that nothing rules out, to plan
    with. missing: repositories that the bill names and the ledger does not hold, with their minutes. notes:
    what else a reader has to know, in sentences.
    """

    cycle: Cycle
    asked: bool
    why_not: str
    residuals: tuple[Residual, ...]
    rulings: tuple[Ruling, ...]
    page: str
    planning: str
    missing: Mapping[str, Decimal] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Artifact:
    """An artifact as it was last listed; it takes storage from created_at to expires_at, or until it was
    gone."""

    repository: str
    artifact_id: int
    name: str
    size_bytes: int
    created_at: int
    expires_at: int | None
    seen_at: int
    gone_at: int | None = None


@dataclass(frozen=True)
class CacheUse:
    """How much cache a repository held when it was asked."""

    repository: str
    taken_at: int
    size_bytes: int
    caches: int
