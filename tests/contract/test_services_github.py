"""`greenlane services github`, live: servers as images start them become what the declaration says."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from greenlane.cli.main import main
from greenlane.cli.world import World
from greenlane.edges import postgres, redis, s3
from tests.contract.bare_servers import bare_servers

DECLARATION = """\
version: 1
project: shop
services:
  db:
    type: postgres
    port: {db}
    user: clerk
    database: shop
    extensions: [pgcrypto]
    settings: {{work_mem: 8MB, max_connections: 33}}
    migrations: migrations
    seeds: [seed.sql]
  cache:
    type: redis
    port: {cache}
    append_only: false
    maxmemory: 64MiB
    maxmemory_policy: allkeys-lru
  files:
    type: s3
    port: {files}
    buckets: [{{name: media, versioning: true}}]
"""


class Shop:
    """A project whose services run in the way of containers."""

    def __init__(self, folder: Path, ports: Mapping[str, int]) -> None:
        self.folder = folder
        (folder / "migrations").mkdir()
        (folder / "migrations" / "0001_goods.sql").write_text("CREATE TABLE goods (name text);\n")
        (folder / "seed.sql").write_text("INSERT INTO goods VALUES ('pear');\n")
        (folder / "greenlane.yaml").write_text(DECLARATION.format(**ports))

    def call(self, *words: str) -> tuple[str, str]:
        out, err = io.StringIO(), io.StringIO()
        environment = {"PATH": os.environ["PATH"], "GREENLANE_STATE": str(self.folder / "state")}
        code = main(["services", *words], World(environment, self.folder, out, err))
        assert code == 0, err.getvalue()
        return out.getvalue(), err.getvalue()

    @property
    def variables(self) -> dict[str, str]:
        out, _ = self.call("github", "--image", "files=registry.example/s3")
        return dict(yaml.safe_load(out)["env"])


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("shop")
    with bare_servers() as ports:
        made = Shop(folder, ports)
        _, told = made.call("prepare")
        assert "max_connections" in told
        made.call("prepare")
        yield made


def test_the_owner_is_no_superuser_and_finds_migrations_and_seeds_once(shop: Shop) -> None:
    with postgres.connect(shop.variables["DATABASE_URL"]) as session:
        assert session.rows("SELECT name FROM goods") == [("pear",)]
        assert session.rows("SELECT usename, usesuper FROM pg_user WHERE usename = current_user") == [
            ("clerk", False)
        ]
        assert session.rows("SELECT count(*) FROM pg_extension WHERE extname = 'pgcrypto'") == [(1,)]


def test_settings_hold_as_far_as_a_running_server_takes_them(shop: Shop) -> None:
    with postgres.connect(shop.variables["DATABASE_URL"]) as session:
        assert session.rows("SHOW work_mem") == [("8MB",)]


def test_redis_wants_the_password_and_evicts_as_declared(shop: Shop) -> None:
    assert ":greenlane-ci@" in shop.variables["REDIS_URL"]
    port = int(shop.variables["REDIS_URL"].rpartition(":")[2].partition("/")[0])
    with redis.connect("127.0.0.1", port, "greenlane-ci") as connection:
        assert connection.ask("CONFIG", "GET", "maxmemory-policy") == [b"maxmemory-policy", b"allkeys-lru"]
    with pytest.raises(redis.Refused), redis.connect("127.0.0.1", port, "") as connection:
        connection.ask("PING")


def test_the_bucket_is_there_with_its_versions_and_the_keys_open_it(shop: Shop) -> None:
    given = shop.variables
    port = int(given["S3_ENDPOINT"].rpartition(":")[2])
    right = s3.Endpoint("127.0.0.1", port, given["S3_REGION"], given["S3_ACCESS_KEY"], given["S3_SECRET_KEY"])
    answer = s3.request(right, "GET", "/media", query={"versioning": ""}, body=b"")
    assert (answer.status, b"Enabled" in answer.body) == (200, True)
    wrong = s3.Endpoint("127.0.0.1", port, given["S3_REGION"], given["S3_ACCESS_KEY"], "wrong")
    assert s3.request(wrong, "GET", "/media", query={}, body=b"").status == 403
