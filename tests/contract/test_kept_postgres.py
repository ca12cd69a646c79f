"""Passes and debts in a real PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from greenlane.model.errors import OutsideError
from greenlane.model.plan import Pass
from greenlane.planner.kept import Keeping, Left
from greenlane.planner.kept_postgres import OLDEST_S, PostgresKept
from tests.contract.trial import trial
from tests.unit.planner.kept_contract import COVERAGE, WANTED, KeptContract, Place, debt, plan, reporting
from tests.unit.planner.recorded import APP, NOW, passed

DECLARATION = "version: 1\nservices:\n  db: {type: postgres, database: passes, init: [init.sql]}\n"
INIT = "CREATE ROLE reader LOGIN PASSWORD 'reads';"
READER = "GRANT USAGE ON SCHEMA greenlane TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA greenlane TO reader"


class Postgres(Place):
    def __init__(self, url: str) -> None:
        self.url = url

    def opened(self, **run: Any) -> PostgresKept:
        return PostgresKept(self.url, run.get("repository", APP), "main")

    def leave(self, left: Left, *, at_once: bool = False, **run: Any) -> Keeping:
        del at_once
        return self.opened(**run).keep(left)

    def made(self, **more: Any) -> Pass:
        return passed(**more)

    def sql(self, statement: str) -> list[Any]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("kept")
    (folder / "init.sql").write_text(INIT)
    with trial(folder, DECLARATION) as project:
        project.call("up", "--mode", "ephemeral")
        yield project.variables()["DATABASE_URL"]


@pytest.fixture
def place(url: str) -> Iterator[Postgres]:
    found = Postgres(url)
    yield found
    found.sql("DROP SCHEMA IF EXISTS greenlane CASCADE")


class TestPostgres(KeptContract):
    pass


def test_many_runs_at_once_lose_no_debt_and_make_the_tables_once(place: Postgres) -> None:
    ones = [debt(f"job-{number}", branch=f"b{number}") for number in range(8)]
    threads = [threading.Thread(target=place.leave, args=(Left(plan(debts=(one,))),)) for one in ones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(place.opened().debts(now=NOW).debts) == set(ones)


def test_repositories_on_one_server_do_not_see_each_other(place: Postgres) -> None:
    place.leave(Left(plan(debts=(debt(),)), (passed(),), clean=1))
    other = place.opened(repository="octo-org/other")
    assert other.find((WANTED,), now=NOW).passes == ()
    assert (other.debts(now=NOW).debts, other.clean(now=NOW)) == ((), 0)


def test_a_repository_is_the_same_in_any_case(place: Postgres) -> None:
    place.leave(Left(plan(), (passed(),)))
    assert place.opened(repository="Octo-Org/App").find((WANTED,), now=NOW).passes


def test_a_role_that_may_only_read_reads_and_is_told_why_it_cannot_write(place: Postgres) -> None:
    place.leave(Left(plan(debts=(debt(),)), (passed(),)))
    place.sql(READER)
    parts = psycopg.conninfo.conninfo_to_dict(place.url)
    reader = Postgres(f"postgresql://reader:reads@{parts['host']}:{parts['port']}/{parts['dbname']}")
    assert reader.opened().find((WANTED,), now=NOW).passes
    assert reader.opened().debts(now=NOW).debts == (debt(),)
    with pytest.raises(OutsideError, match="permission denied") as told:
        reader.leave(Left(plan(), (passed(),)))
    assert told.value.fix
    assert "reads" not in str(told.value.__dict__)


def test_a_keeping_that_fails_leaves_nothing_of_itself(place: Postgres, tmp_path: Path) -> None:
    place.leave(Left(plan()))
    place.sql("DROP TABLE greenlane.debts")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "coverage.xml").write_bytes(COVERAGE)
    one = passed(reports=reporting())
    with pytest.raises(OutsideError):
        place.leave(Left(plan(debts=(debt(),)), (one,), {one.job: tmp_path}))
    assert place.sql("SELECT count(*) FROM greenlane.pass")[0][0] == 0
    assert place.sql("SELECT count(*) FROM greenlane.report")[0][0] == 0


def test_debts_that_cannot_be_read_stop_the_plan(place: Postgres) -> None:
    place.leave(Left(plan(debts=(debt(),))))
    place.sql("UPDATE greenlane.debts SET book = '{'")
    with pytest.raises(OutsideError, match="what is owed cannot be read"):
        place.opened().debts(now=NOW)
    with pytest.raises(OutsideError, match="what is owed cannot be read"):
        place.leave(Left(plan()))


def test_a_record_that_was_edited_or_filed_elsewhere_is_refused(place: Postgres) -> None:
    for statement, why in (
        ("UPDATE greenlane.pass SET record = record || 'x'", "truncated, damaged or edited"),
        ("UPDATE greenlane.pass SET trust = 'pull request'", "forged: of push, filed under pull request"),
        ("UPDATE greenlane.pass SET trust = 'god'", "filed under a trust that nobody writes"),
    ):
        place.sql("DROP SCHEMA IF EXISTS greenlane CASCADE")
        place.leave(Left(plan(), (passed(),)))
        place.sql(statement)
        found = place.opened().find((WANTED,), now=NOW)
        assert found.passes == ()
        assert found.refusals[0].why.startswith(why)


def test_a_report_that_was_altered_is_told(place: Postgres, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "coverage.xml").write_bytes(COVERAGE)
    one = passed(reports=reporting())
    place.leave(Left(plan(), (one,), {one.job: tmp_path}))
    place.sql("UPDATE greenlane.report SET content = 'other'")
    (refusal,) = place.opened().reports((one,), tmp_path / "into", now=NOW)
    assert refusal.why == "out/coverage.xml: it is not what was recorded"
    place.sql("DELETE FROM greenlane.report")
    (refusal,) = place.opened().reports((one,), tmp_path / "into", now=NOW)
    assert refusal.why == "out/coverage.xml: it is not there any more"


def test_what_is_too_old_goes(place: Postgres) -> None:
    place.leave(Left(plan(made_at=NOW - OLDEST_S - 60), (passed(passed_at=NOW - OLDEST_S - 60),)))
    place.leave(Left(plan()))
    assert place.sql("SELECT count(*) FROM greenlane.pass")[0][0] == 0


def test_a_single_pass_is_kept_at_once(place: Postgres) -> None:
    assert place.opened().write(passed(), now=NOW) == "in PostgreSQL"
    assert place.opened().find((WANTED,), now=NOW).passes


def test_a_lock_that_another_holds_does_not_hold_up_a_plan(place: Postgres) -> None:
    place.leave(Left(plan(debts=(debt(),))))
    with psycopg.connect(place.url) as other:
        other.execute("SELECT pg_advisory_xact_lock(hashtext('greenlane passes'))")
        assert place.opened().debts(now=NOW).debts == (debt(),)


def test_a_server_that_does_not_answer_makes_everything_run_and_shows_no_password() -> None:
    kept = PostgresKept("postgresql://me:hunter2@127.0.0.1:1/passes", APP, "main")
    said = [kept.find((WANTED,), now=NOW).unreadable, kept.debts(now=NOW).unreadable]
    said += [one.why for one in kept.reports((passed(),), Path("nowhere"), now=NOW)]
    assert all(one.startswith("the passes in PostgreSQL cannot be read: no connection") for one in said)
    assert "hunter2" not in f"{said} {kept!r}"
    with pytest.raises(OutsideError, match="no connection"):
        kept.keep(Left(plan()))
