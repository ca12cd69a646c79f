"""Messages reach every member, in order, each once, whatever happens to Redis meanwhile."""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from uuid import uuid4

import aiohttp
import psycopg
from conftest import Room
from people import Person
from processes import kill, listening_at
from service import Server, follow, until

from messenger.limits import PER_MINUTE

EACH = 80


async def send(
    http: aiohttp.ClientSession, server: Server, room: Room, person: Person, body: str, client_id: str | None = None
) -> tuple[int, dict[str, object]]:
    message = {"body": body, "client_id": client_id or str(uuid4())}
    async with http.post(f"{server.url}/rooms/{room.id}/messages", json=message, headers=person.headers) as answer:
        return answer.status, await answer.json()


async def send_many(
    http: aiohttp.ClientSession, server: Server, room: Room, person: Person, acknowledged: list[int]
) -> None:
    """As a client does: one after the other, and the same one again until it is acknowledged."""
    for number in range(EACH):
        client_id = str(uuid4())
        status = 0
        while status not in {200, 201}:
            status, stored = await send(http, server, room, person, f"{person.name} {number}", client_id)
            assert status in {200, 201, 503}, stored
        acknowledged.append(int(str(stored["seq"])))


async def test_none_is_lost_when_redis_is_killed_in_the_middle(
    http: aiohttp.ClientSession, servers: Sequence[Server], room: Room, admin: psycopg.Connection
) -> None:
    total = EACH * len(room.inside)
    acknowledged: list[int] = []
    async with AsyncExitStack() as stack:
        listeners = [
            await stack.enter_async_context(follow(http, server, person, room.id))
            for server in servers
            for person in room.inside
        ]
        hearing = [asyncio.create_task(one.hear_until(lambda it: len(it.messages) >= total)) for one in listeners]
        sending = [
            asyncio.create_task(send_many(http, servers[number % 2], room, person, acknowledged))
            for number, person in enumerate(room.inside)
        ]
        await until("a third is sent", lambda: _reached(acknowledged, total // 3))
        before = listening_at(os.environ["REDIS_URL"])
        kill(before)
        in_flight_at = len(acknowledged)
        await asyncio.gather(*sending)
        await asyncio.gather(*hearing)
        await until("Redis is back", lambda: _listens_anew(before.pid))
    stored = admin.execute(
        "select seq, body from public.messages where room_id = %s order by seq", [room.id]
    ).fetchall()
    assert [seq for seq, _ in stored] == list(range(1, total + 1))
    assert sorted(acknowledged) == list(range(1, total + 1))
    assert in_flight_at < total
    for one in listeners:
        assert [(message["seq"], message["body"]) for message in one.messages] == stored
    for person in room.inside:
        assert [body for _, body in stored if body.startswith(person.name)] == [
            f"{person.name} {number}" for number in range(EACH)
        ]


async def test_a_client_that_comes_back_goes_on_where_it_was(
    http: aiohttp.ClientSession, servers: Sequence[Server], room: Room
) -> None:
    left, right = servers
    for number in range(3):
        await send(http, left, room, room.owner, f"{number}")
    async with follow(http, left, room.member, room.id) as before:
        await before.hear_until(lambda it: len(it.messages) == 3)
    for number in range(3, 6):
        await send(http, left, room, room.owner, f"{number}")
    async with follow(http, right, room.member, room.id, after=before.seqs[-1]) as after:
        await after.hear_until(lambda it: len(it.messages) == 3)
    assert [message["body"] for message in before.messages + after.messages] == [f"{n}" for n in range(6)]


async def test_more_than_a_page_is_caught_up(
    http: aiohttp.ClientSession, server: Server, room: Room, admin: psycopg.Connection
) -> None:
    admin.execute(
        "insert into public.messages (room_id, author_id, body) select %s, %s, n::text from generate_series(1, 450) n",
        [room.id, room.owner.id],
    )
    async with follow(http, server, room.member, room.id) as one:
        await one.hear_until(lambda it: len(it.messages) == 450)
    assert one.seqs == list(range(1, 451))


async def test_sending_again_stores_once_and_leaves_no_gap(
    http: aiohttp.ClientSession, server: Server, room: Room
) -> None:
    client_id = str(uuid4())
    answers = await asyncio.gather(*(send(http, server, room, room.owner, "once", client_id) for _ in range(5)))
    assert sorted(status for status, _ in answers) == [200, 200, 200, 200, 201]
    assert {stored["seq"] for _, stored in answers} == {1}
    assert (await send(http, server, room, room.owner, "next"))[1]["seq"] == 2


async def test_a_message_arrives_within_half_a_second(
    http: aiohttp.ClientSession, servers: Sequence[Server], room: Room
) -> None:
    left, right = servers
    waits: list[float] = []
    async with follow(http, right, room.member, room.id) as one:
        await one.hear_until(lambda it: it.online is not None)
        for number in range(1, 21):
            started = time.monotonic()
            await send(http, left, room, room.owner, f"{number}")
            await one.hear_until(lambda it, wanted=number: len(it.messages) == wanted)  # type: ignore[misc]
            waits.append(time.monotonic() - started)
    assert statistics.median(waits) < 0.5


async def test_who_is_removed_hears_no_more(http: aiohttp.ClientSession, server: Server, room: Room) -> None:
    async with follow(http, server, room.member, room.id) as one:
        await one.hear_until(lambda it: it.online is not None)
        url = f"{server.url}/rooms/{room.id}/members/{room.member.id}"
        async with http.delete(url, headers=room.owner.headers) as removed:
            assert removed.status == 204
        await one.hear_until(lambda it: it.is_out)
        await send(http, server, room, room.owner, "among us")
    assert one.messages == []


async def test_a_stranger_is_shown_out(http: aiohttp.ClientSession, server: Server, room: Room) -> None:
    await send(http, server, room, room.owner, "among us")
    async with follow(http, server, room.stranger, room.id) as one:
        await one.hear_until(lambda it: it.is_out)
    assert one.messages == []


async def test_too_long_a_message_is_refused(http: aiohttp.ClientSession, server: Server, room: Room) -> None:
    longest = await send(http, server, room, room.owner, "ä" * 4000)
    too_long = await send(http, server, room, room.owner, "ä" * 4001)
    assert (longest[0], too_long[0]) == (201, 422)
    url = f"{server.url}/rooms/{room.id}/messages"
    async with http.post(url, json={"body": "x" * 70_000}, headers=room.owner.headers) as answer:
        assert answer.status == 413


async def test_who_does_too_much_is_told_to_wait(http: aiohttp.ClientSession, server: Server, room: Room) -> None:
    async def open_room(person: Person) -> tuple[int, str | None]:
        async with http.post(f"{server.url}/rooms", json={"name": "Another"}, headers=person.headers) as answer:
            return answer.status, answer.headers.get("Retry-After")

    # One more than two neighbouring minutes allow.
    answers = await asyncio.gather(*(open_room(room.other) for _ in range(2 * PER_MINUTE["room"] + 1)))
    refused = [retry_after for status, retry_after in answers if status == 429]
    assert refused
    assert all(retry_after and 1 <= int(retry_after) <= 60 for retry_after in refused)
    assert (await open_room(room.member))[0] == 201


async def _reached(acknowledged: list[int], number: int) -> bool:
    return len(acknowledged) >= number


async def _listens_anew(pid: int) -> bool:
    return listening_at(os.environ["REDIS_URL"]).pid != pid
