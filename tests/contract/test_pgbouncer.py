"""PgBouncer, live: many clients over few connections, the password checked, and its limits as documented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import quote, urlsplit

import psycopg
import pytest

from tests.contract.servers import given

WANTED = ("DATABASE_POOL_URL", "DATABASE_URL")
CLIENTS = 100
POOL_SIZE = 5


@pytest.fixture(scope="module")
def servers() -> Iterator[Mapping[str, str]]:
    with given("stores_project", *WANTED) as variables:
        yield variables


@pytest.fixture
def pool_url(servers: Mapping[str, str]) -> str:
    return servers["DATABASE_POOL_URL"]


def connect(url: str) -> psycopg.Connection[tuple[int | str, ...]]:
    return psycopg.connect(url, autocommit=True, prepare_threshold=None, connect_timeout=30)


def test_a_query_reaches_the_same_database(servers: Mapping[str, str]) -> None:
    question = "SELECT current_database(), current_user, current_setting('port')"
    with connect(servers["DATABASE_POOL_URL"]) as pooled, connect(servers["DATABASE_URL"]) as direct:
        assert pooled.execute(question).fetchone() == direct.execute(question).fetchone()


def test_a_hundred_clients_share_five_connections(pool_url: str) -> None:
    with ThreadPoolExecutor(CLIENTS) as clients:
        opened = list(clients.map(lambda _: connect(pool_url), range(CLIENTS)))
        try:
            question = "SELECT pg_backend_pid() FROM pg_sleep(0.01)"
            pids = clients.map(lambda one: one.execute(question).fetchone(), opened)
            assert 1 <= len(set(pids)) <= POOL_SIZE
        finally:
            for one in opened:
                one.close()


def test_a_wrong_password_is_refused(pool_url: str) -> None:
    password = urlsplit(pool_url).password or ""
    wrong = pool_url.replace(quote(password, safe=""), "wrong")
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        connect(wrong)


def test_an_unknown_user_is_refused(pool_url: str) -> None:
    user = urlsplit(pool_url).username or ""
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        connect(pool_url.replace(f"//{user}:", "//postgres:"))


def test_the_admin_console_is_closed(pool_url: str) -> None:
    console = urlsplit(pool_url)._replace(path="/pgbouncer").geturl()
    with pytest.raises(psycopg.OperationalError, match="not allowed"):
        connect(console)


def test_a_prepared_statement_is_not_there_in_the_next_transaction(pool_url: str) -> None:
    """As documented: PgBouncer 1.18 does not follow prepared statements in transaction mode."""
    with connect(pool_url) as client, ExitStack() as others:
        client.execute("PREPARE answer AS SELECT 42")
        where = client.execute("SELECT pg_backend_pid()").fetchone()
        for _ in range(POOL_SIZE - 1):  # others take connections until one has the client's
            other = others.enter_context(connect(pool_url))
            other.execute("BEGIN")
            if other.execute("SELECT pg_backend_pid()").fetchone() == where:
                break
        with pytest.raises(psycopg.errors.InvalidSqlStatementName, match="does not exist"):
            client.execute("EXECUTE answer")
