"""The ledger: every run and job that was seen, what each counts, the bill, and how far reading came."""

from __future__ import annotations

from greenlane.minutes.ledger.opening import open_ledger
from greenlane.minutes.ledger.sqlite import SqliteLedger

__all__ = ["SqliteLedger", "open_ledger"]
