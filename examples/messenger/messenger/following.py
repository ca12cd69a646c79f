"""One user in one room, live: everything after the last number seen, and who is there."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import psycopg
from aiohttp import web
from psycopg_pool import PoolTimeout
from redis.exceptions import RedisError

from messenger.bell import BELL
from messenger.database import DATABASE
from messenger.identity import User
from messenger.messages import PAGE, after_seq, last_seq
from messenger.presence import PRESENCE, RENEW_S

AGAIN_S = 0.5
PACE_S = 0.02
"""In a lively room, one look into the database takes all that came meanwhile."""

log = logging.getLogger(__name__)


class _NotAMember(Exception):
    """The user may not see the room, or no longer."""


class Following:
    """Sends messages in order, without a gap and without a repeat: `_seq` is the last number sent.

    Every look into the database is the user's own, so a membership that ends also ends the following.
    """

    def __init__(
        self,
        app: web.Application,
        user: User,
        connection: UUID,
        room: UUID,
        after: int,
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        self._app = app
        self._user = user
        self._connection = connection
        self._room = room
        self._seq = after
        self._send = send
        self._online: list[str] | None = None
        self._renew_at = 0.0
        self._entered = False

    async def run(self) -> None:
        """Until cancelled, the client goes, or the user may not see the room."""
        with self._app[BELL].listening(self._room) as rung:
            try:
                while True:
                    rung.clear()
                    await self._catch_up()
                    await self._tell_presence()
                    await asyncio.sleep(PACE_S)
                    # Not asyncio.wait_for: before Python 3.12 it can swallow a cancellation.
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(RENEW_S):
                            await rung.wait()
            except _NotAMember:
                await self._send({"type": "left", "room": self._room})
            except ConnectionError:
                log.info("the client went away")
            finally:
                await self._go()

    async def _catch_up(self) -> None:
        while True:
            try:
                page = await self._next_page()
            except (psycopg.OperationalError, PoolTimeout) as err:
                log.warning("no answer from the database: %s", err)
                await asyncio.sleep(AGAIN_S)
                continue
            for message in page:
                await self._send({"type": "message", **message})
                self._seq = message["seq"]
            if len(page) < PAGE:
                return

    async def _next_page(self) -> list[dict[str, Any]]:
        async with self._app[DATABASE].as_user(self._user) as connection:
            last = await last_seq(connection, self._room)
            if last is None:
                raise _NotAMember
            return await after_seq(connection, self._room, self._seq) if last > self._seq else []

    async def _tell_presence(self) -> None:
        # While Redis is away nobody's presence is known; the bell rings us when it is back.
        try:
            await self._renew()
            online = await self._app[PRESENCE].online(self._room)
        except (RedisError, OSError):
            self._renew_at = 0.0
            return
        if online != self._online:
            self._online = online
            await self._send({"type": "presence", "room": self._room, "online": online})

    async def _renew(self) -> None:
        if time.monotonic() < self._renew_at:
            return
        first, self._entered = self._renew_at == 0.0, True
        await self._app[PRESENCE].enter(self._room, self._user.id, self._connection)
        self._renew_at = time.monotonic() + RENEW_S * 0.9
        if first:
            await self._app[BELL].ring(self._room)

    async def _go(self) -> None:
        # When Redis does not take it, the entry lapses by itself.
        if not self._entered:
            return
        with contextlib.suppress(RedisError, OSError):
            await self._app[PRESENCE].leave(self._room, self._user.id, self._connection)
        await self._app[BELL].ring(self._room)
