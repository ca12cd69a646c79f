"""Artifacts, cache and the bill: once a day, and unknown where the token may not see them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from greenlane.minutes.ledger import open_ledger
from greenlane.minutes.notes import BILL_WHY_NOT
from tests.standins.actions import Repo, World, at, broken, serving
from tests.standins.actions_synced import ALWAYS, Machine

DAY_S = 86400


@pytest.fixture
def world() -> World:
    made = World(now=at("2026-11-20T12:00"))
    app = made.repository("octo-org/app")
    app.run("CI", begins=made.now - 7200)
    app.cache_bytes, app.caches = 5000, 2
    made.charge("octo-org", "2026-11-02", "Actions Linux", 40, price=0.006, repository="app")
    made.charge("octo-org", "2026-10-30", "Actions storage", 593.86, price=0.0003, unit="GigabyteHours")
    return made


@pytest.fixture
def app(world: World) -> Repo:
    return world.repositories["octo-org/app"]


@pytest.fixture
def machine(world: World, tmp_path: Path) -> Iterator[Machine]:
    with serving(world) as url:
        yield Machine(url, tmp_path / "minutes.sqlite", world.now, since=date(2026, 10, 15))


def next_day(world: World, machine: Machine) -> int:
    """Sync a day later; how often the bill was asked for."""
    before = len(world.asked("/billing/"))
    world.now += DAY_S
    machine.now = world.now
    machine.sync()
    return len(world.asked("/billing/")) - before


def test_the_bill_is_kept_by_day_and_by_month(machine: Machine) -> None:
    machine.sync()
    with closing(open_ledger(machine.file)) as ledger:
        rows = ledger.usage("octo-org", *ALWAYS)
    assert sorted((row.sku, row.day is None, row.gross) for row in rows) == [
        ("actions_linux", False, Decimal(40)),
        ("actions_linux", True, Decimal(40)),
        ("actions_storage", False, Decimal("593.86")),
        ("actions_storage", True, Decimal("593.86")),
    ]


def test_a_month_that_is_final_is_not_asked_for_again(world: World, machine: Machine) -> None:
    machine.sync()
    assert len(world.asked("/billing/")) == 4
    assert next_day(world, machine) == 2


def test_a_month_is_asked_for_until_its_bill_is_final(world: World, machine: Machine) -> None:
    world.now = machine.now = at("2026-11-03T12:00")
    world.repositories["octo-org/app"].runs.clear()
    machine.sync()
    asked = [next_day(world, machine) for _ in range(5)]
    assert asked == [4, 4, 4, 2, 2]


@pytest.mark.parametrize("status", [403, 404])
def test_a_token_that_may_not_see_the_bill_is_told_and_remembered(
    world: World, machine: Machine, status: int
) -> None:
    world.billing = status
    done = machine.sync()
    assert [(one.repository, one.what) for one in done.unread] == [("octo-org", "the bill")]
    assert done.is_whole
    with closing(open_ledger(machine.file)) as ledger:
        assert str(status) in (ledger.recall("octo-org", BILL_WHY_NOT) or "")
        assert ledger.usage("octo-org", *ALWAYS) == []


def test_a_bill_that_was_read_stays_when_it_is_refused_later(world: World, machine: Machine) -> None:
    machine.sync()
    world.billing = 404
    next_day(world, machine)
    with closing(open_ledger(machine.file)) as ledger:
        assert len(ledger.usage("octo-org", *ALWAYS)) == 4


def test_a_bill_that_is_given_again_needs_no_reason(world: World, machine: Machine) -> None:
    world.billing = 403
    machine.sync()
    world.billing = 200
    next_day(world, machine)
    with closing(open_ledger(machine.file)) as ledger:
        assert ledger.recall("octo-org", BILL_WHY_NOT) is None


def test_an_empty_bill_does_not_take_the_place_of_one(world: World, machine: Machine) -> None:
    machine.sync()
    world.usage.clear()
    next_day(world, machine)
    with closing(open_ledger(machine.file)) as ledger:
        assert len(ledger.usage("octo-org", *ALWAYS)) == 4


def test_an_artifact_that_is_gone_ends_when_that_was_seen(world: World, app: Repo, machine: Machine) -> None:
    made = app.artifact("wheels", 5_000_000, created_at=world.now - DAY_S)
    machine.sync()
    app.artifacts.remove(made)
    next_day(world, machine)
    with closing(open_ledger(machine.file)) as ledger:
        assert [(one.size_bytes, one.gone_at) for one in ledger.artifacts()] == [(5_000_000, world.now)]


def test_the_cache_is_taken_down_day_by_day(world: World, app: Repo, machine: Machine) -> None:
    machine.sync()
    app.cache_bytes = 7000
    next_day(world, machine)
    with closing(open_ledger(machine.file)) as ledger:
        assert [use.size_bytes for use in ledger.cache_uses(*ALWAYS)] == [5000, 7000]


def test_storage_that_may_not_be_seen_is_asked_for_once_a_day(world: World, machine: Machine) -> None:
    world.faults.append(broken("/artifacts", status=403, times=-1))
    assert [one.what for one in machine.sync().unread] == ["its artifacts"]
    machine.sync()
    assert len(world.asked("/artifacts")) == 1
    assert len(world.asked("/cache/usage")) == 1


def test_storage_that_does_not_come_is_asked_for_at_the_next_sync(world: World, machine: Machine) -> None:
    world.faults.append(broken("/artifacts", times=5))
    assert [one.what for one in machine.sync().unread] == ["its artifacts"]
    assert machine.sync().unread == ()
