"""S3, live: what the options declare is there, strangers are refused, and objects survive kill -9."""

from __future__ import annotations

import hashlib
import http.client
import os
import random
import secrets
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import psutil
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError

from greenlane.edges import s3
from tests.contract import durable
from tests.contract.servers import given

SEED = int(os.environ.get("GREENLANE_FAULT_SEED", "0")) or random.SystemRandom().randrange(1, 2**31)
WANTED = ("S3_ENDPOINT", "S3_REGION", "S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_BUCKET", "S3_BUCKETS")
GONE = (OSError, http.client.HTTPException)
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def servers() -> Iterator[Mapping[str, str]]:
    with given("stores_project", *WANTED) as variables:
        yield variables


@pytest.fixture(scope="module")
def client(servers: Mapping[str, str]) -> Any:
    return made(servers)


@pytest.fixture
def bucket(client: Any) -> Iterator[str]:
    """An empty bucket of the test's own."""
    name = f"test-{secrets.token_hex(6)}"
    client.create_bucket(Bucket=name)
    yield name
    listed = client.list_object_versions(Bucket=name)
    for one in [*listed.get("Versions", []), *listed.get("DeleteMarkers", [])]:
        client.delete_object(Bucket=name, Key=one["Key"], VersionId=one["VersionId"])
    client.delete_bucket(Bucket=name)


def made(servers: Mapping[str, str], **changed: str) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=servers["S3_ENDPOINT"],
        region_name=servers["S3_REGION"],
        aws_access_key_id=changed.get("access_key", servers["S3_ACCESS_KEY"]),
        aws_secret_access_key=changed.get("secret_key", servers["S3_SECRET_KEY"]),
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}, retries={"max_attempts": 1}),
    )


def refusal(error: ClientError) -> tuple[int, str]:
    answer = error.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"]


def test_the_declared_buckets_are_there(client: Any, servers: Mapping[str, str]) -> None:
    there = {one["Name"] for one in client.list_buckets()["Buckets"]}
    assert set(servers["S3_BUCKETS"].split(",")) <= there
    assert servers["S3_BUCKETS"].split(",")[0] == servers["S3_BUCKET"]


def test_readiness_leaves_no_object_behind(client: Any, servers: Mapping[str, str]) -> None:
    listed = client.list_object_versions(Bucket=servers["S3_BUCKET"], Prefix=".greenlane")
    assert not listed.get("Versions")
    assert not listed.get("DeleteMarkers")


def test_an_object_comes_back_whole_with_its_type_and_metadata(client: Any, bucket: str) -> None:
    body = secrets.token_bytes(300_000)
    key = "größe und +plus/ä.bin"
    client.put_object(Bucket=bucket, Key=key, Body=body, ContentType="image/png", Metadata={"room": "7"})
    found = client.get_object(Bucket=bucket, Key=key)
    assert (found["Body"].read(), found["ContentType"], found["Metadata"]) == (
        body,
        "image/png",
        {"room": "7"},
    )


def test_a_multipart_upload_comes_back_whole(client: Any, bucket: str) -> None:
    parts = [secrets.token_bytes(5 * MIB), secrets.token_bytes(5 * MIB), secrets.token_bytes(1)]
    upload = client.create_multipart_upload(Bucket=bucket, Key="film")["UploadId"]
    tags = [
        client.upload_part(Bucket=bucket, Key="film", UploadId=upload, PartNumber=number, Body=part)["ETag"]
        for number, part in enumerate(parts, 1)
    ]
    complete = {"Parts": [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(tags, 1)]}
    client.complete_multipart_upload(Bucket=bucket, Key="film", UploadId=upload, MultipartUpload=complete)
    digests = [hashlib.md5(part, usedforsecurity=False).digest() for part in parts]
    found = client.get_object(Bucket=bucket, Key="film")
    assert found["Body"].read() == b"".join(parts)
    assert found["ETag"] == f'"{hashlib.md5(b"".join(digests), usedforsecurity=False).hexdigest()}-3"'


