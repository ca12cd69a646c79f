"""Supabase's layout, and a history that its own CLI reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.migrations import apply, status
from greenlane.model.migration import Applied, Folder, Layout, Source

from .conftest import Database


@pytest.fixture
def supabase(project: Path) -> Path:
    """A supabase folder with one migration that makes the table notes."""
    folder = project / "supabase"
    (folder / "migrations").mkdir(parents=True)
    (folder / "migrations/20260101000000_notes.sql").write_text(
        "-- notes\ncreate table notes (id int);\n\ncreate index on notes (id);\n"
    )
    return folder


def source(supabase: Path) -> Source:
    return Source(supabase.parent, Folder(supabase, Layout.SUPABASE))


def migrate(database: Database, supabase: Path) -> Applied:
    return apply(database.url, source(supabase), report=lambda _: None, environment={})


def test_the_history_is_written_as_the_official_cli_writes_it(database: Database, supabase: Path) -> None:
    migrate(database, supabase)
    assert database.rows("select version, statements, name from supabase_migrations.schema_migrations") == [
        ("20260101000000", ["-- notes\ncreate table notes (id int)", "create index on notes (id)"], "notes")
    ]


def test_what_the_official_cli_applied_is_not_applied_again(database: Database, supabase: Path) -> None:
    database.rows(
        "create schema supabase_migrations; "
        "create table supabase_migrations.schema_migrations (version text primary key); "
        "insert into supabase_migrations.schema_migrations values ('20260101000000'); "
        f"alter schema supabase_migrations owner to {database.name}; "
        f"alter table supabase_migrations.schema_migrations owner to {database.name}"
    )
    (supabase / "migrations/20260102000000_more.sql").write_text("create table more ()")
    assert migrate(database, supabase).migrations == ("supabase/migrations/20260102000000_more.sql",)
    found = status(database.url, source(supabase)).plan
    assert found
    assert [(one.version, one.sha256 is None) for one in found.applied] == [
        ("20260101000000", True),
        ("20260102000000", False),
    ]


def test_what_the_official_cli_took_back_is_applied_again(database: Database, supabase: Path) -> None:
    migrate(database, supabase)
    database.rows("drop table notes; delete from supabase_migrations.schema_migrations")
    assert len(migrate(database, supabase).migrations) == 1


def test_seeds_come_from_the_configuration_in_its_order(database: Database, supabase: Path) -> None:
    (supabase / "seed.sql").write_text("insert into notes values (0)")
    assert migrate(database, supabase).seeds == ("supabase/seed.sql",)
    (supabase / "seeds").mkdir()
    for name in ("b", "a"):
        (supabase / f"seeds/{name}.sql").write_text(f"insert into notes values ({ord(name)})")
    (supabase / "config.toml").write_text(
        '[db.seed]\nenabled = true\nsql_paths = ["./seeds/b.sql", "./seeds/*.sql", "no*.sql"]\n'
    )
    done = migrate(database, supabase)
    assert done.seeds == ("supabase/seeds/b.sql", "supabase/seeds/a.sql")
    assert done.notes == ("supabase/config.toml: no file matches the seed path no*.sql",)
    (supabase / "config.toml").write_text("[db.seed]\nenabled = false\n")
    assert status(database.url, source(supabase)).seeds.applied == ()


def test_a_file_that_the_official_cli_skips_is_skipped_with_a_note(
    database: Database, supabase: Path
) -> None:
    (supabase / "migrations/readme.sql").write_text("drop table notes")
    note = "supabase/migrations/readme.sql is skipped: its name is not <timestamp>_name.sql"
    assert migrate(database, supabase).notes == (note,)


def test_a_plain_folder_beside_it_has_a_history_of_its_own(database: Database, supabase: Path) -> None:
    migrate(database, supabase)
    (supabase.parent / "db/migrations/1_a.sql").write_text("select 1")
    plain = Source(supabase.parent, Folder(supabase.parent / "db/migrations"))
    assert len(apply(database.url, plain, report=lambda _: None, environment={}).migrations) == 1
    assert database.value("select count(*) from supabase_migrations.schema_migrations") == 1
