"""What Redis, S3 and PgBouncer are told, without starting them: files, argv, refusals."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from greenlane.model.bundle import Bundle
from greenlane.model.errors import UsageError
from greenlane.model.service import Account, Context, Installed, Kind, Mode
from greenlane.services.catalog import kind

SECRETS = {
    "password": "p4ss",
    "admin_password": "r00t",
    "database_password": "d4ta",
    "jwt_secret": "jwt",
    "secret_key": "k3y",
    "internal": "1nt",
}
PEER = {
    "PGHOST": "127.0.0.1",
    "PGPORT": "5432",
    "PGUSER": 'o"hara',
    "PGPASSWORD": "db-p4ss",
    "PGDATABASE": "möbel & co",
}

NOBODYS = 10_000
"""Ports from here on are neither a server's usual ones nor handed out: what runs beside is not met."""


def context(
    name: str,
    tmp_path: Path,
    mode: Mode = Mode.DURABLE,
    ports: Mapping[str, int] | None = None,
    peer: Mapping[str, str] = PEER,
    **options: Any,
) -> Context:
    entry = kind(name)
    data, run = tmp_path / 'da"ta ö', tmp_path / "run x"
    data.mkdir()
    run.mkdir()
    return Context(
        name=name,
        project=tmp_path,
        options=TypeAdapter(entry.OPTIONS).validate_python(options),
        mode=mode,
        data=data,
        run=run,
        ports={**{name: NOBODYS + number for number, name in enumerate(entry.PORTS)}, **(ports or {})},
        secrets={secret: SECRETS[secret] for secret in entry.SECRETS},
        bundles={bundle.name: installed(bundle) for bundle in entry.BUNDLES},
        peers={"db": peer},
        cache=tmp_path,
        account=Account("me", os.getuid(), os.getgid()),
        environment={},
    )


def installed(bundle: Bundle) -> Installed:
    return Installed(
        bundle, Path("/b"), {name: Path("/b", name) for name in bundle.programs}, {"LIB": "/b/lib"}
    )


def written(entry: Kind, one: Context) -> dict[str, str]:
    entry.prepare(one)
    return {path.name: path.read_text(encoding="utf-8") for path in one.run.iterdir()}


@pytest.mark.parametrize(
    ("name", "options"),
    [("redis", {}), ("s3", {"buckets": [{"name": "media"}]}), ("pgbouncer", {"database": "db"})],
)
def test_no_secret_is_in_argv_and_files_are_the_accounts_alone(
    name: str, options: dict[str, Any], tmp_path: Path
) -> None:
    one = context(name, tmp_path, **options)
    kind(name).prepare(one)
    launch = kind(name).launch(one)
    for secret in (*SECRETS.values(), "db-p4ss"):
        assert not any(secret in word for word in launch.argv)
        assert secret not in repr(launch)
    assert {stat.S_IMODE(path.stat().st_mode) for path in one.run.iterdir()} == {0o600}


def test_redis_flushes_each_write_in_durable_mode_only(tmp_path: Path) -> None:
    texts = {}
    for mode in Mode:
        folder = tmp_path / mode
        folder.mkdir()
        texts[mode] = written(kind("redis"), context("redis", folder, mode))["redis.conf"]
    assert "appendfsync always" in texts[Mode.DURABLE]
    assert "appendfsync no" in texts[Mode.EPHEMERAL]
    assert "appendonly yes" in texts[Mode.EPHEMERAL]


def test_redis_gets_its_folder_as_one_word_whatever_is_in_it(tmp_path: Path) -> None:
    text = written(kind("redis"), context("redis", tmp_path))["redis.conf"]
    assert f'dir "{tmp_path}/da\\"ta ö"' in text


def test_the_pool_lets_the_databases_own_account_in_and_nobody_to_its_console(tmp_path: Path) -> None:
    files = written(kind("pgbouncer"), context("pgbouncer", tmp_path, database="db", pool_size=7))
    assert files["userlist.txt"] == '"o""hara" "db-p4ss"\n'
    lines = files["pgbouncer.ini"].splitlines()
    for line in (
        "* = host=127.0.0.1 port=5432",
        "default_pool_size = 7",
        "admin_users = ",
        "unix_socket_dir = ",
    ):
        assert line in lines


def test_the_pools_address_is_a_valid_url(tmp_path: Path) -> None:
    handed = kind("pgbouncer").variables(context("pgbouncer", tmp_path, database="db"))
    assert handed == {
        "DATABASE_POOL_URL": f"postgresql://o%22hara:db-p4ss@127.0.0.1:{NOBODYS}/m%C3%B6bel%20%26%20co"
    }


def test_a_pool_before_something_that_is_no_database_is_refused(tmp_path: Path) -> None:
    one = context("pgbouncer", tmp_path, peer={"REDIS_URL": "redis://"}, database="db")
    with pytest.raises(UsageError, match="not a PostgreSQL service"):
        kind("pgbouncer").variables(one)


def test_s3_gives_every_listener_a_port_of_the_stack(tmp_path: Path) -> None:
    ports = {name: 20_000 + number for number, name in enumerate(kind("s3").PORTS)}
    argv = kind("s3").launch(context("s3", tmp_path, ports=ports)).argv
    given = {int(word.partition("=")[2]) for word in argv if ".port" in word}
    assert given == {0, *ports.values(), ports["admin"] + 10_000}


def test_s3_refuses_an_admin_port_that_leaves_no_room(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="and the server needs"):
        kind("s3").prepare(context("s3", tmp_path, ports={"admin": 60_000}))


def test_only_public_buckets_are_readable_without_a_key(tmp_path: Path) -> None:
    buckets = [{"name": "media"}, {"name": "open", "public": True}]
    files = written(kind("s3"), context("s3", tmp_path, buckets=buckets))
    anybody = [one for one in json.loads(files["s3.json"])["identities"] if one["name"] == "anonymous"]
    assert anybody == [{"name": "anonymous", "actions": ["Read:open"]}]


def test_the_first_bucket_is_the_bucket(tmp_path: Path) -> None:
    handed = kind("s3").variables(context("s3", tmp_path, buckets=[{"name": "media"}, {"name": "large"}]))
    assert (handed["S3_BUCKET"], handed["S3_BUCKETS"]) == ("media", "media,large")
