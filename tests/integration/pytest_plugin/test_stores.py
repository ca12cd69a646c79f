"""Redis and buckets, in a consumer's suite against real servers."""

from __future__ import annotations

from dataclasses import replace

from tests.integration.pytest_plugin.conftest import Consumer, wait_for

REDIS = """
import pathlib, time, pytest
from urllib.parse import urlsplit, unquote
from greenlane.edges import redis

@pytest.mark.parametrize("number", range(6))
def test_it_is_empty(redis_url, number):
    parts = urlsplit(redis_url)
    with redis.connect(parts.hostname, parts.port, unquote(parts.password)) as connection:
        connection.ask("SELECT", parts.path.strip("/"))
        assert parts.path != "/0"
        assert connection.ask("DBSIZE") == 0
        connection.ask("SET", "key", "value")
        time.sleep(0.05)
        assert connection.ask("DBSIZE") == 1
        pathlib.Path("indexes").open("a").write(parts.path + "\\n")
"""

BUCKETS = """
import http.client, pytest
from urllib.parse import urlsplit
from greenlane.edges import s3

def ask(bucket, method, path, body=b"", query=None, name=None):
    at = urlsplit(bucket.endpoint)
    endpoint = s3.Endpoint(at.hostname, at.port, bucket.region, bucket.access_key, bucket.secret_key)
    return s3.request(endpoint, method, f"/{name or bucket.name}/{path}", body=body, query=query)

NAMES = []

@pytest.mark.parametrize("number", range(3))
def test_it_is_empty(bucket, number):
    assert bucket.name not in NAMES
    NAMES.append(bucket.name)
    assert b"<Key>" not in ask(bucket, "GET", "", query={"list-type": "2"}).body
    for key in ("a/b c.txt", "two", "gr\\u00fcn/\\u4e2d"):
        assert ask(bucket, "PUT", key, b"text").status == 200
    assert ask(bucket, "GET", "a/b c.txt").body == b"text"

def test_versions_and_unfinished_uploads_go_too(bucket):
    text = b'<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
    text += b"<Status>Enabled</Status></VersioningConfiguration>"
    assert ask(bucket, "PUT", "", text, {"versioning": ""}).status == 200
    for body in (b"1", b"2"):
        assert ask(bucket, "PUT", "key", body).status == 200
    assert ask(bucket, "DELETE", "key").status == 204
    assert ask(bucket, "POST", "big", query={"uploads": ""}).status == 200

def test_the_earlier_ones_are_gone(bucket):
    for name in NAMES:
        assert ask(bucket, "GET", "", query={"list-type": "2"}, name=name).status == 404
"""

WAITING = """
import pathlib, time

def test_it({fixture}):
    pathlib.Path("aside").write_text({value})
    pathlib.Path("aside").rename("held")
    time.sleep(60)
"""


def test_a_redis_database_is_empty_for_every_test(consumer: Consumer) -> None:
    assert consumer.run(REDIS).passed(6)


def test_workers_and_sessions_have_different_redis_databases(consumer: Consumer) -> None:
    other = replace(consumer, folder=consumer.folder / "other")
    other.folder.mkdir()
    beside = other.start(REDIS)

    assert consumer.run(REDIS, "-n", "2").passed(6)

    out, _ = beside.communicate(timeout=60)
    assert beside.returncode == 0, out
    assert len(set((consumer.folder / "indexes").read_text().split())) == 2


def test_a_killed_process_gives_its_redis_database_back(consumer: Consumer) -> None:
    killed = consumer.start(WAITING.format(fixture="redis_url", value="redis_url"))
    wait_for((consumer.folder / "held").exists)
    killed.kill()
    killed.communicate(timeout=30)

    assert consumer.run(REDIS).passed(6)

    taken = (consumer.folder / "held").read_text().rpartition("/")[2]
    assert f"/{taken}" in (consumer.folder / "indexes").read_text().split()


def test_a_bucket_is_new_and_goes_with_all_in_it(consumer: Consumer) -> None:
    assert consumer.run(BUCKETS).passed(5)


def test_a_killed_process_leaves_a_bucket_that_the_next_removes(consumer: Consumer) -> None:
    killed = consumer.start(WAITING.format(fixture="bucket", value="bucket.name"))
    wait_for((consumer.folder / "held").exists)
    killed.kill()
    killed.communicate(timeout=30)
    name = (consumer.folder / "held").read_text()

    tests = (
        BUCKETS
        + f"""
def test_the_bucket_of_the_killed_one_is_gone(bucket):
    assert ask(bucket, "GET", "", query={{"list-type": "2"}}, name={name!r}).status == 404
"""
    )
    assert consumer.run(tests).passed(6)
