"""Readings of a month to decide from: half of 2,000 minutes used on 15 November, unless said otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from greenlane.model.bill import Cycle
from greenlane.model.budget import Reading
from greenlane.model.forecast import Forecast

CYCLE = Cycle(date(2026, 11, 1), date(2026, 12, 1))
NOW = int(datetime(2026, 11, 15, 12, tzinfo=UTC).timestamp())

FORECAST = Forecast(
    cycle=CYCLE,
    made_at=NOW,
    included=2000,
    law="raw",
    spent=1000.0,
    in_flight=0.0,
    reserve=0.0,
    mid=1500.0,
    low80=1400.0,
    high80=1600.0,
    low90=1350.0,
    high90=1650.0,
    overrun=0.02,
    runs_out=None,
    runs_out_early=None,
    fan=(),
    basis="30 days",
)


def forecast(**changes: Any) -> Forecast:
    return replace(FORECAST, **changes)


def reading(spent: float | Fraction | None = 1000, **changes: Any) -> Reading:
    """With a calm forecast, unless another one, or None, is given."""
    exact = None if spent is None else Fraction(spent)
    made = Reading("octo-org", CYCLE, NOW, 2000, exact, read_at=NOW, law="raw", forecast=FORECAST)
    return replace(made, **changes)
