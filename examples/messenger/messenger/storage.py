"""The way to S3: boto3's blocking calls, each in a thread, none abandoned half-way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import boto3
from aiohttp import web
from botocore.config import Config

from messenger.settings import Settings

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import CompletedPartTypeDef

T = TypeVar("T")

LINK_S = 60


class Storage:
    """Two buckets: `small` for what one PUT carries, `large` for what comes in parts."""

    def __init__(self, settings: Settings) -> None:
        self.buckets = {"small": settings.bucket_small, "large": settings.bucket_large}
        self._client = _connect(settings, connect_timeout=2.0, read_timeout=30.0, attempts=3)
        self._quick = _connect(settings, connect_timeout=0.7, read_timeout=0.7, attempts=1)
        self._threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="s3")

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def put(self, tier: str, key: str, content: bytes, content_type: str) -> None:
        call = self._client.put_object
        await self._run(partial(call, Bucket=self.buckets[tier], Key=key, Body=content, ContentType=content_type))

    async def put_parts(self, tier: str, key: str, parts: AsyncIterator[bytes], content_type: str) -> None:
        """One part in memory at a time. Whatever breaks, the upload is aborted and nothing is left."""
        bucket = self.buckets[tier]
        begin = partial(self._client.create_multipart_upload, Bucket=bucket, Key=key, ContentType=content_type)
        upload = (await self._run(begin))["UploadId"]
        try:
            done = await self._send_parts(bucket, key, upload, parts)
            finish = self._client.complete_multipart_upload
            await self._run(partial(finish, Bucket=bucket, Key=key, UploadId=upload, MultipartUpload={"Parts": done}))
        except BaseException:
            abort = self._client.abort_multipart_upload
            await self._run(partial(abort, Bucket=bucket, Key=key, UploadId=upload))
            raise

    async def delete(self, tier: str, key: str) -> None:
        await self._run(partial(self._client.delete_object, Bucket=self.buckets[tier], Key=key))

    def link(self, tier: str, key: str, content_type: str) -> str:
        """An address that gives the file for LINK_S seconds, as a download and never as a page."""
        parameters = {
            "Bucket": self.buckets[tier],
            "Key": key,
            "ResponseContentType": content_type,
            "ResponseContentDisposition": "attachment",
        }
        return self._client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=LINK_S)

    async def probe(self) -> None:
        """Ask for both buckets."""
        for bucket in self.buckets.values():
            await self._run(partial(self._quick.head_bucket, Bucket=bucket))

    async def _send_parts(
        self, bucket: str, key: str, upload: str, parts: AsyncIterator[bytes]
    ) -> list[CompletedPartTypeDef]:
        done: list[CompletedPartTypeDef] = []
        async for part in parts:
            number = len(done) + 1
            send = self._client.upload_part
            sent = await self._run(partial(send, Bucket=bucket, Key=key, UploadId=upload, PartNumber=number, Body=part))
            done.append({"PartNumber": number, "ETag": sent["ETag"]})
        return done

    async def _run(self, call: Callable[[], T]) -> T:
        """A call that has begun is waited for, also when the request is cancelled meanwhile:
        a part that arrives after its upload was aborted would stay for ever."""
        running = asyncio.get_running_loop().run_in_executor(self._threads, call)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.wait({running})
            raise


def _connect(settings: Settings, *, connect_timeout: float, read_timeout: float, attempts: int) -> S3Client:
    session = boto3.session.Session(
        aws_access_key_id=settings.s3_access_key,
        aws_secret_access_key=settings.s3_secret_key,
        region_name=settings.s3_region,
    )
    client: S3Client = session.client(
        "s3",
        endpoint_url=settings.s3_endpoint,
        config=Config(
            connect_timeout=connect_timeout,
            read_timeout=read_timeout,
            retries={"total_max_attempts": attempts},
            max_pool_connections=8,
            s3={"addressing_style": "path"},
            signature_version="s3v4",
        ),
    )
    return client


STORAGE = web.AppKey("storage", Storage)
