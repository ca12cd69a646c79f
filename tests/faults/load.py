"""Clients that keep writing to a service, and know exactly what it acknowledged."""

from __future__ import annotations

import contextlib
import hashlib
import json
import smtplib
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit
from xml.etree import ElementTree

Write = Callable[[str, bytes], None]


def body(item: str) -> bytes:
    """What is written under a name: 16 B to 16 KiB that only this name has, so that a torn one is noticed."""
    digest = hashlib.sha256(item.encode())
    return digest.hexdigest()[:16].encode() * (1 + digest.digest()[0] ** 2 // 64)


class Service(Protocol):
    """What a load is put on: `name` in greenlane.yaml, a way to write, and all that is there."""

    name: str

    def opened(self) -> AbstractContextManager[Write]:
        """A connection; the function that writes one item returns when it is acknowledged."""
        ...

    def present(self) -> Mapping[str, bytes]:
        """Every item that can be read."""
        ...


@dataclass
class Rows:
    """Rows of PostgreSQL, each committed by itself."""

    url: str
    name: str = "db"

    def make(self) -> None:
        import psycopg

        with psycopg.connect(self.url) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS written (item text PRIMARY KEY, body bytea)")

    @contextlib.contextmanager
    def opened(self) -> Iterator[Write]:
        import psycopg

        with psycopg.connect(self.url, autocommit=True, connect_timeout=5) as connection:

            def write(item: str, data: bytes) -> None:
                connection.execute("INSERT INTO written VALUES (%s, %s)", (item, data))

            yield write

    def present(self) -> Mapping[str, bytes]:
        import psycopg

        with psycopg.connect(self.url, connect_timeout=5) as connection:
            return dict(connection.execute("SELECT item, body FROM written").fetchall())

    def backends(self) -> list[int]:
        """The server's processes that serve clients."""
        import psycopg

        with psycopg.connect(self.url) as connection:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
                " AND pid <> pg_backend_pid()"
            )
            return [pid for (pid,) in rows]


@dataclass
class Keys:
    """Keys of Redis."""

    url: str
    name: str = "redis"

    @contextlib.contextmanager
    def opened(self) -> Iterator[Write]:
        from greenlane.edges import redis

        place = urlsplit(self.url)
        with redis.connect(str(place.hostname), place.port or 0, str(place.password)) as connection:

            def write(item: str, data: bytes) -> None:
                answer = connection.ask("SET", item, data)
                if answer != "OK":
                    raise OSError(f"not acknowledged: {answer!r}")

            yield write

    def present(self) -> Mapping[str, bytes]:
        from greenlane.edges import redis

        place = urlsplit(self.url)
        with redis.connect(str(place.hostname), place.port or 0, str(place.password)) as connection:
            names = connection.ask("KEYS", "*")
            assert isinstance(names, list)
            found: dict[str, bytes] = {}
            for name in names:
                assert isinstance(name, bytes)
                value = connection.ask("GET", name)
                assert isinstance(value, bytes)
                found[name.decode()] = value
            return found


@dataclass
class Objects:
    """Objects of an S3 bucket."""

    variables: Mapping[str, str]
    name: str = "s3"

    def _ask(
        self, method: str, key: str = "", body: bytes = b"", query: Mapping[str, str] | None = None
    ) -> bytes:
        from greenlane.edges import s3

        place = urlsplit(self.variables["S3_ENDPOINT"])
        keys = self.variables["S3_ACCESS_KEY"], self.variables["S3_SECRET_KEY"]
        endpoint = s3.Endpoint(str(place.hostname), place.port or 0, self.variables["S3_REGION"], *keys)
        path = f"/{self.variables['S3_BUCKET']}/{key}"
        answer = s3.request(endpoint, method, path, query=query, body=body, timeout_s=5.0)
        if answer.status != 200:
            raise OSError(answer.text())
        return answer.body

    @contextlib.contextmanager
    def opened(self) -> Iterator[Write]:
        yield lambda item, data: self._put(item, data)

    def _put(self, item: str, data: bytes) -> None:
        self._ask("PUT", item, data)

    def present(self) -> Mapping[str, bytes]:
        names: list[str] = []
        page = 1000
        while page == 1000:
            after = {"start-after": names[-1]} if names else {}
            listed = ElementTree.fromstring(self._ask("GET", query={"list-type": "2", **after}))
            found = [one.text or "" for one in listed.iterfind("{*}Contents/{*}Key")]
            names, page = names + found, len(found)
        return {name: self._ask("GET", name) for name in names}


