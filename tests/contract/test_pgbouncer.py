"""PgBouncer, live: many clients over few connections, the password checked, and its limits as documented."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlsplit

import asyncpg
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


def test_prepared_statements_do_not_survive_a_transaction(pool_url: str) -> None:
    """As documented: PgBouncer 1.18 does not follow them in transaction mode."""

    async def prepare_by_name() -> None:
        first, second = [await asyncpg.connect(pool_url) for _ in range(2)]
        try:
            statement = await first.prepare("SELECT 1")
            await asyncio.gather(*(second.execute("SELECT pg_sleep(0.05)") for _ in range(1)), hold(first))
            await statement.fetchval()
        finally:
            await first.close()
            await second.close()

    async def hold(one: asyncpg.Connection) -> None:
        await one.execute("SELECT 1")

    with pytest.raises((asyncpg.InvalidSQLStatementNameError, asyncpg.DuplicatePreparedStatementError)):
        asyncio.run(prepare_by_name())
