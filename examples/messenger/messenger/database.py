"""The way to PostgreSQL: always as a user, always within one transaction."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from messenger.identity import User

BECOME = """
select set_config('role', 'authenticated', true),
       set_config('request.jwt.claims', %s, true),
       set_config('request.jwt.claim.sub', %s, true),
       set_config('statement_timeout', '5s', true)
"""


class Database:
    """A pool of connections that lend themselves to one user for one transaction.

    Role and claims are set with is_local = true: they end with the transaction. So the connection
    may come from PgBouncer in transaction mode and go to somebody else right after.
    """

    def __init__(self, url: str) -> None:
        options: dict[str, Any] = {"prepare_threshold": None, "row_factory": dict_row, "connect_timeout": 3}
        self.pool: AsyncConnectionPool[AsyncConnection[DictRow]] = AsyncConnectionPool(
            url,
            kwargs=options,
            min_size=2,
            max_size=10,
            timeout=3.0,
            max_waiting=500,
            reconnect_timeout=10.0,
            check=AsyncConnectionPool.check_connection,
            open=False,
        )

    async def open(self) -> None:
        """Does not wait: a service whose database is away starts, and says so at /health."""
        await self.pool.open(wait=False)

    async def close(self) -> None:
        await self.pool.close(timeout=2.0)

    @asynccontextmanager
    async def as_user(self, user: User) -> AsyncIterator[AsyncConnection[DictRow]]:
        """One transaction in which the row-level policies see this user. Raises PoolTimeout."""
        async with self.pool.connection() as connection, connection.transaction():
            await connection.execute(BECOME, [json.dumps(user.claims), str(user.id)])
            yield connection

    async def probe(self) -> None:
        """Ask the server one real question, on a connection of the pool."""
        async with self.pool.connection(timeout=1.0) as connection:
            await connection.execute("select 1")


DATABASE = web.AppKey("database", Database)
