"""The bill, from both of its endpoints, as an organization and as a user, and when it may not be seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.standins.github_samples import summary_row, usage_row
from tests.standins.patience import client_of
from tests.standins.scripted import Reply, Script, scripted

from greenlane.edges.github_actions import Actions
from greenlane.edges.github_errors import Refused
from greenlane.model.bill import UsageItem
from greenlane.model.errors import OutsideError, UsageError
from greenlane.model.github import BillRead

APP = "octo/app"
NOT_FOUND = Reply({"message": "Not Found"}, 404)


@pytest.fixture
def script() -> Iterator[Script]:
    with scripted() as script:
        yield script


@pytest.fixture
def actions(script: Script) -> Actions:
    return Actions(client_of(script.url))


def test_the_bill_of_an_organization_is_asked_for_first(script: Script, actions: Actions) -> None:
    script.says(Reply({"usageItems": [usage_row()]}))
    row = UsageItem(
        "octo", 2026, 10, date(2026, 10, 2), "actions", "actions_linux", APP, "minutes",
        Decimal(100), Decimal(100), Decimal(0), Decimal("0.006"),
    )  # fmt: skip
    assert actions.usage("octo", 2026, 10) == BillRead((row,))
    assert script.asked[0].path == "/organizations/octo/settings/billing/usage"
    assert script.asked[0].query == {"year": "2026", "month": "10"}


def test_the_bill_of_a_user_is_asked_for_next_and_alone_from_then_on(
    script: Script, actions: Actions
) -> None:
    script.says(NOT_FOUND, Reply({"usageItems": []}), Reply({"usageItems": []}))
    assert actions.usage("octo", 2026, 10) == BillRead(())
    assert actions.usage("octo", 2026, 10, 2) == BillRead(())
    assert [asked.path.split("/")[1] for asked in script.asked] == ["organizations", "users", "users"]
    assert script.asked[2].query["day"] == "2"


def test_a_bill_that_may_not_be_seen_says_why(script: Script, actions: Actions) -> None:
    script.says(Reply({"message": "Must have admin rights"}, 403), NOT_FOUND)
    read = actions.usage_summary("octo", 2026, 10)
    assert read.items is None
    assert read.why_not == (
        'organizations: 403 {"message": "Must have admin rights"}; users: 404 {"message": "Not Found"}'
    )


def test_a_bill_that_github_fails_to_give_is_an_error_and_no_reason(script: Script, actions: Actions) -> None:
    script.says(*[Reply({"message": "oops"}, 500)] * 5)
    with pytest.raises(Refused, match="500"):
        actions.usage("octo", 2026, 10)


@pytest.mark.parametrize("account", ["", "octo/app", "..", "o?x", "o\n"])
def test_what_is_no_account_is_never_asked_for(script: Script, actions: Actions, account: str) -> None:
    with pytest.raises(UsageError, match="is no account"):
        actions.usage(account, 2026, 10)
    assert not script.asked


@pytest.mark.parametrize("content", [{}, {"usageItems": None}, {"usageItems": {}}])
def test_a_bill_without_rows_to_read_is_unknown(script: Script, actions: Actions, content: Any) -> None:
    script.says(Reply(content))
    with pytest.raises(OutsideError, match="usageItems: expected a list"):
        actions.usage("octo", 2026, 10)


def test_both_spellings_of_the_bill_become_one(script: Script, actions: Actions) -> None:
    period = {"year": 2026, "month": 10}
    script.says(
        Reply({"usageItems": [usage_row(sku="Actions macOS 12-core", unitType="GigabyteHours")]}),
        Reply(
            {
                "timePeriod": period,
                "usageItems": [summary_row(sku="actions_macos_12_core", unitType="gigabyte-hours")],
            }
        ),
    )
    one, two = actions.usage("octo", 2026, 10), actions.usage_summary("octo", 2026, 10)
    assert one.items is not None
    assert two.items is not None
    assert (one.items[0].sku, one.items[0].unit) == (two.items[0].sku, two.items[0].unit)


def test_a_summary_keeps_githubs_own_quantities(script: Script, actions: Actions) -> None:
    script.says(Reply({"timePeriod": {"year": 2026, "month": 10}, "usageItems": [summary_row()]}))
    row = UsageItem(
        "octo", 2026, 10, None, "actions", "actions_linux", "", "minutes",
        Decimal("2192.5"), Decimal(2000), Decimal("192.5"), Decimal("0.006"),
    )  # fmt: skip
    assert actions.usage_summary("octo", 2026, 10) == BillRead((row,))


@pytest.mark.parametrize(
    "period", [None, {}, {"year": 2026}, {"year": 2025, "month": 10}, {"year": 2026, "month": 9}]
)
def test_the_summary_of_another_span_is_not_taken_for_the_months(
    script: Script, actions: Actions, period: Any
) -> None:
    script.says(Reply({"timePeriod": period, "usageItems": [summary_row()]}))
    with pytest.raises(OutsideError, match="timePeriod"):
        actions.usage_summary("octo", 2026, 10)


def test_rows_of_other_days_are_left_to_those_who_ask_for_them(script: Script, actions: Actions) -> None:
    rows = [usage_row(date=day) for day in ("2026-09-30", "2026-10-01", "2026-10-02", "2025-10-02")]
    script.says(Reply({"usageItems": rows}), Reply({"usageItems": rows}))
    month, day = actions.usage("octo", 2026, 10), actions.usage("octo", 2026, 10, 2)
    assert [row.day for row in month.items or ()] == [date(2026, 10, 1), date(2026, 10, 2)]
    assert [row.day for row in day.items or ()] == [date(2026, 10, 2)]


@pytest.mark.parametrize(
    ("named", "repository"),
    [
        ({"repositoryName": "octo/app"}, "octo/app"),
        ({"repositoryName": "app"}, "octo/app"),
        ({"repositoryName": "app", "organizationName": "Octo-Org"}, "Octo-Org/app"),
        ({"repositoryName": "", "organizationName": "Octo-Org"}, ""),
        ({"repositoryName": None}, ""),
    ],
)
def test_a_row_names_its_repository_with_its_owner(
    script: Script, actions: Actions, named: dict[str, Any], repository: str
) -> None:
    script.says(Reply({"usageItems": [usage_row(**named)]}))
    (row,) = actions.usage("octo", 2026, 10).items or ()
    assert row.repository == repository


@pytest.mark.parametrize(
    ("gross_amount", "net_amount", "net"), [(0.6, 0, 0), (0.6, 0.6, 100), (0.6, 0.15, 25), (0, 0, 0)]
)
def test_what_is_to_be_paid_of_a_row_follows_from_its_amounts(
    script: Script, actions: Actions, gross_amount: float, net_amount: float, net: int
) -> None:
    script.says(Reply({"usageItems": [usage_row(grossAmount=gross_amount, netAmount=net_amount)]}))
    (row,) = actions.usage("octo", 2026, 10).items or ()
    assert (row.gross, row.net, row.discount) == (Decimal(100), Decimal(net), Decimal(100 - net))
