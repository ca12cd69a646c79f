"""The rows of `settings/billing/usage` and `usage/summary`, made alike: two endpoints, two spellings."""

from __future__ import annotations

import re
from decimal import Decimal

from greenlane.edges.github_answers import Fields
from greenlane.model.bill import UsageItem


def usage_item(fields: Fields, account: str) -> UsageItem:
    """A row of `/usage`: a day, an SKU, a repository. It knows quantities as a whole and discounts in money.

    What was discounted is therefore split in proportion to the amounts; a row without a price costs nothing.
    """
    day = fields.day("date")
    gross = fields.quantity("quantity")
    net = _net_quantity(gross, fields.quantity("grossAmount"), fields.quantity("netAmount"))
    return UsageItem(
        account=account,
        year=day.year,
        month=day.month,
        day=day,
        product=spelled(fields.text("product")),
        sku=spelled(fields.text("sku")),
        repository=_repository(fields, account),
        unit=unit(fields.text("unitType")),
        gross=gross,
        discount=gross - net,
        net=net,
        price=fields.quantity("pricePerUnit"),
    )


def summary_item(fields: Fields, account: str, year: int, month: int) -> UsageItem:
    """A row of `/usage/summary`: an SKU's sum of the month, quantities told apart by GitHub itself."""
    return UsageItem(
        account=account,
        year=year,
        month=month,
        day=None,
        product=spelled(fields.text("product")),
        sku=spelled(fields.text("sku")),
        repository="",
        unit=unit(fields.text("unitType")),
        gross=fields.quantity("grossQuantity"),
        discount=fields.quantity("discountQuantity"),
        net=fields.quantity("netQuantity"),
        price=fields.quantity("pricePerUnit"),
    )


def check_period(answer: Fields, year: int, month: int) -> None:
    """Raises OutsideError when a summary is of another span than asked: a year's sum is no month's."""
    period = answer.object_or_none("timePeriod")
    if period is None:
        raise answer.wrong("timePeriod", "an object")
    for name, wanted in (("year", year), ("month", month)):
        if period.number_or_none(name) != wanted:
            raise period.wrong(name, str(wanted))


def spelled(words: str) -> str:
    """`Actions Linux 4-core` and `actions_linux_4_core` become one: lower case, underscores."""
    return re.sub(r"[\W_]+", "_", words.strip().lower()).strip("_")


def unit(words: str) -> str:
    """`Minutes` -> `minutes`; `GigabyteHours`, `gigabyte-hours` -> `gigabyte_hours`."""
    return spelled(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words))


def _repository(fields: Fields, account: str) -> str:
    """owner/name; "" when the row names none. An organization's rows were seen without the owner (2025)."""
    name = fields.text_or("repositoryName")
    owner = fields.text_or("organizationName") or account
    return name if "/" in name or not name else f"{owner}/{name}"


def _net_quantity(gross: Decimal, gross_amount: Decimal, net_amount: Decimal) -> Decimal:
    if net_amount == 0 or gross_amount == 0:
        return Decimal(0)
    return gross if net_amount == gross_amount else gross * net_amount / gross_amount
