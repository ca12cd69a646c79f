"""What the sync remembers, and what may be said of a history that is not read to its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from greenlane.minutes.ledger import SqliteLedger, open_ledger
from greenlane.minutes.notes import SWEPT_AT, Listed, complete_since, is_due, synced_at
from greenlane.model.github import Window
from tests.standins.actions import World, at, broken, saying, serving
from tests.standins.actions_synced import Machine

APP = "octo-org/app"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    with open_ledger(tmp_path / "minutes.sqlite") as opened:
        yield opened


def test_how_far_it_was_listed_reads_back(ledger: SqliteLedger) -> None:
    listed = Listed(90, 10, (Window(10, 20),), (Window(30, 40), Window(5, 7)))
    with ledger.writing() as writer:
        listed.save(writer, APP)
    assert Listed.of(ledger, APP) == listed
    assert Listed.of(ledger, "octo-org/api") == Listed()


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-20T00:00", False),
        ("2026-11-20T23:59", False),
        ("2026-11-21T00:00", True),
        ("2026-11-19T23:59", True),
        ("2026-01-01", True),
    ],
)
def test_what_is_daily_is_due_on_any_other_utc_day(ledger: SqliteLedger, now: str, due: bool) -> None:
    assert is_due(ledger, APP, SWEPT_AT, at(now))
    with ledger.writing() as writer:
        writer.remember(APP, SWEPT_AT, str(at("2026-11-20T12:00")))
    assert is_due(ledger, APP, SWEPT_AT, at(now)) is due


def weeks(*, most_a_page: int) -> World:
    """A run at noon of each of these twenty days."""
    world = World(now=at("2026-11-20T18:00"), most_a_page=most_a_page)
    app = world.repository(APP)
    for day in range(1, 21):
        app.run("CI", begins=at(f"2026-11-{day:02}T12:00"))
    return world


def known_since(world: World, file: Path) -> tuple[date | None, int | None]:
    with serving(world) as url:
        machine = Machine(url, file, world.now, since=date(2026, 10, 25))
        machine.sync()
    with closing(open_ledger(file)) as ledger:
        return complete_since(ledger, APP), synced_at(ledger, APP)


def test_a_history_is_known_back_to_where_it_was_asked_for(tmp_path: Path) -> None:
    world = weeks(most_a_page=5)
    assert known_since(world, tmp_path / "minutes.sqlite") == (date(2026, 10, 25), world.now)


def test_days_whose_runs_were_not_listed_are_unknown(tmp_path: Path) -> None:
    world = weeks(most_a_page=5)
    world.faults.append(broken("created=", times=-1))
    assert known_since(world, tmp_path / "minutes.sqlite") == (date(2026, 11, 17), None)


def test_days_whose_jobs_were_not_read_are_unknown(tmp_path: Path) -> None:
    world = weeks(most_a_page=100)
    world.faults.append(broken("/jobs", skip=6, times=-1))
    assert known_since(world, tmp_path / "minutes.sqlite") == (date(2026, 11, 15), None)


def test_one_run_that_cannot_be_read_makes_no_history_unknown(tmp_path: Path) -> None:
    world = weeks(most_a_page=100)
    world.faults.append(broken(f"/{world.repositories[APP].runs[15].run_id}/jobs", times=-1))
    assert known_since(world, tmp_path / "minutes.sqlite") == (date(2026, 10, 25), world.now)


def test_a_repository_without_runs_is_known_to_have_none(tmp_path: Path) -> None:
    world = World(now=at("2026-11-20T18:00"))
    world.repository(APP)
    assert known_since(world, tmp_path / "minutes.sqlite") == (date(2026, 10, 25), world.now)


def test_a_list_that_counts_runs_and_shows_none_says_nothing(tmp_path: Path) -> None:
    world = weeks(most_a_page=100)
    empty = {"total_count": 20, "workflow_runs": []}
    world.faults.append(saying(r"/runs\?", empty, times=-1))
    assert known_since(world, tmp_path / "minutes.sqlite") == (None, None)
