"""The `database` fixture, in a consumer's suite that runs against a real server."""

from __future__ import annotations

import signal
import subprocess
from dataclasses import replace
from pathlib import Path

import psycopg

from tests.integration.pytest_plugin.conftest import Consumer, Leftovers, wait_for

ISOLATED = """
import uuid, psycopg, pytest

@pytest.mark.parametrize("number", range(12))
def test_it_is_fresh(database, number):
    with psycopg.connect(database.url) as connection:
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (0,)
        connection.execute("INSERT INTO notes (owner, body) VALUES (%s, 'mine')", [uuid.uuid4()])
        connection.execute("CREATE TABLE more ()")
"""

WAITING = """
import pathlib, time, psycopg

def test_it_waits(database):
    with psycopg.connect(database.url) as connection:
        connection.execute("SELECT 1")
        pathlib.Path("started").write_text(database.name)
        deadline = time.monotonic() + 60
        while not pathlib.Path("go").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (0,)
"""


def in_folder(consumer: Consumer, name: str) -> Consumer:
    folder = consumer.folder / name
    folder.mkdir()
    return replace(consumer, folder=folder)


def test_what_one_test_writes_no_other_sees(consumer: Consumer, leftovers: Leftovers) -> None:
    assert consumer.run(ISOLATED).passed(12)
    assert leftovers.names() == []


def test_two_xdist_workers_have_their_own_databases(consumer: Consumer, leftovers: Leftovers) -> None:
    assert consumer.run(ISOLATED, "-n", "2").passed(12)
    assert leftovers.names() == []


def test_asyncpg_takes_the_url_as_it_is(consumer: Consumer) -> None:
    tests = """
import asyncpg

async def test_rows(database):
    connection = await asyncpg.connect(database.url)
    try:
        assert await connection.fetchval("SELECT count(*) FROM notes") == 0
        assert await connection.fetchval("SELECT current_database()") == database.name
    finally:
        await connection.close()

async def test_as_a_user(database, as_user_sql):
    connection = await asyncpg.connect(database.admin_url)
    try:
        async with connection.transaction():
            for statement in as_user_sql(sub="11111111-1111-1111-1111-111111111111", note="it's a \\\\ back"):
                await connection.execute(statement)
            assert await connection.fetchval("SELECT current_user") == "authenticated"
            note = "SELECT current_setting('request.jwt.claims')::json ->> 'note'"
            assert await connection.fetchval(note) == "it's a \\\\ back"
    finally:
        await connection.close()
"""
    assert consumer.run(tests).passed(2)


def test_the_next_session_removes_what_a_killed_one_left(consumer: Consumer, leftovers: Leftovers) -> None:
    killed = consumer.start(WAITING)
    wait_for((consumer.folder / "started").exists)
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=30)
    left = leftovers.names()
    assert any(name.endswith("_template") for name in left)

    outcome = in_folder(consumer, "next").run(ISOLATED)

    assert outcome.passed(12)
    wait_for(lambda: not set(left) & set(leftovers.names()))


def test_a_session_that_lives_keeps_its_databases(consumer: Consumer, leftovers: Leftovers) -> None:
    first = in_folder(consumer, "first")
    waiting = first.start(WAITING)
    wait_for((first.folder / "started").exists)

    assert in_folder(consumer, "second").run(ISOLATED).passed(12)

    assert (first.folder / "started").read_text() in leftovers.names()
    (first.folder / "go").touch()
    out, _ = waiting.communicate(timeout=60)
    assert waiting.returncode == 0, out
    assert leftovers.names() == []


def test_an_interrupted_session_cleans_up(consumer: Consumer, leftovers: Leftovers) -> None:
    child = consumer.start(WAITING)
    wait_for((consumer.folder / "started").exists)
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=60)
    assert leftovers.names() == []


def test_settings_and_grants_of_the_database_come_along(
    consumer: Consumer, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    admin.execute("ALTER DATABASE app SET app.colour = 'green, \"lane\"'")
    admin.execute("REVOKE CONNECT ON DATABASE app FROM PUBLIC")
    tests = """
def test_settings(database):
    with database.connect() as connection:
        assert connection.execute("SHOW app.colour").fetchone() == ('green, "lane"',)
        granted = connection.execute(
            "SELECT has_database_privilege('anon', current_database(), 'CONNECT')"
        ).fetchone()
        assert granted == (False,)
"""
    try:
        assert consumer.run(tests).passed(1)
    finally:
        admin.execute("ALTER DATABASE app RESET app.colour")
        admin.execute("GRANT CONNECT ON DATABASE app TO PUBLIC")


def test_an_idle_pool_on_the_database_is_no_hindrance(consumer: Consumer) -> None:
    with psycopg.connect(consumer.variables["DATABASE_URL"], autocommit=True) as pool:
        pool.execute("SELECT 1")
        assert consumer.run(ISOLATED).passed(12)


def test_without_servers_the_test_fails_and_says_how_to_run_it(tmp_path: Path) -> None:
    tests = """
def test_database(database): pass
def test_redis(redis_url): pass
def test_bucket(bucket): pass
def test_token(token_for): pass
"""
    outcome = Consumer(tmp_path, {}).run(tests)
    assert outcome.code == 1
    assert "4 errors" in outcome.out.splitlines()[-1]
    assert "skipped" not in outcome.out
    assert outcome.out.count("fix: run the tests with their services up: greenlane run -- pytest") >= 4
    assert "DATABASE_URL, DATABASE_ADMIN_URL are not set" in outcome.out
    assert "Traceback" not in outcome.out


def test_a_server_that_is_gone_is_named(consumer: Consumer) -> None:
    nowhere = "postgresql://app:secret-word@127.0.0.1:1/app"
    gone = replace(consumer, variables={"DATABASE_URL": nowhere, "DATABASE_ADMIN_URL": nowhere})
    outcome = gone.run("def test_database(database): pass")
    assert outcome.code == 1
    assert "no connection to the database" in outcome.out
    assert "secret-word" not in outcome.out


def test_a_fixture_of_the_consumers_with_our_name_wins(consumer: Consumer) -> None:
    (consumer.folder / "conftest.py").write_text(
        "import pytest\n"
        "@pytest.fixture\n"
        "def database(greenlane_database): return 'ours ' + greenlane_database.name\n"
    )
    tests = """
def test_names(database, as_user):
    assert database.startswith("ours greenlane_test_")
    with as_user(sub="11111111-1111-1111-1111-111111111111") as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("authenticated",)
"""
    assert consumer.run(tests).passed(1)


def test_the_plugin_imports_nothing_heavy_when_unused(consumer: Consumer) -> None:
    heavy = {"psycopg", "psutil", "requests", "pydantic", "yaml", "rich"}
    program = (
        f"import sys, pytest\nbefore = set(sys.modules)\nimport greenlane.pytest.plugin\n"
        f"print(sorted({heavy!r} & (set(sys.modules) - before)))"
    )
    command = [consumer.command()[0], "-c", program]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"
