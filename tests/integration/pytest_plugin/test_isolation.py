"""Transaction isolation, users and policies, in a consumer's suite against a real server."""

from __future__ import annotations

import pytest

from tests.integration.pytest_plugin.conftest import Consumer, Leftovers

TRANSACTION = """
import uuid, psycopg, pytest

ADD = "INSERT INTO notes (owner, body) VALUES ('11111111-1111-1111-1111-111111111111', 'mine')"
COUNT = "SELECT count(*) FROM notes"

@pytest.mark.parametrize("number", range(3))
def test_it_is_rolled_back(database_connection, number):
    assert database_connection.execute(COUNT).fetchone() == (0,)
    database_connection.execute(ADD)

def test_a_commit_is_a_savepoint(database):
    with database.connect() as connection:
        with connection.transaction():
            connection.execute(ADD)
    with database.connect() as connection:
        connection.execute(ADD)
        connection.commit()
        connection.execute(ADD)
        connection.rollback()
        assert connection.execute(COUNT).fetchone() == (2,)
        assert connection.execute("SELECT current_user").fetchone() == ("app",)

def test_an_error_in_a_block_undoes_the_block(database):
    connection = database.connect()
    connection.execute(ADD)
    connection.commit()
    with pytest.raises(psycopg.errors.UndefinedTable), connection.transaction():
        connection.execute(ADD)
        connection.execute("SELECT * FROM nothing")
    assert connection.execute(COUNT).fetchone() == (1,)

def test_a_test_that_leaves_an_error_hurts_no_other(database_connection):
    database_connection.execute("SET work_mem = '1MB'")
    database_connection.execute("CREATE TEMPORARY TABLE left_over ()")
    with pytest.raises(psycopg.errors.UndefinedTable):
        database_connection.execute("SELECT * FROM nothing")

def test_nothing_is_left(database_connection):
    assert database_connection.execute(COUNT).fetchone() == (0,)
    assert database_connection.execute("SELECT to_regclass('left_over')").fetchone() == (None,)

def test_acting_as_somebody_ends_with_the_block(database, as_user):
    alice, bob = str(uuid.uuid4()), str(uuid.uuid4())
    with as_user(sub=alice) as connection:
        connection.execute("INSERT INTO notes (body) VALUES ('of alice')")
        with as_user(sub=bob) as connection:
            assert connection.execute(COUNT).fetchone() == (0,)
        assert connection.execute(COUNT).fetchone() == (1,)
    assert database.connect().execute("SELECT current_user").fetchone() == ("app",)
    assert database.connect().execute("SELECT current_setting('request.jwt.claim.sub')").fetchone() == ("",)
    assert database.connect().execute(COUNT).fetchone() == (1,)

@pytest.mark.greenlane_isolation("database")
def test_one_test_with_a_database_of_its_own(database):
    with database.connect(autocommit=True) as connection:
        connection.execute("VACUUM notes")
"""

POLICIES = """
import psycopg, pytest
from greenlane.pytest.access import Access, access_matrix
from greenlane.model.errors import UsageError
from greenlane.pytest.claims import identity

def test_only_the_owner_sees_a_note(as_user, as_anon, as_service_role, new_user):
    alice, bob = new_user(), new_user()
    with as_user(alice) as connection:
        connection.execute("INSERT INTO notes (body) VALUES ('of alice')")
    with as_user(alice) as connection:
        assert connection.execute("SELECT body FROM notes").fetchall() == [("of alice",)]
    with as_user(bob) as connection:
        assert connection.execute("SELECT body FROM notes").fetchall() == []
    with as_service_role() as connection:
        assert connection.execute("SELECT body FROM notes").fetchall() == [("of alice",)]
    with as_anon() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT body FROM notes")

def test_writing_as_another_is_refused(as_user, new_user):
    alice, bob = new_user(), new_user()
    with as_user(alice) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("INSERT INTO notes (owner, body) VALUES (%s, 'forged')", [bob.id])

def test_claims_reach_the_policy(as_user):
    with as_user({"sub": "s", "app_metadata": {"tenant": 7}}, role="service_role", level=3) as connection:
        row = connection.execute(
            "SELECT current_user, current_setting('request.jwt.claims')::json #>> '{app_metadata,tenant}',"
            " current_setting('request.jwt.claims')::json ->> 'level',"
            " current_setting('request.jwt.claim.sub')"
        ).fetchone()
        assert row == ("service_role", "7", "3", "s")

def test_a_matrix(database, new_user):
    alice, bob = new_user(), new_user()
    with database.as_user(alice) as connection:
        connection.execute("INSERT INTO notes (body) VALUES ('of alice')")
    anon, service = identity(role="anon"), identity(role="service_role")
    people = {"alice": alice, "bob": bob, "anon": anon, "service": service}
    attempts = {"read": "SELECT * FROM notes", "change": "UPDATE notes SET body = 'x'"}
    found = access_matrix(database, people, attempts)
    assert {who: found[who, "read"] for who in people} == {
        "alice": Access.ALLOWED, "bob": Access.NO_ROWS, "anon": Access.DENIED, "service": Access.ALLOWED
    }
    assert found["alice", "change"] is Access.DENIED
    assert found["service", "change"] is Access.ALLOWED
    with database.connect() as connection:
        assert connection.execute("SELECT body FROM notes").fetchall() == [("of alice",)]

def test_what_counts_no_rows_is_allowed_when_it_runs(database, new_user):
    people = {"alice": new_user(), "service": identity(role="service_role")}
    found = access_matrix(database, people, {"empty": "TRUNCATE notes", "none": "DELETE FROM notes"})
    assert found["alice", "empty"] is Access.DENIED
    assert found["service", "empty"] is Access.ALLOWED
    assert found["service", "none"] is Access.NO_ROWS

@pytest.mark.parametrize(
    "attempt", ["SELECT 1; COMMIT; CREATE TABLE left_over ()", "SELECT 1; SELECT 2", " -- no", "SELECT 'a"]
)
def test_an_attempt_is_exactly_one_statement(database, attempt):
    with pytest.raises(UsageError, match="the attempt 'several'"):
        access_matrix(database, {"service": identity(role="service_role")}, {"several": attempt})

def test_a_semicolon_and_a_comment_are_no_statement(database):
    found = access_matrix(database, {"service": identity(role="service_role")}, {"one": "SELECT ';'; -- end"})
    assert found["service", "one"] is Access.ALLOWED
"""


def test_a_transaction_is_rolled_back_after_each_test(consumer: Consumer, leftovers: Leftovers) -> None:
    (consumer.folder / "pytest.ini").write_text("[pytest]\ngreenlane_isolation = transaction\n")
    assert consumer.run(TRANSACTION).passed(9)
    assert leftovers.names() == []


@pytest.mark.parametrize("isolation", ["database", "transaction"])
def test_policies_hold_for_users(consumer: Consumer, isolation: str) -> None:
    (consumer.folder / "pytest.ini").write_text(f"[pytest]\ngreenlane_isolation = {isolation}\n")
    assert consumer.run(POLICIES).passed(10)


def test_an_isolation_that_does_not_exist_is_named(consumer: Consumer) -> None:
    outcome = consumer.run("def test_it(database): pass", "-o", "greenlane_isolation=rollback")
    assert outcome.code == 1
    assert "greenlane_isolation: expected one of database, transaction; got rollback" in outcome.out
