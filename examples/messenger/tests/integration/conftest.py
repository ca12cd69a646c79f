"""The real services, as `greenlane run` hands them out, and the service on top of them."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import aiohttp
import boto3
import psycopg
import pytest
from people import Person, make_person
from service import Server, start, stop, until

from messenger.settings import Settings


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings.read(os.environ)


@pytest.fixture
def admin() -> Iterator[psycopg.Connection]:
    """The superuser, to arrange and to look. It sees past every policy.

    A connection a test: some tests kill the server.
    """
    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], autocommit=True) as one:
        yield one


@pytest.fixture
def someone(admin: psycopg.Connection, settings: Settings) -> Callable[[str], Person]:
    return lambda name: make_person(admin, settings.jwt_secret, name)


@pytest.fixture(scope="session")
async def servers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Server, Server]]:
    """Two processes of the service, as behind a load balancer."""
    folder = tmp_path_factory.mktemp("service")
    both = (start(folder, {}, "left"), start(folder, {}, "right"))
    try:
        async with aiohttp.ClientSession() as http:
            for server in both:
                await until(f"{server.log} says healthy", partial(_is_healthy, http, server.url))
        yield both
    finally:
        stop(*both)


@pytest.fixture(scope="session")
def server(servers: tuple[Server, Server]) -> Server:
    return servers[0]


@pytest.fixture(scope="session")
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
        yield session


@pytest.fixture(scope="session")
def s3(settings: Settings) -> object:
    return boto3.client(
        "s3",
        endpoint_url=settings.s3_endpoint,
        aws_access_key_id=settings.s3_access_key,
        aws_secret_access_key=settings.s3_secret_key,
        region_name=settings.s3_region,
    )


@dataclass(frozen=True)
class Room:
    """A room with an owner and two members, and somebody who has nothing to do with it."""

    id: UUID
    owner: Person
    member: Person
    other: Person
    stranger: Person

    @property
    def inside(self) -> tuple[Person, Person, Person]:
        return (self.owner, self.member, self.other)


@pytest.fixture
async def room(http: aiohttp.ClientSession, server: Server, someone: Callable[[str], Person]) -> Room:
    """Made through the service, so every test that uses it passes through the front door first."""
    owner, member, other, stranger = (someone(name) for name in ("owner", "member", "other", "stranger"))
    async with http.post(f"{server.url}/rooms", json={"name": "Room"}, headers=owner.headers) as made:
        assert made.status == 201, await made.text()
        room = UUID((await made.json())["id"])
    for person in (member, other):
        async with http.put(f"{server.url}/rooms/{room}/members/{person.id}", headers=owner.headers) as let_in:
            assert let_in.status == 204, await let_in.text()
    return Room(room, owner, member, other, stranger)


async def _is_healthy(http: aiohttp.ClientSession, url: str) -> bool:
    async with http.get(f"{url}/health") as answer:
        return answer.status == 200
