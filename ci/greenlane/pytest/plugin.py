"""The pytest plugin: databases, Redis, buckets and signed-in users for tests. docs/pytest.md is its page.

What a project may well have a fixture of its own for (database, redis_url, bucket) has a long name
too, greenlane_…, that is nobody else's. A fixture with the short name in a conftest.py wins there,
and ours go on using the long one. pytest loads this file
in every run, so what costs time to import is imported by the fixture that needs it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import psycopg

    from greenlane.pytest.buckets import Bucket, Buckets
    from greenlane.pytest.claims import User
    from greenlane.pytest.clones import Clones
    from greenlane.pytest.database import Database
    from greenlane.pytest.redis_index import RedisIndex
    from greenlane.pytest.rolled_back import RolledBackConnection
    from greenlane.pytest.servers import DatabaseServer

ISOLATIONS = ("database", "transaction")
MARKER = "greenlane_isolation"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(
        MARKER, "greenlane: database (a fresh one per test) or transaction (rolled back)", default="database"
    )
    parser.addini(
        "greenlane_space_mib",
        "greenlane: MiB that the databases of one session may take, about",
        default="1024",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{MARKER}(kind): database or transaction, for the `database` fixture")


@contextmanager
def _plain_errors() -> Iterator[None]:
    """End the test with our message alone: our own traceback says nothing to its reader."""
    from greenlane.model.errors import GreenlaneError

    try:
        yield
    except GreenlaneError as err:
        pytest.fail(str(err), pytrace=False)


def _isolation(request: pytest.FixtureRequest) -> str:
    marker = request.node.get_closest_marker(MARKER)
    kind = str(marker.args[0] if marker and marker.args else request.config.getini(MARKER))
    if kind not in ISOLATIONS:
        pytest.fail(
            f"{MARKER}: expected one of {', '.join(ISOLATIONS)}; got {kind}\n"
            "  see: docs/pytest.md#transaction",
            pytrace=False,
        )
    return kind


def _count_tests(session: pytest.Session) -> int:
    """How many of this session's tests ask for a database, at most."""
    return sum("greenlane_database" in getattr(item, "fixturenames", ()) for item in session.items)


@pytest.fixture(scope="session")
def _greenlane_server() -> DatabaseServer:
    from greenlane.pytest.servers import database_server

    with _plain_errors():
        return database_server(os.environ)


@pytest.fixture(scope="session")
def _greenlane_clones(_greenlane_server: DatabaseServer, request: pytest.FixtureRequest) -> Iterator[Clones]:
    from greenlane.pytest.clones import Clones, Plan
    from greenlane.pytest.names import new_session

    plan = Plan(
        tests=_count_tests(request.session),
        workers=int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")),
        space_bytes=int(request.config.getini("greenlane_space_mib")) * 1024 * 1024,
    )
    with _plain_errors():
        clones = Clones(_greenlane_server, new_session(), plan)
        try:
            clones.start()
            yield clones
        finally:
            clones.close()


@pytest.fixture(scope="session")
def _greenlane_shared(
    _greenlane_server: DatabaseServer, _greenlane_clones: Clones
) -> Iterator[tuple[Database, Callable[[], RolledBackConnection]]]:
    """The one database of transaction isolation, and its one connection, made again if lost."""
    from greenlane.pytest.rolled_back import RolledBackConnection

    with _plain_errors():
        database = _database(_greenlane_server, _greenlane_clones.take())
    connections: list[RolledBackConnection] = []

    def connection() -> RolledBackConnection:
        if not connections or connections[-1].closed:
            connections.append(RolledBackConnection.connect(database.admin_url))
        return connections[-1]

    yield database, connection
    for opened in connections:
        opened.close_for_good()
    _greenlane_clones.give_back(database.name)


def _database(server: DatabaseServer, name: str) -> Database:
    from greenlane.pytest.cluster import with_database
    from greenlane.pytest.database import Database

    return Database(name, with_database(server.url, name), with_database(server.admin_url, name))


@pytest.fixture
def greenlane_database(
    request: pytest.FixtureRequest, _greenlane_server: DatabaseServer, _greenlane_clones: Clones
) -> Iterator[Database]:
    """A PostgreSQL database of this test: a fresh copy of the migrated one, or one that is rolled back."""
    with _plain_errors():
        if _isolation(request) == "transaction":
            shared = request.getfixturevalue("_greenlane_shared")
            with _rolled_back(*shared) as database:
                yield database
            return
        name = _greenlane_clones.take()
    yield _database(_greenlane_server, name)
    _greenlane_clones.give_back(name)


