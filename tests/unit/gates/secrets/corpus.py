"""Every vendor of the corpus: ten true texts and thirty near misses or more each, drawn anew by a seed."""

from __future__ import annotations

from tests.unit.gates.secrets.drawn import Drawn, Vendor
from tests.unit.gates.secrets.vendors_asked import ASKED
from tests.unit.gates.secrets.vendors_other import OTHER

VENDORS = (*ASKED, *OTHER)

__all__ = ["VENDORS", "Drawn", "Vendor"]
