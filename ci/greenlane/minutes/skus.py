"""GitHub's names for what it bills, and the machines they stand for.

`/usage` says "Actions macOS 3-core" where `/usage/summary` says actions_macos: the same standard machine. A
number of cores alone does not make a machine larger.
Source: GitHub's list of product and SKU names, and bills seen, as of November 2026; docs/minutes.md#bill.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType

from greenlane.model.bill import UsageItem
from greenlane.model.jobs import Machine

SKUS: Mapping[Machine, str] = MappingProxyType(
    {
        Machine.LINUX: "actions_linux",
        Machine.LINUX_SLIM: "actions_linux_slim",
        Machine.LINUX_ARM: "actions_linux_arm",
        Machine.WINDOWS: "actions_windows",
        Machine.WINDOWS_ARM: "actions_windows_arm",
        Machine.MACOS: "actions_macos",
        Machine.LARGER: "larger machines",
        Machine.UNKNOWN: "unknown machines",
    }
)
ALSO: Mapping[str, Machine] = MappingProxyType(
    {
        "linux_1_core": Machine.LINUX_SLIM,
        "linux_arm64": Machine.LINUX_ARM,
        "windows_arm64": Machine.WINDOWS_ARM,
        "macos_3_core": Machine.MACOS,
        "macos_4_core": Machine.MACOS,
    }
)


def machine_of_sku(sku: str) -> Machine:
    """The machine whose minutes a SKU counts; what is none of the standard ones is larger or our own."""
    name = re.sub(r"[^a-z0-9]+", "_", sku.lower()).strip("_").removeprefix("actions_")
    if name.startswith("self_hosted"):
        return Machine.SELF_HOSTED
    for machine, known in SKUS.items():
        if known == f"actions_{name}":
            return machine
    return ALSO.get(name, Machine.LARGER)


def is_minutes(item: UsageItem) -> bool:
    """Whether a row counts minutes on GitHub's machines, rather than storage or another product."""
    is_actions = item.product.lower() == "actions" and item.unit.lower().startswith("minute")
    return is_actions and machine_of_sku(item.sku) is not Machine.SELF_HOSTED


def gross_by_machine(items: Iterable[UsageItem]) -> Mapping[Machine, Decimal]:
    """The minutes of a bill before any discount; public repositories are in it."""
    found: defaultdict[Machine, Decimal] = defaultdict(Decimal)
    for item in items:
        found[machine_of_sku(item.sku)] += item.gross
    return dict(found)


def names_repository(repositories: Iterable[str], name: str) -> bool:
    """Whether a repository of the bill is one of these; a bill may leave the owner out."""
    wanted = name.lower()
    known = {one.lower() for one in repositories}
    return wanted in known or ("/" not in wanted and wanted in {one.rpartition("/")[2] for one in known})
