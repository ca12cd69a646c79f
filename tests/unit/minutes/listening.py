"""A receiver of webhooks on the loopback, which answers as a test says and keeps what it got."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """answers: (status, headers) of each request to come, then 204. 0: the connection is cut.

    -1: silence, until `awake` is set.
    """

    url: str = ""
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    got: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    awake: threading.Event = field(default_factory=threading.Event)


class Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_POST(self) -> None:
        kept = self.receiver
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kept.got.append(json.loads(body))
        kept.headers.append(dict(self.headers))
        status, headers = kept.answers.pop(0) if kept.answers else (204, {})
        if status == -1:
            kept.awake.wait(60)
        if status <= 0:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()


@contextmanager
def listening() -> Iterator[Receiver]:
    """Listen on a free port until the block ends."""
    receiver = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"receiver": receiver}))
    server.daemon_threads = True
    server.block_on_close = False
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.awake.set()
        server.shutdown()
        server.server_close()
        thread.join()
