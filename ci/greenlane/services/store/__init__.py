"""The store of server bundles: fetched once, verified, shared between projects, safe to be killed."""

from __future__ import annotations

from greenlane.services.store.layout import current_platform, default_root
from greenlane.services.store.receipt import Receipt
from greenlane.services.store.store import Store

__all__ = ["Receipt", "Store", "current_platform", "default_root"]
