"""The bell: "something is new in this room", from any process to all, over Redis.

A ring carries no message. Whoever hears it looks into the database for what comes after the number
it saw last. So a lost ring delays a message and never loses one:
- when the connection to Redis comes back, every listener is rung;
- while it is away, every listener is rung twice a second, and every 15 seconds in any case.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from uuid import UUID

from aiohttp import web
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

CHANNEL = "messenger:room:"
SILENCE_S = 3.0
AWAY_S = 0.5
ANYWAY_S = 15.0

log = logging.getLogger(__name__)


class Bell:
    """One per process. Listeners are asyncio events, by room."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._listeners: defaultdict[UUID, set[asyncio.Event]] = defaultdict(set)
        self._connected = False

    async def ring(self, room: UUID) -> None:
        """Tell every process. What is told is already stored, so a failure here is only logged."""
        try:
            await self._redis.publish(f"{CHANNEL}{room}", "")
        except (RedisError, OSError) as err:
            log.warning("not rung, Redis is away: %s", err)

    @contextmanager
    def listening(self, room: UUID) -> Iterator[asyncio.Event]:
        """An event that is set whenever something may be new in the room; the listener clears it."""
        event = asyncio.Event()
        self._listeners[room].add(event)
        try:
            yield event
        finally:
            self._listeners[room].discard(event)
            if not self._listeners[room]:
                del self._listeners[room]

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(self._hear()), asyncio.create_task(self._make_sure())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _hear(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await pubsub.psubscribe(f"{CHANNEL}*")
                    await self._hand_on(pubsub)
            except (RedisError, OSError) as err:
                if self._connected:
                    log.warning("the bell is out: %s", err)
            self._connected = False
            await asyncio.sleep(0.1)

    async def _hand_on(self, pubsub: PubSub) -> None:
        """Returns when Redis says nothing, not even to a ping, for SILENCE_S."""
        loop = asyncio.get_running_loop()
        heard_at = loop.time()
        while loop.time() - heard_at < SILENCE_S:
            message = await pubsub.get_message(timeout=1.0)
            if message is None:
                await pubsub.ping()
                continue
            heard_at = loop.time()
            match message["type"]:
                case "pmessage":
                    self._ring_here(UUID(bytes_to_text(message["channel"]).removeprefix(CHANNEL)))
                case "psubscribe":
                    self._connected = True
                    self._ring_all()

    async def _make_sure(self) -> None:
        loop = asyncio.get_running_loop()
        rung_at = loop.time()
        while True:
            await asyncio.sleep(AWAY_S)
            if not self._connected or loop.time() - rung_at > ANYWAY_S:
                rung_at = loop.time()
                self._ring_all()

    def _ring_here(self, room: UUID) -> None:
        for event in self._listeners.get(room, ()):
            event.set()

    def _ring_all(self) -> None:
        for room in list(self._listeners):
            self._ring_here(room)


def bytes_to_text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


BELL = web.AppKey("bell", Bell)
