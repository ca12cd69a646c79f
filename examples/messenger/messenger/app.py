"""The service put together: what it opens, in which order, and what it serves."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import web
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError

from messenger import live, media, messages, rooms
from messenger.answers import refusals
from messenger.bell import BELL, Bell
from messenger.database import DATABASE, Database
from messenger.health import PROBES, Probe, health
from messenger.identity import VERIFIER, Verifier
from messenger.limits import LIMITS, Limits
from messenger.presence import PRESENCE, Presence
from messenger.settings import Settings
from messenger.storage import STORAGE, Storage

BODY_MAX = 64 * 1024


def build(settings: Settings) -> web.Application:
    """The application; it opens its connections when it starts, and needs none of them for that."""
    app = web.Application(middlewares=[refusals], client_max_size=BODY_MAX)
    redis = _connect_redis(settings.redis_url)
    app[VERIFIER] = Verifier(settings.jwt_secret)
    app[DATABASE] = Database(settings.database_url)
    app[STORAGE] = Storage(settings)
    app[BELL] = Bell(redis)
    app[LIMITS] = Limits(redis)
    app[PRESENCE] = Presence(redis)
    app[live.SOCKETS] = set()

    async def opened(app: web.Application) -> AsyncIterator[None]:
        app[PROBES] = {
            "database": Probe(app[DATABASE].probe),
            "redis": Probe(lambda: redis.ping()),
            "storage": Probe(app[STORAGE].probe),
        }
        await app[DATABASE].open()
        async with app[BELL].running():
            yield
        for probe in app[PROBES].values():
            probe.close()
        await app[DATABASE].close()
        await redis.aclose()
        app[STORAGE].close()

    app.cleanup_ctx.append(opened)
    app.on_shutdown.append(live.close_all)
    app.router.add_get("/health", health)
    app.router.add_get("/live", live.live)
    for module in (rooms, messages, media):
        app.add_routes(module.routes)
    return app


def _connect_redis(url: str) -> Redis:
    """A second for an answer; a connection that a restart broke is replaced once."""
    return Redis.from_url(
        url,
        decode_responses=True,
        socket_timeout=1.0,
        socket_connect_timeout=1.0,
        retry=Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
    )
