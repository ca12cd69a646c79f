"""A logical database of a Redis server for this pytest process alone, emptied around every test.

Properties: no two living processes hold the same index, under xdist and across sessions; the index
of a process that was killed is free at once. A claim is the name of a connection (CLIENT SETNAME),
so the server forgets it with the connection; a key in database 0 that expires guards the choice.
Works: A holds 1 (its connection is named greenlane-test-1); B takes the guard, lists the
connections, names its own greenlane-test-2 and lets the guard go.
It does not separate Pub/Sub channels, which have no index, and FLUSHALL empties every index.
"""

from __future__ import annotations

import contextlib
import re
import secrets
import time
from urllib.parse import unquote, urlsplit, urlunsplit

from greenlane.edges import redis
from greenlane.model.errors import OutsideError

GUARD = "greenlane:test-guard"
GUARD_MS = 5000
_NAME = re.compile(r"\bname=greenlane-test-(\d+)\b")
_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"


class RedisIndex:
    """The index of this process. Claimed with the first test that asks, held until close."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._held = contextlib.ExitStack()
        self._connection: redis.Connection | None = None
        self._index = 0

    def url(self) -> str:
        """The URL of the emptied database. Claims an index first, again when the server has restarted."""
        try:
            if not self._alive():
                self._claim()
            self.flush()
        except (redis.Refused, redis.Garbled, OSError) as err:
            raise self._unreachable(err) from err
        return urlunsplit(urlsplit(self._url)._replace(path=f"/{self._index}"))

    def flush(self) -> None:
        """Remove every key of the database."""
        if self._connection:
            self._connection.ask("FLUSHDB")

    def close(self) -> None:
        """Let the index go."""
        self._connection = None
        self._held.close()

    def _alive(self) -> bool:
        try:
            return self._connection is not None and self._connection.ask("PING") == "PONG"
        except (redis.Refused, redis.Garbled, OSError):
            self.close()
            return False

    def _claim(self, *, timeout_s: float = 30.0) -> None:
        parts = urlsplit(self._url)
        connection = self._held.enter_context(
            redis.connect(parts.hostname or "127.0.0.1", parts.port or 6379, unquote(parts.password or ""))
        )
        databases = _databases(connection)
        deadline = time.monotonic() + timeout_s
        while not self._choose(connection, databases):
            if time.monotonic() > deadline:
                self.close()
                raise OutsideError(
                    f"all {databases - 1} logical databases of Redis are in use by other test processes",
                    fix="run fewer at once, or raise the setting `databases` of the service",
                    docs="docs/pytest.md#redis",
                )
            time.sleep(0.02)
        connection.ask("SELECT", str(self._index))
        self._connection = connection

    def _choose(self, connection: redis.Connection, databases: int) -> bool:
        """Take the lowest index that nobody holds; 0 is the application's own."""
        token = secrets.token_hex(8)
        if connection.ask("SET", GUARD, token, "NX", "PX", str(GUARD_MS)) != "OK":
            return False
        try:
            taken = _taken(connection)
            free = next((index for index in range(1, databases) if index not in taken), None)
            if free is None:
                return False
            connection.ask("CLIENT", "SETNAME", f"greenlane-test-{free}")
            self._index = free
            return True
        finally:
            connection.ask("EVAL", _RELEASE, "1", GUARD, token)

    def _unreachable(self, err: Exception) -> OutsideError:
        parts = urlsplit(self._url)
        return OutsideError(
            f"Redis at {parts.hostname}:{parts.port} does not answer: {err}",
            fix="is it up? `greenlane status`",
            docs="docs/pytest.md#redis",
        )


def _databases(connection: redis.Connection) -> int:
    match connection.ask("CONFIG", "GET", "databases"):
        case [_, bytes(number)]:
            return int(number)
        case _:
            return 16


def _taken(connection: redis.Connection) -> set[int]:
    listed = connection.ask("CLIENT", "LIST")
    text = listed.decode(errors="replace") if isinstance(listed, bytes) else str(listed)
    return {int(number) for number in _NAME.findall(text)}
