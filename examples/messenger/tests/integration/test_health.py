"""GET /health tells the truth within a second, also about a server that hangs, and recovers by itself."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

import aiohttp
import psutil
import psycopg
import pytest
from conftest import Room
from processes import frozen, kill, listening_at
from service import Server, follow, until

import messenger

GENEROUS_S = 10.0
"""Whoever waits for a server that hangs waits for longer."""
SERVICES = {"database": "DATABASE_URL", "redis": "REDIS_URL", "storage": "S3_ENDPOINT"}


async def health(http: aiohttp.ClientSession, server: Server) -> tuple[int, Mapping[str, Any]]:
    async with http.get(f"{server.url}/health") as answer:
        return answer.status, await answer.json()


def status_of(body: Mapping[str, Any]) -> dict[str, str]:
    return {name: service["status"] for name, service in body["services"].items()}


async def test_the_contract(http: aiohttp.ClientSession, server: Server) -> None:
    await until("healthy", partial(is_healthy, http, server))
    status, body = await health(http, server)
    assert status == 200
    assert set(body) == {"status", "timestamp", "services", "version"}
    assert (body["status"], body["version"]) == ("healthy", messenger.__version__)
    assert datetime.fromisoformat(body["timestamp"]).tzinfo is not None
    assert set(body["services"]) == set(SERVICES)
    for service in body["services"].values():
        assert set(service) == {"status", "latency"}
        assert service["status"] == "up"
        assert 0 < service["latency"] < 1000


@pytest.mark.parametrize("name", SERVICES)
async def test_a_server_that_hangs_or_dies_is_unhealthy_until_it_is_back(
    http: aiohttp.ClientSession, servers: Sequence[Server], room: Room, admin: psycopg.Connection, name: str
) -> None:
    server, _ = servers
    # Ephemeral services do not wait for their writes: what a kill may not take is written out first.
    admin.execute("checkpoint")
    process = listening_at(os.environ[SERVICES[name]])
    with frozen(process):
        # On a busy machine a thread may run on for a moment after SIGSTOP.
        await until("it alone is down while it hangs", partial(is_down_alone, http, server, name))
        for _ in range(2):
            await expect_down(http, server, name)
    await until("healthy after it went on", lambda: is_healthy(http, server))
    with frozen(process):
        kill(process)
    with suppress(psutil.TimeoutExpired):
        process.wait(10)
    await until("unhealthy, or restarted already", lambda: is_known(http, server, name, process.pid))
    for one in servers:
        await until("healthy after it was restarted", partial(is_healthy, http, one))
        await until("messages pass again", partial(passes, http, one, room))
    await until("Supabase answers again", partial(supabase_answers, http, room))


async def supabase_answers(http: aiohttp.ClientSession, room: Room) -> bool:
    """It sits on the same database."""
    url = f"{os.environ['SUPABASE_URL']}/rest/v1/rooms?select=id&id=eq.{room.id}"
    async with http.get(url, headers={"apikey": os.environ["SUPABASE_ANON_KEY"], **room.owner.headers}) as answer:
        return answer.status == 200


async def expect_down(http: aiohttp.ClientSession, server: Server, name: str) -> None:
    """How soon it says so is printed: within a second, but on a busy machine."""
    started = time.monotonic()
    status, body = await health(http, server)
    took_s = time.monotonic() - started
    print(f"{name} hangs: told after {took_s:.2f} s")
    assert took_s < GENEROUS_S
    assert (status, body["status"]) == (503, "unhealthy")
    assert status_of(body)[name] == "down"


async def is_healthy(http: aiohttp.ClientSession, server: Server) -> bool:
    return (await health(http, server))[0] == 200


async def is_down(http: aiohttp.ClientSession, server: Server, name: str) -> bool:
    return status_of((await health(http, server))[1])[name] == "down"


async def is_down_alone(http: aiohttp.ClientSession, server: Server, name: str) -> bool:
    found = status_of((await health(http, server))[1])
    return found == {other: "down" if other == name else "up" for other in SERVICES}


async def is_known(http: aiohttp.ClientSession, server: Server, name: str, pid: int) -> bool:
    if await is_down(http, server, name):
        return True
    return listening_at(os.environ[SERVICES[name]]).pid != pid


async def passes(http: aiohttp.ClientSession, server: Server, room: Room) -> bool:
    url = f"{server.url}/rooms/{room.id}/messages"
    async with http.post(url, json={"body": "still there?"}, headers=room.owner.headers) as answer:
        if answer.status != 201:
            return False
        seq = (await answer.json())["seq"]
    async with follow(http, server, room.member, room.id, after=seq - 1) as one:
        await one.hear_until(lambda it: it.seqs == [seq])
    return True
