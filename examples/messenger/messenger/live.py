"""GET /live: a WebSocket on which a user follows rooms.

    client: {"type": "hello", "token": "…"}               first, within 5 seconds
    server: {"type": "welcome", "user": "…"}
    client: {"type": "join", "room": "…", "after": 41}    41: the last number it has
    server: {"type": "message", "room_id": "…", "seq": 42, …}    in order, without a gap or a repeat
    server: {"type": "presence", "room": "…", "online": ["…"]}   at first, and when it changes
    client: {"type": "leave", "room": "…"}
    server: {"type": "left", "room": "…"}                 also when the membership ends
    server: {"type": "error", "error": "…"}

After a broken connection a client joins again with the last number it has; nothing else is needed.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from typing import Any
from uuid import UUID, uuid4

from aiohttp import WSCloseCode, WSMsgType, web

from messenger.answers import Refused, parse_uuid, to_json
from messenger.following import Following
from messenger.identity import VERIFIER, User

HELLO_S = 5.0
ROOMS_MAX = 50
FRAME_MAX = 16 * 1024
SIGN_IN_AGAIN = 4401

log = logging.getLogger(__name__)

SOCKETS = web.AppKey("sockets", set[web.WebSocketResponse])


async def live(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse(heartbeat=20.0, max_msg_size=FRAME_MAX)
    await socket.prepare(request)
    request.app[SOCKETS].add(socket)
    try:
        user = await _greet(socket, request.app)
        if user is not None:
            await Connection(socket, request.app, user).run()
    finally:
        request.app[SOCKETS].discard(socket)
    return socket


async def _greet(socket: web.WebSocketResponse, app: web.Application) -> User | None:
    """The token travels in a frame, not in the address: addresses end up in logs."""
    try:
        hello = _parse(await socket.receive_str(timeout=HELLO_S))
        user = app[VERIFIER].verify(str(hello.get("token", "")))
    except (Refused, TypeError, TimeoutError):
        await socket.close(code=SIGN_IN_AGAIN, message=b"say hello with a token that holds")
        return None
    await socket.send_str(to_json({"type": "welcome", "user": user.id}))
    return user


class Connection:
    """One socket of one user, following any number of rooms, each in a task of its own."""

    def __init__(self, socket: web.WebSocketResponse, app: web.Application, user: User) -> None:
        self._socket = socket
        self._app = app
        self._user = user
        self._id = uuid4()
        self._rooms: dict[UUID, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Until the client goes, or its token lapses."""
        try:
            async with asyncio.timeout(max(0.0, self._user.expires_at - time.time())):
                async for frame in self._socket:
                    if frame.type is WSMsgType.TEXT:
                        await self._obey(frame.data)
        except TimeoutError:
            await self._socket.close(code=SIGN_IN_AGAIN, message=b"the token has lapsed")
        finally:
            await _end(*self._rooms.values())

    async def _obey(self, text: str) -> None:
        try:
            order = _parse(text)
            room = parse_uuid(order.get("room"))
            match order.get("type"):
                case "join":
                    self._join(room, _whole(order.get("after", 0)))
                case "leave":
                    await self._leave(room)
                case _:
                    raise Refused(400, "type is join or leave")
        except Refused as err:
            await self._send({"type": "error", "error": err.reason})

    def _join(self, room: UUID, after: int) -> None:
        if room in self._rooms:
            raise Refused(400, "already following this room")
        if len(self._rooms) >= ROOMS_MAX:
            raise Refused(400, f"{ROOMS_MAX} rooms a connection is the limit")
        following = Following(self._app, self._user, self._id, room, after, self._send)
        task = asyncio.create_task(following.run())
        self._rooms[room] = task
        task.add_done_callback(lambda ended: self._forget(room, ended))

    async def _leave(self, room: UUID) -> None:
        task = self._rooms.get(room)
        if task is None:
            raise Refused(400, "not following this room")
        await _end(task)
        await self._send({"type": "left", "room": room})

    def _forget(self, room: UUID, ended: asyncio.Task[None]) -> None:
        if self._rooms.get(room) is ended:
            del self._rooms[room]
        if not ended.cancelled() and (fault := ended.exception()) is not None:
            log.error("following a room ended", exc_info=fault)

    async def _send(self, frame: dict[str, Any]) -> None:
        if not self._socket.closed:
            await self._socket.send_str(to_json(frame))


async def close_all(app: web.Application) -> None:
    """Tell every client to come again; it goes on where it was."""
    await asyncio.gather(
        *(socket.close(code=WSCloseCode.GOING_AWAY) for socket in app[SOCKETS]), return_exceptions=True
    )


async def _end(*tasks: asyncio.Task[None]) -> None:
    """Cancel, and again should a library have swallowed it: a task that stays would be seen as present."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=1.0)


def _parse(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as err:
        raise Refused(400, "not JSON") from err
    if not isinstance(value, dict):
        raise Refused(400, "not a JSON object")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise Refused(400, "after is a number, 0 or more")
    return value