@contextmanager
def _rolled_back(shared: Database, connect: Callable[[], RolledBackConnection]) -> Iterator[Database]:
    from psycopg.conninfo import conninfo_to_dict

    from greenlane.pytest.database import SharedDatabase

    connection = connect()
    connection.begin_test(str(conninfo_to_dict(shared.url)["user"]))
    yield SharedDatabase(shared.name, shared.url, shared.admin_url, connection=connection)
    connection.end_test()


@pytest.fixture
def database(greenlane_database: Database) -> Database:
    """Short for greenlane_database: a PostgreSQL database of this test."""
    return greenlane_database


@pytest.fixture
def greenlane_connection(greenlane_database: Database) -> Iterator[psycopg.Connection[Any]]:
    """A psycopg connection to this test's database as its owner, closed afterwards."""
    with greenlane_database.connect() as connection:
        yield connection


@pytest.fixture
def database_connection(greenlane_connection: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
    """Short for greenlane_connection: a psycopg connection to this test's database."""
    return greenlane_connection


@pytest.fixture
def as_user(greenlane_database: Database) -> Callable[..., AbstractContextManager[psycopg.Connection[Any]]]:
    """`with as_user(sub=…) as connection:` this test's database as a signed-in user."""
    return greenlane_database.as_user


@pytest.fixture
def as_anon(greenlane_database: Database) -> Callable[[], AbstractContextManager[psycopg.Connection[Any]]]:
    """`with as_anon() as connection:` this test's database as somebody who has not signed in."""
    return greenlane_database.as_anon


@pytest.fixture
def as_service_role(
    greenlane_database: Database,
) -> Callable[[], AbstractContextManager[psycopg.Connection[Any]]]:
    """`with as_service_role() as connection:` this test's database as the application's own server."""
    return greenlane_database.as_service_role


@pytest.fixture
def as_user_sql() -> Callable[..., tuple[str, ...]]:
    """The statements that make a transaction of any driver a user's: arguments as for as_user."""
    from greenlane.pytest.claims import identity

    return lambda *who, **claims: identity(*who, **claims).statements()


@pytest.fixture
def new_user(greenlane_database: Database) -> Callable[..., User]:
    """`new_user(email=…, **claims)`: a User that nobody else is, in auth.users where that table is."""
    from greenlane.pytest.claims import new_user

    def make(email: str | None = None, **claims: Any) -> User:
        user = new_user(email, **claims)
        greenlane_database.add_user(user)
        return user

    return make


@pytest.fixture
def token_for() -> Callable[..., str]:
    """`token_for(user)`: a token signed with SUPABASE_JWT_SECRET. expires_in_s: negative for one too old."""
    import time

    from greenlane.pytest.claims import identity, token
    from greenlane.pytest.servers import jwt_secret

    with _plain_errors():
        secret = jwt_secret(os.environ)

    def sign(
        who: User | Mapping[str, Any] | None = None, *, expires_in_s: float = 3600.0, **claims: Any
    ) -> str:
        return token(identity(who, **claims).claims, secret, now=time.time(), expires_in_s=expires_in_s)

    return sign


@pytest.fixture(scope="session")
def _greenlane_redis() -> Iterator[RedisIndex]:
    from greenlane.pytest.redis_index import RedisIndex
    from greenlane.pytest.servers import redis_server

    with _plain_errors():
        index = RedisIndex(redis_server(os.environ))
    yield index
    index.close()


@pytest.fixture
def greenlane_redis_url(_greenlane_redis: RedisIndex) -> Iterator[str]:
    """The URL of an empty logical database of Redis that no other test process uses meanwhile."""
    with _plain_errors():
        url = _greenlane_redis.url()
    yield url
    with _plain_errors():
        _greenlane_redis.flush()


@pytest.fixture
def redis_url(greenlane_redis_url: str) -> str:
    """Short for greenlane_redis_url: the URL of an empty logical database of Redis."""
    return greenlane_redis_url


@pytest.fixture(scope="session")
def _greenlane_buckets() -> Buckets:
    from greenlane.pytest.buckets import Buckets
    from greenlane.pytest.servers import object_store

    with _plain_errors():
        buckets = Buckets(object_store(os.environ), os.getpid())
        buckets.sweep()
    return buckets


@pytest.fixture
def greenlane_bucket(_greenlane_buckets: Buckets) -> Iterator[Bucket]:
    """An empty S3 bucket of this test, removed afterwards with all that is in it."""
    with _plain_errors():
        bucket = _greenlane_buckets.make()
    yield bucket
    with _plain_errors():
        _greenlane_buckets.remove(bucket.name)


@pytest.fixture
def bucket(greenlane_bucket: Bucket) -> Bucket:
    """Short for greenlane_bucket: an empty S3 bucket of this test."""
    return greenlane_bucket
