"""Who is there: a sorted set a room in Redis, one entry a connection, scored by when it lapses."""

from __future__ import annotations

import time
from uuid import UUID

from aiohttp import web
from redis.asyncio import Redis

LAPSE_S = 15.0
RENEW_S = 5.0


class Presence:
    """A user is there while one of their connections is. A connection that is not renewed lapses,
    so nobody stays for ever when a process dies."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def enter(self, room: UUID, user: UUID, connection: UUID) -> None:
        """Enter, or stay for another LAPSE_S. Raises RedisError."""
        key = _key(room)
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.zadd(key, {f"{user}/{connection}": time.time() + LAPSE_S})
            pipeline.expire(key, int(LAPSE_S * 2))
            await pipeline.execute()

    async def leave(self, room: UUID, user: UUID, connection: UUID) -> None:
        """Raises RedisError."""
        await self._redis.zrem(_key(room), f"{user}/{connection}")

    async def online(self, room: UUID) -> list[str]:
        """The ids of the users who are there, sorted. Raises RedisError."""
        key, now = _key(room), time.time()
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.zremrangebyscore(key, "-inf", now)
            pipeline.zrange(key, 0, -1)
            _, entries = await pipeline.execute()
        return sorted({entry.partition("/")[0] for entry in entries})


def _key(room: UUID) -> str:
    return f"messenger:presence:{room}"


PRESENCE = web.AppKey("presence", Presence)
