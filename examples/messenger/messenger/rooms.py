"""Rooms, their members, and one's own profile. The policies of the database decide; this asks."""

from __future__ import annotations

from aiohttp import web

from messenger.answers import Refused, answer, parse_uuid, read_object
from messenger.bell import BELL
from messenger.database import DATABASE
from messenger.identity import user_of
from messenger.limits import LIMITS

routes = web.RouteTableDef()


@routes.get("/profile")
async def show_profile(request: web.Request) -> web.Response:
    user = user_of(request)
    async with request.app[DATABASE].as_user(user) as connection:
        found = await connection.execute(
            "select id, display_name, created_at from public.profiles where id = %s", [user.id]
        )
        return _one(await found.fetchone())


@routes.patch("/profile")
async def rename_oneself(request: web.Request) -> web.Response:
    user = user_of(request)
    name = _name(await read_object(request), "display_name")
    async with request.app[DATABASE].as_user(user) as connection:
        found = await connection.execute(
            "update public.profiles set display_name = %s where id = %s returning id, display_name, created_at",
            [name, user.id],
        )
        return _one(await found.fetchone())


@routes.post("/rooms")
async def open_room(request: web.Request) -> web.Response:
    user = user_of(request)
    name = _name(await read_object(request), "name")
    await request.app[LIMITS].spend(user, "room")
    async with request.app[DATABASE].as_user(user) as connection:
        made = await connection.execute(
            "insert into public.rooms (name) values (%s) returning id, name, owner_id, last_seq, created_at", [name]
        )
        row = await made.fetchone()
    return answer(row, status=201)


@routes.get("/rooms")
async def list_rooms(request: web.Request) -> web.Response:
    async with request.app[DATABASE].as_user(user_of(request)) as connection:
        found = await connection.execute(
            "select id, name, owner_id, last_seq, created_at from public.rooms order by created_at, id limit 500"
        )
        return answer(await found.fetchall())


@routes.get("/rooms/{room}/members")
async def list_members(request: web.Request) -> web.Response:
    room = parse_uuid(request.match_info["room"])
    async with request.app[DATABASE].as_user(user_of(request)) as connection:
        found = await connection.execute(
            "select p.id, p.display_name, m.joined_at from public.memberships m"
            " join public.profiles p on p.id = m.user_id where m.room_id = %s order by m.joined_at, p.id",
            [room],
        )
        members = await found.fetchall()
    if not members:
        raise Refused(404, "no such room")
    return answer(members)


@routes.put("/rooms/{room}/members/{member}")
async def let_in(request: web.Request) -> web.Response:
    """Idempotent: letting a member in again changes nothing."""
    room, member = parse_uuid(request.match_info["room"]), parse_uuid(request.match_info["member"])
    async with request.app[DATABASE].as_user(user_of(request)) as connection:
        await connection.execute(
            "insert into public.memberships (room_id, user_id) values (%s, %s) on conflict do nothing",
            [room, member],
        )
    return web.Response(status=204)


@routes.delete("/rooms/{room}/members/{member}")
async def remove(request: web.Request) -> web.Response:
    """The owner removes a member, or a member leaves. The bell ends the sockets that were listening."""
    room, member = parse_uuid(request.match_info["room"]), parse_uuid(request.match_info["member"])
    async with request.app[DATABASE].as_user(user_of(request)) as connection:
        gone = await connection.execute(
            "delete from public.memberships where room_id = %s and user_id = %s", [room, member]
        )
    if gone.rowcount == 0:
        raise Refused(404, "no such member, or not yours to remove")
    await request.app[BELL].ring(room)
    return web.Response(status=204)


def _name(body: dict[str, object], key: str) -> str:
    name = body.get(key)
    if not isinstance(name, str) or not name.strip():
        raise Refused(400, f"{key} is wanted, a text")
    return name.strip()


def _one(row: object) -> web.Response:
    if row is None:
        raise Refused(404, "no such thing")
    return answer(row)