def test_the_declared_versioning_keeps_every_version(client: Any, servers: Mapping[str, str]) -> None:
    name, key = servers["S3_BUCKET"], f"versioned-{secrets.token_hex(4)}"
    first = client.put_object(Bucket=name, Key=key, Body=b"one")["VersionId"]
    second = client.put_object(Bucket=name, Key=key, Body=b"two")["VersionId"]
    assert client.get_object(Bucket=name, Key=key, VersionId=first)["Body"].read() == b"one"
    for version in (first, second):
        client.delete_object(Bucket=name, Key=key, VersionId=version)


def test_the_declared_origin_may_ask_and_another_may_not(servers: Mapping[str, str]) -> None:
    url = f"{servers['S3_ENDPOINT']}/{servers['S3_BUCKET']}/picture"
    asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "content-type"}
    good = requests.options(url, headers={"Origin": "http://localhost:3000", **asked}, timeout=10)
    other = requests.options(url, headers={"Origin": "http://elsewhere.example", **asked}, timeout=10)
    assert good.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert good.headers["Access-Control-Max-Age"] == "600"
    assert "PUT" in good.headers["Access-Control-Allow-Methods"]
    assert other.headers.get("Access-Control-Allow-Origin") in (None, "")


def test_a_write_only_if_the_key_is_new_is_refused_when_it_is_not(client: Any, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key="once", Body=b"1", IfNoneMatch="*")
    with pytest.raises(ClientError) as refused:
        client.put_object(Bucket=bucket, Key="once", Body=b"2", IfNoneMatch="*")
    assert refusal(refused.value) == (412, "PreconditionFailed")


def test_a_bucket_with_objects_is_not_deleted(client: Any, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key="keep", Body=b"1")
    with pytest.raises(ClientError) as refused:
        client.delete_bucket(Bucket=bucket)
    assert refusal(refused.value) == (409, "BucketNotEmpty")


def test_a_bucket_that_is_not_there_is_not_made_by_writing(client: Any) -> None:
    with pytest.raises(ClientError) as refused:
        client.put_object(Bucket="nobody-made-this", Key="x", Body=b"1")
    assert refusal(refused.value) == (404, "NoSuchBucket")


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"secret_key": "wrong"}, "SignatureDoesNotMatch"), ({"access_key": "nobody"}, "InvalidAccessKeyId")],
)
def test_a_wrong_key_is_refused(servers: Mapping[str, str], changed: dict[str, str], code: str) -> None:
    stranger = made(servers, **changed)
    with pytest.raises(ClientError) as listing:
        stranger.list_objects_v2(Bucket=servers["S3_BUCKET"])
    with pytest.raises(ClientError) as writing:
        stranger.put_object(Bucket=servers["S3_BUCKET"], Key="x", Body=b"1")
    assert refusal(listing.value) == refusal(writing.value) == (403, code)


def test_without_a_key_nothing_is_read_or_written(
    client: Any, bucket: str, servers: Mapping[str, str]
) -> None:
    client.put_object(Bucket=bucket, Key="private", Body=b"1")
    url = f"{servers['S3_ENDPOINT']}/{bucket}/private"
    assert requests.get(url, timeout=10).status_code == 403
    assert requests.put(url, data=b"2", timeout=10).status_code == 403
    assert requests.get(servers["S3_ENDPOINT"], timeout=10).status_code == 403


def test_a_presigned_url_works_until_it_expires_and_not_when_tampered_with(client: Any, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key="shared", Body=b"shared")
    client.put_object(Bucket=bucket, Key="secret", Body=b"secret")
    where = {"Bucket": bucket, "Key": "shared"}
    good = client.generate_presigned_url("get_object", Params=where, ExpiresIn=60)
    assert requests.get(good, timeout=10).content == b"shared"
    assert requests.get(good.replace("/shared?", "/secret?"), timeout=10).status_code == 403
    longer = good.replace("X-Amz-Expires=60", "X-Amz-Expires=61")
    assert longer != good
    assert requests.get(longer, timeout=10).status_code == 403
    brief = client.generate_presigned_url("get_object", Params=where, ExpiresIn=1)
    durable.wait_until(lambda: requests.get(brief, timeout=10).status_code == 403, "expiry")


