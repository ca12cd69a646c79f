"""Messages: stored first, with the room's next number; then the bell is rung."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import psycopg
from aiohttp import web
from psycopg import AsyncConnection
from psycopg.rows import DictRow

from messenger.answers import Refused, answer, parse_uuid, read_object
from messenger.bell import BELL
from messenger.database import DATABASE
from messenger.identity import User, user_of
from messenger.limits import LIMITS

routes = web.RouteTableDef()

PAGE = 200


@routes.post("/rooms/{room}/messages")
async def send(request: web.Request) -> web.Response:
    """201 with the stored message; 200 when a message with this client_id was stored before."""
    user = user_of(request)
    room = parse_uuid(request.match_info["room"])
    body = await read_object(request)
    text = body.get("body", "")
    if not isinstance(text, str):
        raise Refused(400, "body is a text")
    media = parse_uuid(body["media_id"]) if body.get("media_id") else None
    client_id = parse_uuid(body["client_id"]) if body.get("client_id") else uuid4()
    await request.app[LIMITS].spend(user, "message")
    try:
        async with request.app[DATABASE].as_user(user) as connection:
            row = await _store(connection, room, client_id, text, media)
    except psycopg.errors.UniqueViolation:
        return answer(await _stored_before(request, user, room, client_id))
    await request.app[BELL].ring(room)
    return answer(row, status=201)


@routes.get("/rooms/{room}/messages")
async def history(request: web.Request) -> web.Response:
    """Up to 200 messages after number `after`, oldest first."""
    room = parse_uuid(request.match_info["room"])
    try:
        after = int(request.query.get("after", "0"))
    except ValueError as err:
        raise Refused(400, "after is a number") from err
    async with request.app[DATABASE].as_user(user_of(request)) as connection:
        last = await last_seq(connection, room)
        if last is None:
            raise Refused(404, "no such room")
        return answer({"last_seq": last, "messages": await after_seq(connection, room, after)})


async def last_seq(connection: AsyncConnection[DictRow], room: UUID) -> int | None:
    """The number of the room's last message; None when the user may not see the room."""
    found = await connection.execute("select last_seq from public.rooms where id = %s", [room])
    row = await found.fetchone()
    return None if row is None else int(row["last_seq"])


async def after_seq(connection: AsyncConnection[DictRow], room: UUID, seq: int) -> list[dict[str, Any]]:
    """The next messages, at most PAGE, in order."""
    found = await connection.execute(
        "select room_id, seq, client_id, author_id, body, media_id, created_at from public.messages"
        " where room_id = %s and seq > %s order by seq limit %s",
        [room, seq, PAGE],
    )
    return await found.fetchall()


async def _store(
    connection: AsyncConnection[DictRow], room: UUID, client_id: UUID, text: str, media: UUID | None
) -> DictRow | None:
    # No "on conflict": the number is taken before the conflict shows, and only a rollback gives it back.
    stored = await connection.execute(
        "insert into public.messages (room_id, client_id, body, media_id) values (%s, %s, %s, %s)"
        " returning room_id, seq, client_id, author_id, body, media_id, created_at",
        [room, client_id, text, media],
    )
    return await stored.fetchone()


async def _stored_before(request: web.Request, user: User, room: UUID, client_id: UUID) -> DictRow | None:
    async with request.app[DATABASE].as_user(user) as connection:
        found = await connection.execute(
            "select room_id, seq, client_id, author_id, body, media_id, created_at from public.messages"
            " where room_id = %s and author_id = %s and client_id = %s",
            [room, user.id, client_id],
        )
        return await found.fetchone()
