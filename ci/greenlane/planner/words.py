"""How times, spans and keys are said in a plan."""

from __future__ import annotations

import time

from greenlane.model.light import Sequence

HOUR_S = 3600.0
DAY_S = 24 * HOUR_S


def moment(at: float) -> str:
    """A Unix time to the minute, in UTC: 2026-11-21 16:05 UTC; one that no calendar holds as it is."""
    try:
        return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(at))
    except (ValueError, OverflowError, OSError):
        return f"second {at:g}"


def span(seconds: float) -> str:
    """A duration in its largest fitting unit: 40 s, 12 min, 5 h, 3 days."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    if seconds < 2 * DAY_S:
        return f"{seconds / HOUR_S:.0f} h"
    return f"{seconds / DAY_S:.0f} days"


def short(digest: str | None) -> str:
    """As much of a key as a person compares."""
    return digest[:12] if digest else "unknown"


def listed(names: Sequence[str], most: int = 3) -> str:
    """`a, b and c`; of more than `most` the first ones and how many are left."""
    shown = list(names[:most])
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
