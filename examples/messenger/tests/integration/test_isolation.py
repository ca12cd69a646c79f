"""Many users share few connections through PgBouncer; none is ever taken for another."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence

import aiohttp
import jwt
import psycopg
import pytest
from people import Person, sign
from psycopg.rows import tuple_row
from service import Server

from messenger.database import Database
from messenger.identity import User, Verifier
from messenger.settings import Settings

USERS = 30
ROUNDS = 6


@pytest.fixture
async def pooled() -> AsyncIterator[Database]:
    database = Database(os.environ["DATABASE_POOL_URL"])
    await database.open()
    yield database
    await database.close()


def users(someone: Callable[[str], Person], settings: Settings) -> list[User]:
    return [Verifier(settings.jwt_secret).verify(someone(f"user{number}").token) for number in range(USERS)]


async def test_each_transaction_sees_its_own_user(
    pooled: Database, someone: Callable[[str], Person], settings: Settings
) -> None:
    async def who(user: User, fails: bool) -> None:
        try:
            async with pooled.as_user(user) as connection:
                await connection.execute("select pg_sleep(0.002)")
                found = await connection.execute(
                    "select auth.uid() as uid, current_user::text as role,"
                    " current_setting('request.jwt.claims')::jsonb ->> 'sub' as sub"
                )
                assert await found.fetchone() == {"uid": user.id, "role": "authenticated", "sub": str(user.id)}
                if fails:
                    await connection.execute("select 1 / 0")
        except psycopg.errors.DivisionByZero:
            assert fails

    people = users(someone, settings)
    await asyncio.gather(*(who(user, number % 3 == 0) for number in range(ROUNDS) for user in people))


async def test_nothing_of_a_user_stays_on_a_connection(
    pooled: Database, someone: Callable[[str], Person], settings: Settings
) -> None:
    for user in users(someone, settings)[:10]:
        async with pooled.as_user(user) as connection:
            await connection.execute("select 1")
    url = os.environ["DATABASE_POOL_URL"]
    owner = psycopg.conninfo.conninfo_to_dict(url)["user"]
    for _ in range(10):
        async with await psycopg.AsyncConnection.connect(url, row_factory=tuple_row, prepare_threshold=None) as plain:
            found = await plain.execute(
                "select current_user::text, coalesce(current_setting('request.jwt.claims', true), ''),"
                " coalesce(current_setting('request.jwt.claim.sub', true), ''),"
                " (select count(*) from public.messages)"
            )
            assert await found.fetchone() == (owner, "", "", 0)


async def test_concurrent_requests_get_their_own_rooms(
    http: aiohttp.ClientSession, servers: Sequence[Server], someone: Callable[[str], Person]
) -> None:
    people = [someone(f"user{number}") for number in range(USERS)]
    own: dict[str, str] = {}

    async def open_room(person: Person) -> None:
        async with http.post(f"{servers[0].url}/rooms", json={"name": person.name}, headers=person.headers) as made:
            own[str(person.id)] = (await made.json())["id"]

    async def rooms_of(person: Person, server: Server) -> list[str]:
        async with http.get(f"{server.url}/rooms", headers=person.headers) as answer:
            return [room["id"] for room in await answer.json()]

    await asyncio.gather(*(open_room(person) for person in people))
    asked = [person for _ in range(ROUNDS) for person in people]
    answers = await asyncio.gather(*(rooms_of(person, servers[n % 2]) for n, person in enumerate(asked)))
    assert answers == [[own[str(person.id)]] for person in asked]


def forged(person: Person, settings: Settings) -> dict[str, str]:
    """Tokens that look like the person's and must not be taken."""
    good = {"sub": str(person.id), "aud": "authenticated", "role": "authenticated", "exp": 4_000_000_000}
    return {
        "no signature": jwt.encode(good, "", algorithm="none"),
        "a foreign secret": jwt.encode(good, "x" * 40, algorithm="HS256"),
        "expired": jwt.encode({**good, "exp": 1_000_000_000}, settings.jwt_secret, algorithm="HS256"),
        "no expiry": jwt.encode({k: v for k, v in good.items() if k != "exp"}, settings.jwt_secret, algorithm="HS256"),
        "another audience": jwt.encode({**good, "aud": "else"}, settings.jwt_secret, algorithm="HS256"),
        "another role": jwt.encode({**good, "role": "service_role"}, settings.jwt_secret, algorithm="HS256"),
        "nobody": jwt.encode({**good, "sub": "nobody"}, settings.jwt_secret, algorithm="HS256"),
        "the anon key": os.environ["SUPABASE_ANON_KEY"],
        "the service key": os.environ["SUPABASE_SERVICE_ROLE_KEY"],
        "not a token": "x",
    }


async def test_only_a_users_token_that_holds_is_taken(
    http: aiohttp.ClientSession, server: Server, someone: Callable[[str], Person], settings: Settings
) -> None:
    statuses = {}
    for name, token in forged(someone("victim"), settings).items():
        async with http.get(f"{server.url}/rooms", headers={"Authorization": f"Bearer {token}"}) as answer:
            statuses[name] = answer.status
    async with http.get(f"{server.url}/rooms") as answer:
        statuses["no token"] = answer.status
    assert set(statuses.values()) == {401}, statuses


async def test_a_socket_wants_a_token_that_holds(
    http: aiohttp.ClientSession, server: Server, someone: Callable[[str], Person], settings: Settings
) -> None:
    for token in forged(someone("victim"), settings).values():
        async with http.ws_connect(f"{server.url}/live") as socket:
            await socket.send_json({"type": "hello", "token": token})
            await socket.receive()
            assert socket.close_code == 4401


async def test_a_socket_ends_with_its_token(
    http: aiohttp.ClientSession, server: Server, someone: Callable[[str], Person], settings: Settings
) -> None:
    person = someone("short")
    async with http.ws_connect(f"{server.url}/live") as socket:
        await socket.send_json({"type": "hello", "token": sign(settings.jwt_secret, person.id, lasts_s=5.0)})
        assert (await socket.receive_json())["type"] == "welcome"
        await socket.receive(timeout=60)
        assert socket.close_code == 4401
