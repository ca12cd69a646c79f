"""Files: which bucket, to the byte; whole, or not at all; large ones without filling the memory."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import aiohttp
import psutil
import psycopg
import pytest
from conftest import Room
from service import Server, until

from messenger.media import PART, SMALL_LIMIT, in_parts
from messenger.settings import Settings

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

MB = 1_000_000
MIB = 1024 * 1024
BLOCK = MIB


def content(size: int) -> Iterator[bytes]:
    """The same `size` bytes each time, no two blocks alike, made as they are needed."""
    left = size
    for number in itertools.count():
        if left <= 0:
            return
        block = (number.to_bytes(8, "big") + bytes(range(256))) * (BLOCK // 264 + 1)
        yield block[: min(BLOCK, left)]
        left -= BLOCK


@cache
def digest_of(size: int) -> str:
    digest = hashlib.sha256()
    for block in content(size):
        digest.update(block)
    return digest.hexdigest()


async def streamed(size: int) -> AsyncIterator[bytes]:
    for block in content(size):
        yield block


async def upload(http: aiohttp.ClientSession, server: Server, room: Room, size: int) -> dict[str, Any]:
    headers = {**room.member.headers, "Content-Type": "video/mp4"}
    async with http.post(f"{server.url}/rooms/{room.id}/media", data=streamed(size), headers=headers) as answer:
        assert answer.status == 201, await answer.text()
        row: dict[str, Any] = await answer.json()
        return row


async def download(http: aiohttp.ClientSession, server: Server, room: Room, media: str) -> tuple[int, str, str]:
    """Size, digest and content type, as another member gets them."""
    async with http.get(f"{server.url}/media/{media}", headers=room.other.headers, allow_redirects=False) as answer:
        assert answer.status == 303
        link = answer.headers["Location"]
    digest, size = hashlib.sha256(), 0
    async with http.get(link) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Disposition"] == "attachment"
        async for chunk in answer.content.iter_any():
            size += len(chunk)
            digest.update(chunk)
        return size, digest.hexdigest(), answer.headers["Content-Type"]


@pytest.mark.parametrize(
    ("size", "tier", "parts"),
    [
        (0, "small", None),
        (1, "small", None),
        (SMALL_LIMIT - 1, "small", None),
        (SMALL_LIMIT, "small", None),
        (SMALL_LIMIT + 1, "large", 1),
        (PART, "large", 1),
        (PART + 1, "large", 2),
        (10 * MB + 1, "large", 2),
        (3 * PART, "large", 3),
    ],
)
async def test_size_chooses_the_bucket_and_the_parts(
    http: aiohttp.ClientSession,
    server: Server,
    room: Room,
    s3: S3Client,
    settings: Settings,
    size: int,
    tier: str,
    parts: int | None,
) -> None:
    row = await upload(http, server, room, size)
    assert (row["size_bytes"], row["sha256"], row["tier"]) == (size, digest_of(size), tier)
    bucket = {"small": settings.bucket_small, "large": settings.bucket_large}[tier]
    stored = s3.head_object(Bucket=bucket, Key=f"{room.id}/{row['id']}")
    assert (stored["ContentLength"], stored["ContentType"]) == (size, "video/mp4")
    assert _parts(stored["ETag"]) == parts
    assert await download(http, server, room, row["id"]) == (size, digest_of(size), "video/mp4")


async def test_the_service_and_the_database_agree_on_the_limit(
    http: aiohttp.ClientSession, server: Server, room: Room
) -> None:
    rows = [await upload(http, server, room, size) for size in (SMALL_LIMIT, SMALL_LIMIT + 1)]
    assert SMALL_LIMIT == 5 * MIB
    assert [row["tier"] for row in rows] == ["small", "large"]


async def test_100_megabytes_pass_through_without_staying_in_memory(
    http: aiohttp.ClientSession, server: Server, room: Room
) -> None:
    process = psutil.Process(server.process.pid)
    before = process.memory_info().rss
    row = await upload(http, server, room, 100 * MB)
    assert process.memory_info().rss - before < 64 * MIB
    assert row["sha256"] == digest_of(100 * MB)
    assert await download(http, server, room, row["id"]) == (100 * MB, digest_of(100 * MB), "video/mp4")


@pytest.mark.parametrize("size", [3 * MIB, 20 * MIB])
async def test_a_broken_upload_leaves_nothing(
    http: aiohttp.ClientSession,
    server: Server,
    room: Room,
    s3: S3Client,
    settings: Settings,
    admin: psycopg.Connection,
    size: int,
) -> None:
    begun: list[bool] = []

    async def breaking() -> AsyncIterator[bytes]:
        for block in content(size):
            yield block
        if size > SMALL_LIMIT:
            await until("the upload in parts has begun", _is_open)
            begun.append(True)
        raise ConnectionAbortedError("the phone is in a tunnel")

    async def _is_open() -> bool:
        return _open_uploads(s3, settings, room) == 1

    async def _is_gone() -> bool:
        return _open_uploads(s3, settings, room) == 0

    with pytest.raises((aiohttp.ClientError, ConnectionError)):
        async with http.post(f"{server.url}/rooms/{room.id}/media", data=breaking(), headers=room.member.headers):
            pass
    assert bool(begun) == (size > SMALL_LIMIT)
    await until("the upload is aborted", _is_gone)
    for bucket in (settings.bucket_small, settings.bucket_large):
        assert s3.list_objects_v2(Bucket=bucket, Prefix=f"{room.id}/")["KeyCount"] == 0
    assert admin.execute("select count(*) from public.media where room_id = %s", [room.id]).fetchone() == (0,)


async def test_a_file_too_large_is_refused_before_it_is_sent(
    http: aiohttp.ClientSession, server: Server, room: Room
) -> None:
    headers = {**room.member.headers, "Content-Length": str(1024**3), "Expect": "100-continue"}
    async with http.post(f"{server.url}/rooms/{room.id}/media", data=streamed(MIB), headers=headers) as answer:
        assert answer.status == 413
        assert answer.headers["Connection"] == "close"


async def test_a_file_is_for_members_only(http: aiohttp.ClientSession, server: Server, room: Room) -> None:
    row = await upload(http, server, room, 10)
    async with http.get(f"{server.url}/media/{row['id']}", headers=room.stranger.headers) as answer:
        assert answer.status == 404


async def test_a_file_is_sent_only_in_its_own_room(http: aiohttp.ClientSession, server: Server, room: Room) -> None:
    row = await upload(http, server, room, 10)
    async with http.post(f"{server.url}/rooms", json={"name": "Other"}, headers=room.member.headers) as made:
        elsewhere = (await made.json())["id"]
    statuses = []
    for place in (room.id, elsewhere):
        url = f"{server.url}/rooms/{place}/messages"
        async with http.post(url, json={"media_id": row["id"]}, headers=room.member.headers) as answer:
            statuses.append(answer.status)
    assert statuses == [201, 422]


async def test_a_link_altered_or_without_signature_gives_nothing(
    http: aiohttp.ClientSession, server: Server, room: Room
) -> None:
    first, second = [await upload(http, server, room, 10) for _ in range(2)]
    url = f"{server.url}/media/{first['id']}"
    async with http.get(url, headers=room.member.headers, allow_redirects=False) as answer:
        link = answer.headers["Location"]
    statuses = []
    for address in (link, link.replace(first["id"], second["id"]), link.partition("?")[0]):
        async with http.get(address) as answer:
            statuses.append(answer.status)
    assert statuses == [200, 403, 403]


@pytest.mark.parametrize("chunks", [(), (b"abc",), (b"ab", b"cdefgh"), (b"abcdefgh",), (b"a",) * 9])
async def test_parts_are_the_same_bytes(chunks: Sequence[bytes]) -> None:
    async def given() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    parts = [part async for part in in_parts(given(), 4)]
    assert b"".join(parts) == b"".join(chunks)
    assert all(len(part) == 4 for part in parts[:-1])
    assert len(parts[-1]) <= 4
    assert len(parts) == max(1, -(-len(b"".join(chunks)) // 4))


def _parts(etag: str) -> int | None:
    """S3 names the number of parts in the entity tag: "…-3"."""
    _, dash, number = etag.strip('"').partition("-")
    return int(number) if dash else None


def _open_uploads(s3: S3Client, settings: Settings, room: Room) -> int:
    found = s3.list_multipart_uploads(Bucket=settings.bucket_large, Prefix=f"{room.id}/")
    return len(found.get("Uploads", []))
