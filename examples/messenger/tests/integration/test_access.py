"""The database itself decides: every table, every role, every verb."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from typing import LiteralString
from uuid import UUID, uuid4

import access
import aiohttp
import psycopg
import pytest
from conftest import Room
from people import Person, make_person
from service import Server

from messenger.settings import Settings


@pytest.fixture(scope="module")
def admin() -> Iterator[psycopg.Connection]:
    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], autocommit=True) as one:
        yield one


@pytest.fixture(scope="module")
def scene(admin: psycopg.Connection, settings: Settings) -> Mapping[str, UUID]:
    """One room with all that belongs to it, by name."""
    ids = {
        name: make_person(admin, settings.jwt_secret, name).id
        for name in ("owner", "member", "stranger", "newcomer", "no_profile")
    }
    admin.execute("delete from public.profiles where id = %s", [ids["no_profile"]])
    ids |= {"room": uuid4(), "media": uuid4()}
    admin.execute("insert into public.rooms (id, name, owner_id) values (%(room)s, 'Room', %(owner)s)", ids)
    admin.execute("insert into public.memberships (room_id, user_id) values (%(room)s, %(member)s)", ids)
    admin.execute(
        "insert into public.media (id, room_id, uploader_id, content_type, size_bytes, sha256)"
        " values (%(media)s, %(room)s, %(owner)s, 'text/plain', 1, repeat('0', 64))",
        ids,
    )
    admin.execute("insert into public.messages (room_id, author_id, body) values (%(room)s, %(owner)s, 'hello')", ids)
    return ids


def attempt(admin: psycopg.Connection, scene: Mapping[str, UUID], role: str, statement: LiteralString) -> str:
    """What comes of a statement of that role; nothing of it stays."""
    with admin.transaction(force_rollback=True):
        claims = {"sub": str(scene[role]), "role": "authenticated"} if role in scene else {"role": role}
        admin.execute(
            "select set_config('role', %s, true), set_config('request.jwt.claims', %s, true),"
            " set_config('request.jwt.claim.sub', %s, true)",
            [claims["role"], json.dumps(claims), claims.get("sub", "")],
        )
        try:
            done = admin.execute(statement, dict(scene))
        except psycopg.errors.InsufficientPrivilege:
            return "no"
        return "yes" if done.rowcount else "hidden"


@pytest.mark.parametrize(("table", "role", "verb", "expected"), access.cells())
def test_the_matrix_holds(
    admin: psycopg.Connection, scene: Mapping[str, UUID], table: str, role: str, verb: str, expected: str
) -> None:
    assert attempt(admin, scene, role, access.STATEMENTS[table, verb]) == expected


def test_every_table_role_and_verb_is_in_the_matrix(admin: psycopg.Connection) -> None:
    rows = admin.execute(
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname in ('public', 'private') and c.relkind in ('r', 'p', 'v', 'm', 'f')"
    ).fetchall()
    tables = {name for (name,) in rows}
    cells = [(table, role, verb) for table, role, verb, _ in access.cells()]
    assert set(cells) == {(t, r, v) for t in tables for r in access.ROLES for v in access.VERBS}
    assert len(cells) == len(set(cells))
    assert set(access.STATEMENTS) == {(t, v) for t in tables for v in access.VERBS}


def test_row_level_security_is_forced_on_every_table(admin: psycopg.Connection) -> None:
    lax = admin.execute(
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = 'public' and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)"
    ).fetchall()
    assert lax == []


def test_functions_pin_their_search_path_and_are_not_for_everyone(admin: psycopg.Connection) -> None:
    rows = admin.execute(
        "select p.proname, p.proconfig, has_function_privilege('anon', p.oid, 'execute') from pg_proc p"
        " join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'private'"
    ).fetchall()
    assert len(rows) == 6
    assert [row for row in rows if row[1] != ['search_path=""'] or row[2]] == []


FORGERIES: dict[str, LiteralString] = {
    "a number of one's choice": "insert into public.messages (room_id, seq, body) values (%(room)s, 1000, 'x')",
    "in another's name": ("insert into public.messages (room_id, author_id, body) values (%(room)s, %(owner)s, 'x')"),
    "a room for another": "insert into public.rooms (name, owner_id) values ('x', %(owner)s)",
    "a count of one's choice": "update public.rooms set last_seq = 0 where id = %(room)s",
    "a file in another's name": (
        "insert into public.media (room_id, uploader_id, content_type, size_bytes, sha256)"
        " values (%(room)s, %(owner)s, 'text/plain', 1, repeat('0', 64))"
    ),
    "another's account": "select id from auth.users",
}


@pytest.mark.parametrize("statement", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_member_forges_nothing(
    admin: psycopg.Connection, scene: Mapping[str, UUID], statement: LiteralString
) -> None:
    assert attempt(admin, scene, "member", statement) in {"no", "hidden"}


async def test_the_rest_gateway_obeys_the_same_policies(http: aiohttp.ClientSession, room: Room) -> None:
    seen = {}
    for name in ("owner", "member", "stranger"):
        person: Person = getattr(room, name)
        seen[name] = await _rooms_over_rest(http, room, person.headers)
    assert seen == {"owner": (200, 1), "member": (200, 1), "stranger": (200, 0)}
    assert (await _rooms_over_rest(http, room, {}))[0] in {401, 403}


async def test_a_stranger_gets_nothing_from_the_service(
    http: aiohttp.ClientSession, server: Server, room: Room, someone: Callable[[str], Person]
) -> None:
    headers, base = room.stranger.headers, f"{server.url}/rooms/{room.id}"
    newcomer = someone("newcomer")
    answers = [
        await _status(http, "GET", f"{base}/messages", headers),
        await _status(http, "POST", f"{base}/messages", headers, {"body": "let me in"}),
        await _status(http, "GET", f"{base}/members", headers),
        await _status(http, "PUT", f"{base}/members/{newcomer.id}", headers),
        await _status(http, "DELETE", f"{base}/members/{room.member.id}", headers),
        await _status(http, "POST", f"{base}/media", headers, {"a": "file"}),
    ]
    assert answers == [404, 403, 404, 403, 404, 404]


async def _status(
    http: aiohttp.ClientSession, method: str, url: str, headers: Mapping[str, str], body: object = None
) -> int:
    async with http.request(method, url, headers=headers, json=body) as answer:
        return answer.status


async def _rooms_over_rest(http: aiohttp.ClientSession, room: Room, headers: Mapping[str, str]) -> tuple[int, int]:
    url = f"{os.environ['SUPABASE_URL']}/rest/v1/rooms?select=id&id=eq.{room.id}"
    async with http.get(url, headers={"apikey": os.environ["SUPABASE_ANON_KEY"], **headers}) as answer:
        return answer.status, len(await answer.json())
