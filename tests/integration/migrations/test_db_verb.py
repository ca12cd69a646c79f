"""`greenlane db` against a real database."""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path

import pytest

from greenlane.cli import db
from greenlane.cli.world import World
from greenlane.model.errors import UsageError
from greenlane.model.migration import BlockedError, Command, Folder, Seed, Source, Target

from .conftest import Database


@pytest.fixture
def folder(project: Path) -> Path:
    path = project / "db/migrations"
    (path / "1_users.sql").write_text("create table users (id int)")
    (path / "2_rooms.sql").write_text("create table rooms (id int)")
    (project / "seed.sql").write_text("insert into users values (1)")
    return path


def call(database: Database, folder: Path, *words: str, commands: bool = False) -> tuple[int, str, str]:
    """Exit code, answer, and the notes on the way."""
    parser = argparse.ArgumentParser()
    db.configure(parser)
    project = folder.parent.parent
    source = Source(project, Command(("true",)) if commands else Folder(folder))
    seeds = Source(project, None, (Seed("seed.sql"),))
    targets = {"db": (Target(database.url, source), Target(database.url, seeds))}
    out, err = io.StringIO(), io.StringIO()
    world = World({"PATH": "/usr/bin:/bin"}, project, out, err)
    code = db.act(targets, parser.parse_args(words), world)
    return code, out.getvalue(), err.getvalue()


def test_a_dry_run_prints_the_plan_that_migrate_then_carries_out(database: Database, folder: Path) -> None:
    plan = (
        "db: 0 applied, 2 to apply\n"
        "  to apply  db/migrations/1_users.sql\n"
        "  to apply  db/migrations/2_rooms.sql\n"
        "  to seed   seed.sql\n"
    )
    assert call(database, folder, "migrate", "--dry-run") == (0, plan, "")
    assert call(database, folder, "status") == (0, plan, "")
    assert not database.exists("public.users")
    code, _, notes = call(database, folder, "migrate", "db")
    assert code == 0
    assert [line.split(" (")[0] for line in notes.splitlines()] == [
        "db: applied db/migrations/1_users.sql",
        "db: applied db/migrations/2_rooms.sql",
        "db: seeded seed.sql",
    ]
    assert call(database, folder, "status") == (0, "db: 2 applied, 0 to apply\n", "")


def test_what_stands_in_the_way_is_shown_and_ends_in_one(database: Database, folder: Path) -> None:
    call(database, folder, "migrate")
    (folder / "1_users.sql").write_text("create table users (id bigint)")
    code, answer, _ = call(database, folder, "status")
    assert code == 1
    assert answer.startswith(
        "db: 2 applied, 0 to apply, 1 in the way\n  db/migrations/1_users.sql: was applied on "
    )
    with pytest.raises(BlockedError):
        call(database, folder, "migrate")


def test_the_status_as_json_is_for_programs(database: Database, folder: Path) -> None:
    call(database, folder, "migrate")
    (folder / "3_more.sql").write_text("select 1")
    (folder / "1_users.sql").unlink()
    code, answer, _ = call(database, folder, "status", "--json")
    found = json.loads(answer)["db"]
    assert code == 1
    assert [one["version"] for one in found["plan"]["applied"]] == ["1", "2"]
    assert found["plan"]["to_apply"] == [{"version": "3", "file": "db/migrations/3_more.sql"}]
    assert [one["kind"] for one in found["plan"]["obstacles"]] == ["gone"]
    assert found["seeds"] == {"to_apply": [], "applied": ["seed.sql"], "changed": []}


def test_a_command_is_run_and_its_state_is_unknown(database: Database, folder: Path) -> None:
    code, answer, _ = call(database, folder, "status", commands=True)
    assert (code, answer.splitlines()[0]) == (
        0,
        "db: a command of the project decides; what it would do is not known",
    )
    assert json.loads(call(database, folder, "status", "--json", commands=True)[1])["db"]["plan"] is None


def test_a_service_without_migrations_is_a_mistake_that_names_the_others(
    database: Database, folder: Path
) -> None:
    with pytest.raises(UsageError) as caught:
        call(database, folder, "migrate", "redis")
    assert caught.value.fix == "those that have: db"
