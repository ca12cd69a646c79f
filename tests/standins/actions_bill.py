"""The bill as the stand-in gives it: `/usage` row by row, `/usage/summary` a month in one call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from tests.standins.actions_world import World


def rows(world: World, account: str, query: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of that account in the span that was asked for."""
    start = f"{int(query['year']):04}" if "year" in query else ""
    start += f"-{int(query['month']):02}" if "month" in query else ""
    start += f"-{int(query['day']):02}" if "day" in query else ""
    return [row for row in world.usage.get(account, []) if row["day"].startswith(start)]


def report(world: World, account: str, query: Mapping[str, str]) -> dict[str, Any]:
    """`/usage`: a row per day, SKU and repository, in GitHub's spelling with capitals and blanks."""
    owner = {"organizationName": account} if account in world.organizations else {}
    return {"usageItems": [item(row) | owner for row in rows(world, account, query)]}


def item(row: Mapping[str, Any]) -> dict[str, Any]:
    gross, paid = row["quantity"] * row["price"], row["paid"] * row["price"]
    name = {"repositoryName": row["repository"]} if row["repository"] else {}
    return {
        "date": f"{row['day']}T00:00:00Z",
        "product": "Actions",
        "sku": row["sku"],
        "quantity": row["quantity"],
        "unitType": row["unit"],
        "pricePerUnit": row["price"],
        "grossAmount": gross,
        "discountAmount": gross - paid,
        "netAmount": paid,
    } | name


def summary(world: World, account: str, query: Mapping[str, str]) -> dict[str, Any]:
    """`/usage/summary`: the month by SKU, in GitHub's spelling with small letters and underscores."""
    kind = "organization" if account in world.organizations else "user"
    groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows(world, account, query):
        if query.get("repository", row["repository"]) == row["repository"]:
            groups[row["sku"].lower().replace(" ", "_"), row["unit"].lower()].append(row)
    period = {name: int(query[name]) for name in ("year", "month", "day") if name in query}
    items = [total(sku, unit, group) for (sku, unit), group in sorted(groups.items())]
    return {"timePeriod": period, kind: account, "usageItems": items}


def total(sku: str, unit: str, group: list[dict[str, Any]]) -> dict[str, Any]:
    gross, net = sum(row["quantity"] for row in group), sum(row["paid"] for row in group)
    price = group[0]["price"]
    return {
        "product": "Actions",
        "sku": sku,
        "unitType": unit,
        "pricePerUnit": price,
        "grossQuantity": gross,
        "grossAmount": gross * price,
        "discountQuantity": gross - net,
        "discountAmount": (gross - net) * price,
        "netQuantity": net,
        "netAmount": net * price,
    }
