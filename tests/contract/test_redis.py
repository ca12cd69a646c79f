"""Redis, live: only who knows the password gets in, and what was acknowledged survives kill -9."""

from __future__ import annotations

import os
import random
import socket
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from greenlane.edges import redis
from tests.contract import durable
from tests.contract.servers import given

SEED = int(os.environ.get("GREENLANE_FAULT_SEED", "0")) or random.SystemRandom().randrange(1, 2**31)
GONE = (OSError, redis.Garbled, redis.Refused)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with given("stores_project", "REDIS_URL") as variables:
        yield variables["REDIS_URL"]


@pytest.fixture
def connection(url: str) -> Iterator[redis.Connection]:
    with connect(url) as opened:
        yield opened


def connect(url: str, password: str | None = None) -> AbstractContextManager[redis.Connection]:
    parts = urlsplit(url)
    return redis.connect(parts.hostname or "", parts.port or 0, password or parts.password or "")


def configured(connection: redis.Connection, name: str) -> bytes:
    reply = connection.ask("CONFIG", "GET", name)
    assert isinstance(reply, list)
    assert isinstance(reply[1], bytes)
    return reply[1]


def test_a_key_that_was_set_is_got(connection: redis.Connection) -> None:
    assert connection.ask("SET", "greeting", "grüß dich") == "OK"
    assert connection.ask("GET", "greeting") == "grüß dich".encode()


def test_a_wrong_password_is_refused(url: str) -> None:
    with pytest.raises(redis.Refused, match="WRONGPASS"), connect(url, "wrong"):
        pass


def test_without_a_password_nothing_is_answered(url: str) -> None:
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as raw:
        raw.sendall(b"GET greeting\r\n")
        assert raw.recv(100).startswith(b"-NOAUTH")


def test_there_are_databases_for_tests_side_by_side(connection: redis.Connection) -> None:
    connection.ask("SELECT", "63")
    connection.ask("SET", "apart", "1")
    connection.ask("SELECT", "62")
    assert connection.ask("GET", "apart") is None


def test_it_listens_on_the_loopback_only(connection: redis.Connection) -> None:
    assert configured(connection, "bind") == b"127.0.0.1"


def test_clients_see_the_redis_they_know(connection: redis.Connection) -> None:
    info = connection.ask("INFO", "server")
    assert isinstance(info, bytes)
    assert b"redis_version:7.2.4" in info


@pytest.mark.usefixtures("at_its_place")
def test_every_acknowledged_key_is_there_after_kill_9(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with durable.up(tmp_path, "  redis: {maxmemory: 64MiB}\n") as project:
        url = project.variables()["REDIS_URL"]
        writers = [Writer(url, number) for number in range(4)]
        kill_after = random.Random(SEED).randrange(200, 2000)
        for writer in writers:
            writer.start()
        durable.wait_until(lambda: sum(len(one.acknowledged) for one in writers) >= kill_after, "load")
        project.kill("redis")
        for writer in writers:
            writer.join(30)
        back_s = durable.wait_until(lambda: answers(url), "recovery")
        acknowledged = [key for writer in writers for key in writer.acknowledged]
        with connect(url) as opened:
            missing = [key for key in acknowledged if opened.ask("GET", key) != key.encode()]
            present = opened.ask("DBSIZE")
        with capsys.disabled():
            print(
                f"\nredis: seed {SEED}, acknowledged {len(acknowledged)}, present {present!r}, "
                f"in flight {len(writers)}, back after {back_s:.2f} s"
            )
        assert missing == []


class Writer(threading.Thread):
    """Sets one key after the other until the server is gone."""

    def __init__(self, url: str, number: int) -> None:
        super().__init__(daemon=True)
        self.url, self.number = url, number
        self.acknowledged: list[str] = []

    def run(self) -> None:
        try:
            with connect(self.url) as opened:
                while True:
                    key = f"{self.number}-{len(self.acknowledged)}"
                    opened.ask("SET", key, key)
                    self.acknowledged.append(key)
        except GONE:
            return


def answers(url: str) -> bool:
    try:
        with connect(url) as opened:
            return opened.ask("PING") == "PONG"
    except GONE:
        return False