@pytest.mark.usefixtures("at_its_place")
def test_every_acknowledged_object_is_there_after_kill_9(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with durable.up(tmp_path, "  s3: {buckets: [{name: media}, {name: open, public: true}]}\n") as project:
        server = psutil.Process(project.service("s3")["pid"])
        endpoint = endpoint_of(project.variables())
        check_closed(server, endpoint)
        check_public(endpoint)
        writers = [Writer(endpoint, number) for number in range(4)]
        kill_after = random.Random(SEED).randrange(50, 400)
        for writer in writers:
            writer.start()
        durable.wait_until(lambda: sum(len(one.acknowledged) for one in writers) >= kill_after, "load")
        project.kill("s3")
        for writer in writers:
            writer.join(30)
        back_s = durable.wait_until(lambda: writes(endpoint), "recovery")
        acknowledged = {key: digest for one in writers for key, digest in one.acknowledged.items()}
        found = {key: digest_of(endpoint, key) for key in acknowledged}
        with capsys.disabled():
            print(
                f"\ns3: seed {SEED}, acknowledged {len(acknowledged)}, "
                f"present {sum(map(bool, found.values()))}, in flight {len(writers)}, "
                f"back after {back_s:.2f} s"
            )
        assert found == acknowledged


def check_closed(server: psutil.Process, endpoint: s3.Endpoint) -> None:
    """It listens on the loopback only, shows no key, and its inner servers give nothing away."""
    ports = [one.laddr for one in server.net_connections() if one.status == psutil.CONN_LISTEN]
    assert {address.ip for address in ports} == {"127.0.0.1"}
    assert endpoint.secret_key not in " ".join(server.cmdline())
    for port in {address.port for address in ports} - {endpoint.port}:
        for path in (
            "/buckets/media/",
            "/dir/status",
            "/dir/assign",
            "/col/delete?collection=media",
            "/1,01",
        ):
            assert not answers_over_http(port, path), f"port {port} answered {path}"


def answers_over_http(port: int, path: str) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}{path}", timeout=2).status_code < 400
    except requests.RequestException:
        return False


def check_public(endpoint: s3.Endpoint) -> None:
    """Anybody reads the public bucket, nobody writes to it, and nobody reads the other one."""
    root = f"http://{endpoint.host}:{endpoint.port}"
    for bucket in ("open", "media"):
        assert s3.request(endpoint, "PUT", f"/{bucket}/x", body=b"hello").status == 200
    assert requests.get(f"{root}/open/x", timeout=10).content == b"hello"
    assert requests.put(f"{root}/open/x", data=b"2", timeout=10).status_code == 403
    assert requests.get(f"{root}/media/x", timeout=10).status_code == 403


class Writer(threading.Thread):
    """Puts objects of random size until the server is gone; remembers what was acknowledged."""

    def __init__(self, endpoint: s3.Endpoint, number: int) -> None:
        super().__init__(daemon=True)
        self.endpoint, self.number = endpoint, number
        self.random = random.Random(SEED + number)
        self.acknowledged: dict[str, str] = {}

    def run(self) -> None:
        try:
            for count in range(100_000):
                key, body = f"{self.number}/{count}", self.random.randbytes(self.random.randrange(1, 200_000))
                if s3.request(self.endpoint, "PUT", f"/media/{key}", body=body).status != 200:
                    return
                self.acknowledged[key] = hashlib.sha256(body).hexdigest()
        except GONE:
            return


def endpoint_of(variables: Mapping[str, str]) -> s3.Endpoint:
    url = urlsplit(variables["S3_ENDPOINT"])
    keys = variables["S3_ACCESS_KEY"], variables["S3_SECRET_KEY"]
    return s3.Endpoint(url.hostname or "", url.port or 0, variables["S3_REGION"], *keys)


def writes(endpoint: s3.Endpoint) -> bool:
    try:
        return s3.request(endpoint, "PUT", "/media/again", body=b"1").status == 200
    except GONE:
        return False


def digest_of(endpoint: s3.Endpoint, key: str) -> str:
    """The hash of the object as it is now; empty when it is not there."""
    answer = s3.request(endpoint, "GET", f"/media/{key}")
    return hashlib.sha256(answer.body).hexdigest() if answer.status == 200 else ""
