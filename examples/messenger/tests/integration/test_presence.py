"""Who is there: on any process, on any number of devices, and no longer when they are gone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import aiohttp
from conftest import Room
from redis.asyncio import Redis
from service import Server, follow

from messenger.presence import LAPSE_S
from messenger.settings import Settings


async def test_coming_and_going_is_seen_across_processes(
    http: aiohttp.ClientSession, servers: Sequence[Server], room: Room
) -> None:
    left, right = servers
    owner, member = str(room.owner.id), str(room.member.id)
    async with follow(http, left, room.owner, room.id) as one:
        await one.hear_until(lambda it: it.online == [owner])
        async with follow(http, right, room.member, room.id) as other:
            await one.hear_until(lambda it: it.online == sorted([owner, member]))
            await other.hear_until(lambda it: it.online == sorted([owner, member]))
        await one.hear_until(lambda it: it.online == [owner])


async def test_who_has_two_devices_is_there_until_the_last_goes(
    http: aiohttp.ClientSession, servers: Sequence[Server], room: Room
) -> None:
    left, right = servers
    owner, member = str(room.owner.id), str(room.member.id)
    async with follow(http, left, room.owner, room.id) as one:
        async with follow(http, right, room.member, room.id) as phone:
            await phone.hear_until(lambda it: it.online == sorted([owner, member]))
            async with follow(http, left, room.member, room.id) as laptop:
                await laptop.hear_until(lambda it: it.online == sorted([owner, member]))
            await one.hear_until(lambda it: it.online == sorted([owner, member]))
        await one.hear_until(lambda it: it.online == [owner])


async def test_who_leaves_while_the_room_is_lively_is_gone_at_once(
    http: aiohttp.ClientSession, servers: Sequence[Server], room: Room
) -> None:
    left, right = servers

    async def chatter() -> None:
        for number in range(60):
            url = f"{left.url}/rooms/{room.id}/messages"
            async with http.post(url, json={"body": f"{number}"}, headers=room.owner.headers) as answer:
                assert answer.status == 201

    async def look_in(wanted: int) -> None:
        async with follow(http, right, room.member, room.id) as other:
            await other.hear_until(lambda it: it.online is not None and len(it.messages) >= wanted)

    async with follow(http, left, room.owner, room.id) as one:
        await asyncio.gather(chatter(), *(look_in(wanted) for wanted in range(0, 60, 3)))
        async with asyncio.timeout(LAPSE_S * 0.8):
            await one.hear_until(lambda it: it.online == [str(room.owner.id)] and len(it.messages) == 60)


async def test_a_stranger_neither_sees_nor_is_seen(http: aiohttp.ClientSession, server: Server, room: Room) -> None:
    async with follow(http, server, room.owner, room.id) as one:
        await one.hear_until(lambda it: it.online is not None)
        async with follow(http, server, room.stranger, room.id) as other:
            await other.hear_until(lambda it: it.is_out)
        assert other.online is None
        assert one.online == [str(room.owner.id)]


async def test_a_connection_that_was_not_renewed_has_lapsed(
    http: aiohttp.ClientSession, server: Server, room: Room, settings: Settings
) -> None:
    """As after a process died with its sockets: nobody took its users out."""
    async with Redis.from_url(settings.redis_url) as redis:
        entry = f"{room.member.id}/{room.member.id}"
        await redis.zadd(f"messenger:presence:{room.id}", {entry: time.time() - 1})
    async with follow(http, server, room.owner, room.id) as one:
        await one.hear_until(lambda it: it.online is not None)
    assert one.online == [str(room.owner.id)]
