"""The bill, artifacts, caches, and the notes of the sync."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from greenlane.minutes.ledger import SqliteLedger
from greenlane.model.bill import Artifact, CacheUse, UsageItem
from tests.unit.minutes.ledger.made import SINCE, UNTIL, at, job, put, run


def item(day: date | None, gross: str = "1", month: int = 11, **more: str) -> UsageItem:
    words = {"account": "octo-org", "product": "actions", "sku": "actions_linux", "unit": "minutes", **more}
    return UsageItem(
        account=words["account"],
        year=2026,
        month=month,
        day=day,
        product=words["product"],
        sku=words["sku"],
        repository="octo-org/app",
        unit=words["unit"],
        gross=Decimal(gross),
        discount=Decimal("0.5"),
        net=Decimal("-0.10"),
        price=None if day is None else Decimal("0.006"),
    )


def artifact(number: int, **more: int | None) -> Artifact:
    fields: dict[str, int | None] = {"seen_at": at(6), "gone_at": None, "expires_at": None, **more}
    seen_at = fields["seen_at"] or 0
    return Artifact(
        "octo-org/app", number, "wheel", 9, at(1), fields["expires_at"], seen_at, fields["gone_at"]
    )


def put_usage(ledger: SqliteLedger, *items: UsageItem, since: date = SINCE, until: date = UNTIL) -> None:
    with ledger.writing() as write:
        write.put_usage("octo-org", items, since, until)


def put_artifacts(ledger: SqliteLedger, seen_at: int, *artifacts: Artifact) -> None:
    with ledger.writing() as write:
        write.put_artifacts("octo-org/app", artifacts, seen_at)


def test_quantities_of_the_bill_are_kept_to_the_digit(ledger: SqliteLedger) -> None:
    rows = [item(None, "593.86"), item(date(2026, 11, 2), "1.10"), item(date(2026, 11, 2), "1E+3", sku="mac")]
    put_usage(ledger, *rows)
    found = ledger.usage("Octo-Org", SINCE, UNTIL)
    assert found == rows
    assert [str(one.gross) for one in found] == ["593.86", "1.10", "1E+3"]


def test_rows_of_a_span_take_the_place_of_those_that_were_there(ledger: SqliteLedger) -> None:
    put_usage(ledger, item(date(2026, 11, 2)), item(date(2026, 11, 3)))
    put_usage(ledger, item(date(2026, 11, 3), "7"), since=date(2026, 11, 3))
    assert [one.gross for one in ledger.usage("octo-org", SINCE, UNTIL)] == [1, 7]


def test_rows_of_days_leave_rows_of_months_alone_and_the_other_way_round(ledger: SqliteLedger) -> None:
    put_usage(ledger, item(date(2026, 11, 2)))
    put_usage(ledger, item(None, "5"))
    put_usage(ledger, item(date(2026, 11, 2), "2"))
    assert [one.gross for one in ledger.usage("octo-org", SINCE, UNTIL)] == [5, 2]


def test_an_empty_bill_clears_what_was_known(ledger: SqliteLedger) -> None:
    put_usage(ledger, item(date(2026, 11, 2)), item(None))
    put_usage(ledger)
    assert ledger.usage("octo-org", SINCE, UNTIL) == []


def test_another_month_and_another_account_stay(ledger: SqliteLedger) -> None:
    put_usage(ledger, item(None, month=10), since=date(2026, 10, 1))
    with ledger.writing() as write:
        write.put_usage("someone", [item(date(2026, 11, 2), account="someone")], SINCE, UNTIL)
    put_usage(ledger, item(None, "3"))
    assert [one.month for one in ledger.usage("octo-org", date(2026, 10, 1), UNTIL)] == [10, 11]
    assert len(ledger.usage("someone", SINCE, UNTIL)) == 1


def test_an_artifact_that_is_listed_no_more_is_gone_since_then(ledger: SqliteLedger) -> None:
    put_artifacts(ledger, at(6), artifact(1), artifact(2, expires_at=at(20)))
    put_artifacts(ledger, at(7), artifact(2, seen_at=at(7), expires_at=at(20)))
    put_artifacts(ledger, at(8), artifact(2, seen_at=at(8), expires_at=at(20)))
    assert ledger.artifacts(["octo-org/app"]) == [
        artifact(1, gone_at=at(7)),
        artifact(2, seen_at=at(8), expires_at=at(20)),
    ]


def test_artifacts_that_were_gone_before_a_day_can_be_left_out(ledger: SqliteLedger) -> None:
    there = [artifact(1), artifact(2, expires_at=at(10, 0)), artifact(3, gone_at=at(11))]
    before = [artifact(4, expires_at=at(9)), artifact(5, gone_at=at(9)), artifact(6, expires_at=1, gone_at=2)]
    put_artifacts(ledger, at(6), *there, *before)
    assert ledger.artifacts(since=date(2026, 11, 10)) == there
    assert ledger.artifacts(["octo-org/api"], since=date(2026, 11, 10)) == []
    assert len(ledger.artifacts()) == 6


def test_artifacts_of_another_repository_stay(ledger: SqliteLedger) -> None:
    put_artifacts(ledger, at(6), artifact(1))
    with ledger.writing() as write:
        write.put_artifacts("octo-org/api", [], at(7))
    assert ledger.artifacts() == [artifact(1)]
    assert ledger.artifacts(["octo-org/api"]) == []


def test_the_cache_is_known_at_the_times_it_was_asked(ledger: SqliteLedger) -> None:
    uses = [CacheUse("octo-org/app", at(day), day * 100, day) for day in (1, 2, 30)]
    with ledger.writing() as write:
        for use in [*uses, CacheUse("octo-org/app", at(2), 200, 2)]:
            write.put_cache_use(use)
    assert ledger.cache_uses(SINCE, date(2026, 11, 30)) == uses[:2]
    assert ledger.cache_uses(SINCE, UNTIL, ["octo-org/api"]) == []


def test_a_note_is_recalled_until_it_is_forgotten(ledger: SqliteLedger) -> None:
    with ledger.writing() as write:
        write.remember("octo-org/app", "newest", 'W/"1"')
        write.remember("octo-org/app", "newest", 'W/"2"')
        write.remember("octo-org/app", "sweep", "")
    assert ledger.recall("Octo-Org/App", "newest") == 'W/"2"'
    assert ledger.recall("octo-org/app", "sweep") == ""
    with ledger.writing() as write:
        write.remember("octo-org/app", "newest", None)
    assert ledger.recall("octo-org/app", "newest") is None


def test_a_note_alone_makes_no_repository(ledger: SqliteLedger) -> None:
    with ledger.writing() as write:
        write.remember("", "billed", "2026-11-21")
    put(ledger, run(), job())
    assert ledger.repositories() == ["octo-org/app"]
