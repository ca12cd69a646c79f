"""A server that answers from a script, request by request, and keeps what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Reply:
    """One answer. cut_at: how many bytes of the body to send before the connection is closed.

    silent: hold the connection without a word until the server ends.
    """

    content: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_at: int | None = None
    silent: bool = False

    @property
    def body(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()


@dataclass(frozen=True)
class Asked:
    """One request as it arrived. headers: names in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Script:
    """What is answered, in order; beyond its end, 404."""

    url: str = ""
    replies: list[Reply] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def says(self, *replies: Reply) -> None:
        """Answer these next."""
        self.replies.extend(replies)


class _Handler(BaseHTTPRequestHandler):
    script: Script
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle(self) -> None:
        """A client that leaves in the middle of an answer is no error."""
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def serve(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.script.asked.append(Asked(self.command, parts.path, query, headers, body))
        replies = self.script.replies
        self.answer(replies.pop(0) if replies else Reply({"message": "Not Found"}, 404))

    def answer(self, reply: Reply) -> None:
        if reply.silent:
            self.script.ended.wait()
        if reply.silent or reply.cut_at == 0:
            self.close_connection = True
            return
        self.send_response_only(reply.status)
        body = b"" if reply.status in (204, 304) else reply.body
        for name, value in {"Content-Length": str(len(body)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: reply.cut_at])
        self.close_connection = reply.cut_at is not None

    do_GET = do_POST = do_PATCH = do_DELETE = serve


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False


@contextmanager
def scripted() -> Iterator[Script]:
    """Serve on a free port of the loopback until the block ends."""
    script = Script()
    server = _Server(("127.0.0.1", 0), type("Bound", (_Handler,), {"script": script}))
    script.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield script
    finally:
        script.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
