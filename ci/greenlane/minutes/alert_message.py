"""Alerts as others read them: lines for a workflow's log, and the body that a webhook gets.

The body, JSON (docs/minutes-alerts.md#webhook):
    {"schema": "greenlane.alerts/1", "id": "4f0c…", "text": "octo-org: 1,812 of 2,000 …",
     "account": "octo-org", "made_at": "2026-11-21T15:00:00Z",
     "cycle": {"since": "2026-11-01", "until": "2026-12-01"},
     "spent": 1812.0, "included": 2000, "law": "raw",
     "forecast": {"mid": 2310.0, "low90": 2050.0, "high90": 2600.0, "overrun": 0.97,
                  "runs_out": "2026-11-24"},
     "alerts": [{"key": "spent-90", "level": "warning", "message": "…", "is_new": true}]}
spent and forecast are null when they are unknown. A body that is sent again has the same id.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from greenlane.minutes.plain import one_line
from greenlane.model.budget import Reading
from greenlane.model.forecast import Alert, Forecast, Level

SCHEMA = "greenlane.alerts/1"
COMMANDS = {Level.OVER: "error", Level.WARNING: "warning", Level.NOTICE: "notice", Level.OK: "notice"}


def log_lines(alerts: Sequence[Alert]) -> tuple[str, ...]:
    """A workflow command for each alert. What GitHub reads in it: per cent and line ends."""
    return tuple(
        f"::{COMMANDS[one.level]} title=GitHub Actions minutes::{one_line(one.message).replace('%', '%25')}"
        for one in alerts
    )


def webhook_body(alerts: Sequence[Alert], news: Sequence[Alert], reading: Reading) -> dict[str, Any]:
    """What a webhook gets: all alerts that stand, and which of them are new."""
    said = {
        "schema": SCHEMA,
        "text": "\n".join(f"{reading.account}: {one_line(one.message)}" for one in news),
        "account": reading.account,
        "made_at": datetime.fromtimestamp(reading.taken_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "cycle": {"since": reading.cycle.since.isoformat(), "until": reading.cycle.until.isoformat()},
        "spent": None if reading.spent is None else float(reading.spent),
        "included": reading.included,
        "law": reading.law,
        "forecast": None if reading.forecast is None else _forecast(reading.forecast),
        "alerts": [
            {"key": one.key, "level": one.level.value, "message": one.message, "is_new": one in news}
            for one in alerts
        ],
    }
    return {**said, "id": hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]}


def _forecast(forecast: Forecast) -> dict[str, Any]:
    out = forecast.runs_out
    return {
        "mid": forecast.mid,
        "low90": forecast.low90,
        "high90": forecast.high90,
        "overrun": forecast.overrun,
        "runs_out": out.isoformat() if out is not None else None,
    }
