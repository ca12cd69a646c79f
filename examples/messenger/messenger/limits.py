"""How often a user may do a thing: a count per user, action and minute, in Redis."""

from __future__ import annotations

import logging
import time

from aiohttp import web
from redis.asyncio import Redis
from redis.exceptions import RedisError

from messenger.answers import Refused
from messenger.identity import User

PER_MINUTE = {"room": 30, "message": 240, "media": 30}
WINDOW_S = 60

log = logging.getLogger(__name__)


class Limits:
    """Fixed windows: at the turn of a minute a user may do twice as much for a moment.

    While Redis is away nobody is held back: the database still decides who may do what, and a chat
    that stops because its counter is away would be the worse failure.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def spend(self, user: User, action: str) -> None:
        """Count one action. Raises Refused (429) when the minute's are used up."""
        now = time.time()
        key = f"limit:{action}:{user.id}:{int(now // WINDOW_S)}"
        try:
            async with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.incr(key)
                pipeline.expire(key, WINDOW_S * 2)
                used, _ = await pipeline.execute()
        except (RedisError, OSError) as err:
            log.warning("not counted, Redis is away: %s", err)
            return
        if used > PER_MINUTE[action]:
            wait_s = max(1, round(WINDOW_S - now % WINDOW_S))
            raise Refused(429, f"{PER_MINUTE[action]} a minute is the limit", {"Retry-After": str(wait_s)})


LIMITS = web.AppKey("limits", Limits)
