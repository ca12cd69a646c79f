"""A folder of SQL files against a real database."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.migrations import Settle, apply, run_init, run_script, status
from greenlane.model.errors import ExitCode, GreenlaneError, OutsideError, UsageError
from greenlane.model.migration import (
    Applied,
    BlockedError,
    Command,
    Folder,
    Kind,
    Limits,
    Seed,
    Source,
    StatementError,
)

from .conftest import Database

USERS = "create table users (id int primary key, name text not null);\n"


def write(project: Path, **files: str) -> None:
    for name, text in files.items():
        (project / "db" / "migrations" / f"{name.removeprefix('m')}.sql").write_text(text, newline="")


def source(project: Path, *seeds: Seed, limits: Limits | None = None, out_of_order: bool = False) -> Source:
    folder = Folder(project / "db" / "migrations", out_of_order=out_of_order)
    return Source(project, folder, seeds, limits or Limits())


def migrate(database: Database, given: Source, settle: Settle | None = None) -> Applied:
    return apply(database.url, given, report=lambda _: None, environment={}, settle=settle)


def refusal(database: Database, given: Source) -> StatementError:
    with pytest.raises(StatementError) as caught:
        migrate(database, given)
    return caught.value


def obstacle(database: Database, given: Source) -> BlockedError:
    with pytest.raises(BlockedError) as caught:
        migrate(database, given)
    return caught.value


def test_files_are_applied_in_the_order_of_their_numbers_and_only_once(
    database: Database, project: Path
) -> None:
    write(project, m10_c="insert into users values (1, 'a');", m2_b="select 1 from users", m1_a=USERS)
    first = migrate(database, source(project))
    second = migrate(database, source(project))
    assert [Path(file).name for file in first.migrations] == ["1_a.sql", "2_b.sql", "10_c.sql"]
    assert second.migrations == ()
    assert database.value("select count(*) from greenlane.migrations where duration_ms >= 0") == 3


def test_status_of_an_untouched_database_changes_nothing(database: Database, project: Path) -> None:
    write(project, m1_a=USERS)
    found = status(database.url, source(project))
    assert found.plan
    assert [script.version for script in found.plan.to_apply] == ["1"]
    assert not database.exists("greenlane.migrations")


def test_the_history_is_not_open_to_other_roles(database: Database, project: Path) -> None:
    write(project, m1_a=USERS)
    migrate(database, source(project))
    assert database.value("select has_schema_privilege('pg_monitor', 'greenlane', 'usage')") is False


def test_a_broken_statement_undoes_its_file_and_keeps_the_ones_before(
    database: Database, project: Path
) -> None:
    write(project, m1_a=USERS, m2_b="create table rooms (id int);\ncreate tabel x ();")
    refusal(database, source(project))
    assert database.exists("public.users")
    assert not database.exists("public.rooms")
    write(project, m2_b="create table rooms (id int);")
    assert migrate(database, source(project)).migrations == ("db/migrations/2_b.sql",)


def test_the_message_of_a_broken_statement(database: Database, project: Path) -> None:
    write(
        project,
        m1_a=USERS,
        m2_rooms="-- rooms\ncreate table rooms (id int);\n\ncreate view members as\n"
        "  select id,\n         nam\n  from users;\n",
    )
    error = refusal(database, source(project))
    assert error.lines() == [
        'db/migrations/2_rooms.sql:6:10: column "nam" does not exist (SQLSTATE 42703)',
        "       4 | create view members as",
        "       5 |   select id,",
        "       6 |          nam",
        "         |          ^",
        '    hint: Perhaps you meant to reference the column "users.name".',
        "    Nothing of this file was applied.",
        "  fix: correct it and run this again",
        "  see: docs/migrations.md#refused",
    ]
    assert error.code is ExitCode.FAIL


def test_a_refused_row_is_located_at_its_statement(database: Database, project: Path) -> None:
    write(
        project,
        m1_a=USERS + "\ninsert into users values (1, 'é; b');\n\ninsert into users values (1, 'c');\n",
    )
    error = refusal(database, source(project))
    assert error.where == "db/migrations/1_a.sql:5:1"
    assert error.sqlstate == "23505"
    assert "detail: Key (id)=(1) already exists." in error.detail


def test_a_deferred_constraint_is_refused_at_the_end_of_its_file(database: Database, project: Path) -> None:
    write(
        project,
        m1_a=USERS + "create table own (u int references users deferrable initially deferred);\n",
        m2_b="insert into own values (7);",
    )
    error = refusal(database, source(project))
    assert error.where == "db/migrations/2_b.sql: at its end"
    assert database.value("select count(*) from own") == 0


def test_a_changed_migration_is_an_error_and_line_ends_are_no_change(
    database: Database, project: Path
) -> None:
    write(project, m1_a=USERS + "select 1;\n")
    migrate(database, source(project))
    write(project, m1_a="\ufeff" + (USERS + "select 1;\n").replace("\n", "\r\n"))
    assert migrate(database, source(project)).migrations == ()
    write(project, m1_a=USERS + "select 2;\n", m2_b="create table later ();")
    error = obstacle(database, source(project))
    assert [one.kind for one in error.obstacles] == [Kind.CHANGED]
    assert error.code is ExitCode.FAIL
    assert not database.exists("public.later")


def test_a_file_that_is_gone_or_comes_too_late_is_an_error(database: Database, project: Path) -> None:
    write(project, m1_a=USERS, m3_c="select 1")
    migrate(database, source(project))
    (project / "db/migrations/1_a.sql").unlink()
    write(project, m2_b="create table late ()")
    assert [one.kind for one in obstacle(database, source(project)).obstacles] == [Kind.GONE, Kind.LATE]
    write(project, m1_a=USERS)
    assert migrate(database, source(project, out_of_order=True)).migrations == ("db/migrations/2_b.sql",)


def test_a_file_may_change_role_path_and_settings_without_breaking_the_next(
    database: Database, project: Path
) -> None:
    database.rows(f"create role {database.name}_r; grant {database.name}_r to {database.name}")
    write(
        project,
        m1_a=f"select pg_catalog.set_config('search_path', '', false);\nset role {database.name}_r;",
        m2_b=USERS,
    )
    migrate(database, source(project))
    owner = "select tableowner from pg_tables where tablename = 'users' and schemaname = 'public'"
    assert database.value(owner) == database.name
    database.rows(f"drop role {database.name}_r")


def test_a_pair_of_begin_and_commit_around_the_file_is_ours(database: Database, project: Path) -> None:
    write(
        project, m1_a=f"begin;\n{USERS}commit;\n", m2_b="begin; create table b (); commit; select no_such();"
    )
    error = refusal(database, source(project))
    assert error.where == "db/migrations/2_b.sql:1:1"
    assert not database.exists("public.users")
    write(project, m2_b="begin; create table b (); select no_such(); commit;")
    assert refusal(database, source(project)).sqlstate == "42883"
    assert database.exists("public.users")
    assert not database.exists("public.b")


def test_what_cannot_run_in_a_transaction_says_how(database: Database, project: Path) -> None:
    write(project, m1_a=USERS, m2_b="create index concurrently by_name on users (name);")
    error = refusal(database, source(project))
    assert error.fix is not None
    assert "-- greenlane: no-transaction" in error.fix
    write(project, m2_b="-- greenlane: no-transaction\ncreate index concurrently by_name on users (name);")
    migrate(database, source(project))
    assert database.value("select indisvalid from pg_index where indexrelid = 'by_name'::regclass") is True


BROKEN_INDEX = (
    "-- greenlane: no-transaction\ncreate table b (id int);\ninsert into b values (1), (1);\n"
    "create unique index concurrently one on b (id);\n"
)


def test_a_file_that_broke_without_a_transaction_says_what_to_do(database: Database, project: Path) -> None:
    write(project, m1_a=USERS, m2_b=BROKEN_INDEX)
    error = refusal(database, source(project))
    assert error.where == "db/migrations/2_b.sql:4:1"
    assert (
        error.detail[-1]
        == "The 2 statements before it took effect (2 of 3): the file runs without a transaction."
    )
    blocked = obstacle(database, source(project)).obstacles
    assert [one.kind for one in blocked] == [Kind.UNFINISHED]
    assert "it broke after 2 statements" in blocked[0].what
    assert "greenlane db migrate --retry 2" in blocked[0].fix


def test_an_unfinished_file_is_run_again_or_taken_as_done_when_told(
    database: Database, project: Path
) -> None:
    write(project, m2_b=BROKEN_INDEX)
    refusal(database, source(project))
    database.rows("drop table b")
    write(project, m2_b=BROKEN_INDEX.replace("unique ", ""), m3_c="-- greenlane: no-transaction\nselect 1/0")
    with pytest.raises(UsageError):
        migrate(database, source(project), Settle(retry=("2", "9")))
    with pytest.raises(StatementError):
        migrate(database, source(project), Settle(retry=("2",)))
    assert migrate(database, source(project), Settle(done=("3",))).migrations == ()
    found = status(database.url, source(project)).plan
    assert found
    assert [entry.version for entry in found.applied] == ["2", "3"]
    assert (found.to_apply, found.obstacles) == ((), ())


def test_waiting_for_a_lock_ends_after_the_time_set(database: Database, project: Path) -> None:
    import psycopg

    write(project, m1_a=USERS)
    migrate(database, source(project))
    write(project, m2_b="alter table users add column age int;", m3_c="select pg_sleep(20)")
    with psycopg.connect(database.admin_url) as other:
        other.execute("lock table users in access share mode")
        assert refusal(database, source(project, limits=Limits(lock_s=0.1))).sqlstate == "55P03"
    assert refusal(database, source(project, limits=Limits(statement_s=0.1))).sqlstate == "57014"


def test_a_policy_refuses_a_seed_at_its_line(database: Database, project: Path) -> None:
    role = f"{database.name}_auth"
    database.rows(f"create role {role}; grant {role} to {database.name}")
    write(
        project,
        m1_a=f"create table notes (owner text, body text);\ngrant all on notes to {role};\n"
        "alter table notes enable row level security;\ncreate policy own on notes using "
        "(owner = current_setting('request.jwt.claim.sub'))\n",
    )
    (project / "db/seed.sql").write_text(
        "insert into notes values ('ann', 'hi');\n\ninsert into notes values ('bob', 'no');"
    )
    given = source(project, Seed("db/seed.sql", role, {"sub": "ann", "https://x.y/z": [1]}))
    error = refusal(database, given)
    assert error.where == "db/seed.sql:3:1"
    assert error.what.startswith('new row violates row-level security policy for table "notes"')
    assert database.value("select count(*) from notes") == 0
    (project / "db/seed.sql").write_text("insert into notes values ('ann', 'hi');")
    assert migrate(database, given).seeds == (f"db/seed.sql as {role}",)
    database.rows(f"drop owned by {role}; drop role {role}")


def test_a_seed_runs_once_and_a_change_is_a_note(database: Database, project: Path) -> None:
    write(project, m1_a=USERS)
    (project / "db/seed.sql").write_text("insert into users values (1, 'ann')")
    given = source(project, Seed("db/s*.sql"))
    assert migrate(database, given).seeds == ("db/seed.sql",)
    assert migrate(database, given).seeds == ()
    (project / "db/seed.sql").write_text("insert into users values (2, 'bob')")
    again = migrate(database, given)
    assert again.seeds == ()
    assert "db/seed.sql has changed" in again.notes[0]
    assert status(database.url, given).seeds.changed == ("db/seed.sql",)


def test_a_seed_for_a_role_that_is_not_ours_says_what_to_grant(database: Database, project: Path) -> None:
    (project / "db/seed.sql").write_text("select 1")
    error = refusal(database, source(project, Seed("db/seed.sql", "pg_monitor")))
    assert "GRANT pg_monitor TO" in str(error)


def test_an_init_script_runs_outside_a_transaction_and_locates_its_failure(
    database: Database, project: Path
) -> None:
    script = project / "init.sql"
    script.write_text(
        "create table a ();\nalter system set work_mem = '5MB';\nbegin; create table b (); commit;"
    )
    assert run_script(database.admin_url, script) == 5
    script.write_text("create table c ();\nbegin;\ncreate table d ();")
    with pytest.raises(StatementError, match="leaves a transaction open"):
        run_script(database.admin_url, script)
    script.write_text("create table e ();\n  create tabel f ();")
    with pytest.raises(StatementError) as caught:
        run_script(database.admin_url, script)
    assert caught.value.where == "init.sql:2:10"
    assert [database.exists(name) for name in "abcde"] == [True, True, True, False, True]
    database.rows("alter system reset work_mem")


def test_the_projects_own_command_finds_the_url_in_its_environment(database: Database, project: Path) -> None:
    (project / "db/seed.sql").write_text("insert into made values (2)")
    script = 'test "$DATABASE_URL" = "$EXPECTED" && test -d db && echo ran > out'
    database.rows(f"create table made (id int); alter table made owner to {database.name}")
    given = Source(project, Command(("sh", "-c", script)), (Seed("db/seed.sql"),))
    environment = {"PATH": "/usr/bin:/bin", "EXPECTED": database.url}
    done = apply(database.url, given, report=lambda _: None, environment=environment)
    assert done.command
    assert (project / "out").read_text() == "ran\n"
    assert database.value("select id from made") == 2


def test_a_command_that_fails_shows_its_output_without_the_password(
    database: Database, project: Path
) -> None:
    given = Source(project, Command(("sh", "-c", 'echo "cannot use $DATABASE_URL" >&2; exit 4')))
    with pytest.raises(GreenlaneError) as caught:
        apply(database.url, given, report=lambda _: None, environment={"PATH": "/usr/bin:/bin"})
    assert "ended with exit code 4" in caught.value.what
    assert caught.value.detail == ("cannot use $DATABASE_URL",)
    assert database.password not in str(caught.value)


def test_another_role_is_told_whose_the_history_is(database: Database, project: Path) -> None:
    write(project, m1_a=USERS)
    apply(database.admin_url, source(project), report=lambda _: None, environment={})
    with pytest.raises(UsageError, match="always as the same role"):
        migrate(database, source(project))


def test_a_server_that_is_not_there_is_the_outside_worlds(project: Path) -> None:
    with pytest.raises(OutsideError) as caught:
        status("postgresql://a:geheim@127.0.0.1:1/x", source(project))
    assert "127.0.0.1:1" in str(caught.value)
    assert "geheim" not in str(caught.value)
    with pytest.raises(UsageError) as unreadable:
        status("postgresql://a:ge:heim@[x/y", source(project))
    assert "heim" not in str(unreadable.value)


TRICKY = r"""
create table "odd;""name" (a text default 'it''s; so', b text default E'\';' /* ; /* ' */ " */);
create function f(i int) returns int begin atomic
    insert into "odd;""name" values ('1;');
    select case when i > 0 then i end as end;
end;
create rule r as on update to "odd;""name" do also (select 1; select 2);
do $body$ begin perform 1; execute $$select ';'$$; end $body$;
insert into "odd;""name" values (E'x'
    '\'; y', U&'\0061;'), ($a$;$b$;$a$, $$ -- no comment;$$);;
-- the end; or not
select f(1), '-- no; comment';
"""


def test_the_server_agrees_where_statements_end(database: Database, project: Path) -> None:
    write(project, m1_a=TRICKY)
    migrate(database, source(project))
    assert database.rows('select * from "odd;""name" order by a collate "C"') == [
        ("1;", "';"),
        (";$b$;", " -- no comment;"),
        ("x'; y", "a;"),
    ]


def test_what_pg_dump_writes_for_psql_is_refused_by_line(database: Database, project: Path) -> None:
    write(
        project,
        m1_a=USERS,
        m2_dump="--\n-- PostgreSQL database dump\n--\n\n\\restrict Xy1\n\nSET lock_timeout = 0;\n",
    )
    error = refusal(database, source(project))
    assert error.where == "db/migrations/2_dump.sql:5:1"
    # It is read before the first file is run, so the one before it waits too.
    assert not database.exists("public.users")


def test_a_seed_that_cannot_be_read_stops_the_run_before_it_begins(database: Database, project: Path) -> None:
    write(project, m1_a=USERS)
    (project / "db/seed.sql").write_text("-- greenlane: no-transaction\nselect 1")
    error = refusal(database, source(project, Seed("db/seed.sql")))
    assert error.what == "a seed always runs in one transaction"
    assert not database.exists("public.users")


def test_init_scripts_run_in_the_order_listed(database: Database, project: Path) -> None:
    (project / "db/init").mkdir()
    (project / "db/init/1.sql").write_text("create table a as select 1")
    (project / "db/init/2.sql").write_text("create table b as table a")
    (project / "db/last.sql").write_text("create table c as table b")
    done = run_init(database.admin_url, project, ["db/init/*.sql", "db/last.sql"])
    assert done == ("db/init/1.sql", "db/init/2.sql", "db/last.sql")
    with pytest.raises(UsageError, match="there is no such file"):
        run_init(database.admin_url, project, ["db/none/*.sql"])