@dataclass
class Mails:
    """Mails that the catcher accepted."""

    variables: Mapping[str, str]
    name: str = "mail"

    @contextlib.contextmanager
    def opened(self) -> Iterator[Write]:
        with smtplib.SMTP(self.variables["SMTP_HOST"], int(self.variables["SMTP_PORT"]), timeout=5) as smtp:
            yield lambda item, data: self._send(smtp, item, data)

    def _send(self, smtp: smtplib.SMTP, item: str, data: bytes) -> None:
        lines = b"\r\n".join(data[at : at + 64] for at in range(0, len(data), 64))
        smtp.sendmail("load@example.invalid", [f"{item}@example.invalid"], b"Subject: load\r\n\r\n" + lines)

    def present(self) -> Mapping[str, bytes]:
        listed = json.loads(self._get("/api/mails"))
        return {one["recipients"][0].partition("@")[0]: self._content(one["id"]) for one in listed}

    def _content(self, identity: str) -> bytes:
        raw = self._get(f"/api/mails/{identity}/raw")
        return raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2].replace(b"\n", b"")

    def _get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.variables["MAIL_URL"] + path, timeout=10) as answer:
            return bytes(answer.read())


@dataclass
class Load:
    """Writers in threads of their own; each goes on after an error, with a new connection and item.

    sent: items whose writing has begun; acknowledged: item -> when the connection it came by was opened.
    """

    service: Service
    tag: str
    writers: int = 4
    sent: set[str] = field(default_factory=set)
    acknowledged: dict[str, float] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Load:
        self._threads = [
            threading.Thread(target=self._write, args=(number,), daemon=True)
            for number in range(self.writers)
        ]
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for one in self._threads:
            one.join(30)

    def _write(self, number: int) -> None:
        count = 0
        while not self._stop.is_set():
            # Whatever a client raises when its server dies: the item is then neither known to be
            # written nor known not to be.
            opened = time.monotonic()
            with contextlib.suppress(Exception), self.service.opened() as write:
                while not self._stop.is_set():
                    count += 1
                    item = f"{self.tag}-{number}-{count}"
                    self.sent.add(item)
                    write(item, body(item))
                    self.acknowledged[item] = opened
            self._stop.wait(0.02)

    def is_back(self, killed_at: float) -> bool:
        """Whether something was acknowledged on a connection that was opened after that moment."""
        return any(opened > killed_at for opened in list(self.acknowledged.values()))


@dataclass(frozen=True)
class Balance:
    """What became of a load's items once it has ended."""

    acknowledged: int
    present: int
    in_flight: int
    in_flight_present: int
    lost: frozenset[str]
    torn: frozenset[str]

    def __str__(self) -> str:
        return (
            f"acknowledged {self.acknowledged}, of them present {self.present}; "
            f"in flight {self.in_flight}, of them present {self.in_flight_present}"
        )


def balance(load: Load) -> Balance:
    """Compare what was acknowledged with what is there. Call it when the load has ended."""
    there = {name: data for name, data in load.service.present().items() if name in load.sent}
    acknowledged = set(load.acknowledged)
    in_flight = load.sent - acknowledged
    return Balance(
        acknowledged=len(acknowledged),
        present=len(acknowledged & there.keys()),
        in_flight=len(in_flight),
        in_flight_present=len(in_flight & there.keys()),
        lost=frozenset(acknowledged - there.keys()),
        torn=frozenset(name for name, data in there.items() if bytes(data) != body(name)),
    )
