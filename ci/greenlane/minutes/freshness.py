"""Whether a reading says what is used now, or only what was at some time."""

from __future__ import annotations

from datetime import UTC, datetime

from greenlane.model.budget import Reading

STALE_S = 2 * 86_400
"""A nightly sync may fail once."""


def blind(reading: Reading) -> str:
    """Why it is unknown how many minutes are used; "" when it is known."""
    if reading.spent is None or reading.why_unknown:
        return reading.why_unknown or "the ledger does not say"
    if reading.read_at is None:
        return "not every repository was read yet"
    if reading.taken_at - reading.read_at > STALE_S:
        asked = datetime.fromtimestamp(reading.read_at, UTC).date().isoformat()
        return f"GitHub was last asked on {asked}; what was used since is not in the ledger"
    return ""
