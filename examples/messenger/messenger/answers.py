"""JSON answers, and what an exception becomes on its way out."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from aiohttp import web
from psycopg_pool import PoolTimeout

log = logging.getLogger(__name__)


class Refused(Exception):
    """The request is understood and answered with a no: status, reason, headers."""

    def __init__(self, status: int, reason: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.headers = headers


def to_json(value: object) -> str:
    """Compact JSON; times in ISO 8601, UUIDs as text."""
    return json.dumps(value, default=_plain, separators=(",", ":"), ensure_ascii=False)


def answer(value: object, *, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response(value, status=status, headers=headers, dumps=to_json)


def parse_uuid(text: object) -> UUID:
    """Raises Refused (400)."""
    try:
        return UUID(str(text))
    except ValueError as err:
        raise Refused(400, "not a UUID") from err


async def read_object(request: web.Request) -> dict[str, Any]:
    """The body as a JSON object. Raises Refused (400); aiohttp answers 413 to a long one."""
    try:
        value = await request.json()
    except ValueError as err:
        raise Refused(400, "the body is not JSON") from err
    if not isinstance(value, dict):
        raise Refused(400, "the body is not a JSON object")
    return value


@web.middleware
async def refusals(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """What goes wrong becomes an answer. A connection whose request was not read to its end is closed with it:
    kept, it would be cut a while later, under the client's next request."""
    try:
        given = await _answered(request, handler)
    except web.HTTPException as err:
        if not request.content.at_eof():
            err.force_close()
        raise
    if not given.prepared and not request.content.at_eof():
        given.force_close()
    return given


async def _answered(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Database refusals become 4xx without their text, which could tell about rows one may not see."""
    try:
        return await handler(request)
    except Refused as err:
        return answer({"error": err.reason}, status=err.status, headers=err.headers)
    except psycopg.errors.InsufficientPrivilege:
        return answer({"error": "not allowed"}, status=403)
    except (psycopg.errors.IntegrityError, psycopg.errors.DataError):
        return answer({"error": "a value is out of its bounds or names nothing that exists"}, status=422)
    except (psycopg.OperationalError, PoolTimeout):
        log.exception("the database did not answer")
        return answer({"error": "try again"}, status=503, headers={"Retry-After": "1"})


def _plain(value: object) -> str:
    match value:
        case datetime():
            return value.isoformat()
        case UUID():
            return str(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no JSON form here")
