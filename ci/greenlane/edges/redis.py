"""A few commands to a Redis server on this machine, over a plain socket, for readiness and checks.

It does not do: pipelines, pub/sub, RESP3, TLS, reconnecting; whoever needs those has a client library.
Source: "Redis serialization protocol specification" (RESP2), redis.io.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase

Reply = str | int | bytes | None | list["Reply"]

LARGEST_LINE_BYTES = 64 * 1024
LARGEST_BULK_BYTES = 16 * 1024 * 1024
DEEPEST = 8


class Refused(Exception):
    """The server answered with an error; the text is the server's, such as `LOADING …`."""


class Garbled(Exception):
    """What answered does not speak the Redis protocol, or hung up in the middle."""


class Connection:
    """One authenticated connection; a command at a time."""

    def __init__(self, stream: BufferedIOBase) -> None:
        self._stream = stream

    def ask(self, *words: str | bytes) -> Reply:
        """Send one command and return its reply. Raises Refused, Garbled or OSError."""
        parts = [word.encode() if isinstance(word, str) else word for word in words]
        framed = b"".join(b"$%d\r\n%b\r\n" % (len(part), part) for part in parts)
        self._stream.write(b"*%d\r\n%b" % (len(parts), framed))
        self._stream.flush()
        return _reply(self._stream)


@contextmanager
def connect(host: str, port: int, password: str, *, timeout_s: float = 2.0) -> Iterator[Connection]:
    """Connect and authenticate, unless password is "". timeout_s: of each read and write.

    Raises Refused, Garbled or OSError.
    """
    with (
        socket.create_connection((host, port), timeout=timeout_s) as raw,
        raw.makefile("rwb") as stream,
    ):
        connection = Connection(stream)
        if password:
            connection.ask("AUTH", password)
        yield connection


def _reply(stream: BufferedIOBase, depth: int = 0) -> Reply:
    kind, rest = _line(stream)
    match kind:
        case b"+":
            return rest.decode(errors="replace")
        case b"-":
            raise Refused(rest.decode(errors="replace"))
        case b":":
            return _number(rest)
        case b"$":
            size = _number(rest)
            return None if size < 0 else _bulk(stream, size)
        case b"*" if depth < DEEPEST:
            return [_reply(stream, depth + 1) for _ in range(_number(rest))]
        case _:
            raise Garbled(f"it answered {(kind + rest)[:40]!r}")


def _line(stream: BufferedIOBase) -> tuple[bytes, bytes]:
    line = stream.readline(LARGEST_LINE_BYTES)
    if not line:
        raise Garbled("it hung up without an answer")
    if not line.endswith(b"\r\n") or len(line) < 3:
        raise Garbled(f"it answered {line[:40]!r}")
    return line[:1], line[1:-2]


def _number(digits: bytes) -> int:
    try:
        return int(digits)
    except ValueError:
        raise Garbled(f"it answered {digits[:40]!r} where a number belongs") from None


def _bulk(stream: BufferedIOBase, size: int) -> bytes:
    if size > LARGEST_BULK_BYTES:
        raise Garbled(f"it answered with {size} bytes, more than {LARGEST_BULK_BYTES}")
    data = stream.read(size + 2)
    if len(data) != size + 2:
        raise Garbled("it hung up in the middle of an answer")
    return data[:-2]
