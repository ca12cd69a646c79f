"""Files: up to and including 5 MiB by one PUT to the small bucket, above in parts to the large one."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from aiohttp import web
from botocore.exceptions import BotoCoreError, ClientError

from messenger.answers import Refused, answer, parse_uuid
from messenger.database import DATABASE
from messenger.identity import User, user_of
from messenger.limits import LIMITS
from messenger.messages import last_seq
from messenger.storage import STORAGE, Storage

SMALL_LIMIT = 5 * 1024 * 1024
PART = 8 * 1024 * 1024
LARGEST = 512 * 1024 * 1024

CONTENT_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,62}/[a-z0-9][a-z0-9.+-]{0,62}")

routes = web.RouteTableDef()
log = logging.getLogger(__name__)


@dataclass
class Received:
    """What has come in so far."""

    size_bytes: int = 0
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def add(self, chunk: bytes) -> None:
        """Raises Refused (413) above LARGEST."""
        self.size_bytes += len(chunk)
        if self.size_bytes > LARGEST:
            raise Refused(413, f"{LARGEST} bytes is the limit")
        self.digest.update(chunk)


@routes.post("/rooms/{room}/media")
async def upload(request: web.Request) -> web.Response:
    """The body is the file. 201 with its row, which is written when the file is whole."""
    user = user_of(request)
    room = parse_uuid(request.match_info["room"])
    if (request.content_length or 0) > LARGEST:
        raise Refused(413, f"{LARGEST} bytes is the limit")
    await request.app[LIMITS].spend(user, "media")
    async with request.app[DATABASE].as_user(user) as connection:
        if await last_seq(connection, room) is None:
            raise Refused(404, "no such room")
    media, content_type = uuid4(), _content_type(request)
    received = Received()
    try:
        tier = await _store(request, f"{room}/{media}", content_type, received)
    except (BotoCoreError, ClientError) as err:
        log.exception("the storage did not take a file")
        raise Refused(503, "try again", {"Retry-After": "1"}) from err
    return answer(await _record(request, user, room, media, content_type, received, tier), status=201)


@routes.get("/media/{media}")
async def download(request: web.Request) -> web.Response:
    """303 to an address that gives the file for a minute."""
    media = parse_uuid(request.match_info["media"])
    async with request.app[DATABASE].as_user(user_of(request)) as connection:
        found = await connection.execute(
            "select tier, object_key, content_type from public.media where id = %s", [media]
        )
        row = await found.fetchone()
    if row is None:
        raise Refused(404, "no such file")
    link = request.app[STORAGE].link(row["tier"], row["object_key"], row["content_type"])
    return web.Response(status=303, headers={"Location": link, "Cache-Control": "no-store"})


async def in_parts(chunks: AsyncIterator[bytes], size: int) -> AsyncIterator[bytes]:
    """The same bytes in parts of exactly `size`, the last one shorter; at least one part."""
    part = bytearray()
    sent = False
    async for chunk in chunks:
        part += chunk
        while len(part) >= size:
            yield bytes(part[:size])
            del part[:size]
            sent = True
    if part or not sent:
        yield bytes(part)


async def _store(request: web.Request, key: str, content_type: str, received: Received) -> str:
    storage = request.app[STORAGE]
    parts = in_parts(_counted(request, received), PART)
    first = await anext(parts)
    # A part is only short at the end, and SMALL_LIMIT is below PART: this is the whole file.
    if len(first) <= SMALL_LIMIT:
        await storage.put("small", key, first, content_type)
        return "small"
    await storage.put_parts("large", key, _with_first(first, parts), content_type)
    return "large"


async def _counted(request: web.Request, received: Received) -> AsyncIterator[bytes]:
    """Raises Refused (400) when the client goes before the end."""
    try:
        async for chunk in request.content.iter_any():
            received.add(chunk)
            yield chunk
    except (web.PayloadAccessError, ConnectionError, web.RequestPayloadError) as err:
        raise Refused(400, "the file broke off") from err


async def _with_first(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for part in rest:
        yield part


async def _record(
    request: web.Request, user: User, room: UUID, media: UUID, content_type: str, received: Received, tier: str
) -> object:
    try:
        async with request.app[DATABASE].as_user(user) as connection:
            stored = await connection.execute(
                "insert into public.media (id, room_id, content_type, size_bytes, sha256)"
                " values (%s, %s, %s, %s, %s)"
                " returning id, room_id, uploader_id, content_type, size_bytes, sha256, tier, created_at",
                [media, room, content_type, received.size_bytes, received.digest.hexdigest()],
            )
            return await stored.fetchone()
    except BaseException:
        await _discard(request.app[STORAGE], tier, f"{room}/{media}")
        raise


async def _discard(storage: Storage, tier: str, key: str) -> None:
    try:
        await storage.delete(tier, key)
    except (BotoCoreError, ClientError):
        log.exception("a file without a row is left: %s", key)


def _content_type(request: web.Request) -> str:
    given = request.content_type.lower()
    return given if CONTENT_TYPE.fullmatch(given) else "application/octet-stream"
