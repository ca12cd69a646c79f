"""GitHub's Actions, billing and issues as a stand-in: a World is served over HTTP, with faults by script.

    world = World()
    app = world.repository("octo-org/app")
    run = app.run("CI", work("unit", 125), work("lint", 30, "failure"), begins=at("2026-11-20T10:00"))
    app.rerun(run, begins=at("2026-11-20T11:00"))       # the passed job is listed again, as a copy
    world.faults.append(broken("/jobs", status=502))
    with serving(world) as url: ...

Answers carry ETags (a 304 has no `Link`, and takes nothing of the limit), the limit's headers and, of a
list, `Link`. Every request is kept in `world.requests`. Source: GitHub's OpenAPI description, 23.0.2.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.standins.actions_artifacts import BLOBS, blob
from tests.standins.actions_faults import Fault, Request, broken, changing, cut, saying, secondary, slow
from tests.standins.actions_jobs import Job, at, blocked, never_started, skipped, work
from tests.standins.actions_pages import Answer, Asked
from tests.standins.actions_routes import answer
from tests.standins.actions_world import Repo, Run, World

__all__ = [
    "Fault",
    "Job",
    "Repo",
    "Request",
    "Run",
    "World",
    "at",
    "blocked",
    "broken",
    "changing",
    "cut",
    "never_started",
    "saying",
    "secondary",
    "serving",
    "skipped",
    "slow",
    "work",
]

HOUR_S = 3600
NEVER = threading.Event()


@dataclass(frozen=True)
class Sent:
    """An answer as bytes."""

    status: int
    body: bytes
    headers: dict[str, str]


def prepared(world: World, asked: Asked, etag: str, authorization: str, fault: Fault | None) -> Sent:
    """The answer with its headers: refused by the limit or a fault, or 304 where nothing changed."""
    if world.now >= world.reset_at:
        world.used, world.reset_at = 0, world.now + HOUR_S
    if asked.path.startswith(BLOBS):
        return sent(world, blob(world, asked, authorization))
    if world.token and authorization.removeprefix("Bearer ") != world.token:
        return sent(world, Answer(401, {"message": "Bad credentials", "status": "401"}))
    if world.used >= world.limit:
        return sent(world, Answer(403, {"message": "API rate limit exceeded for this token."}))
    if fault and fault.status is not None:
        world.used += 1
        content = {"message": fault.words} if fault.content is None else fault.content
        return sent(world, Answer(fault.status, content, dict(fault.headers)))
    made = answer(world, asked)
    full = sent(world, made)
    tag = f'W/"{hashlib.sha256(full.body).hexdigest()}"'
    if made.status == 200 and etag == tag:
        return sent(world, Answer(304, None, {"ETag": tag}))
    world.used += 1
    made.headers |= {"ETag": tag} if made.status == 200 and asked.method == "GET" else {}
    return Sent(full.status, full.body, headers(world, made))


def sent(world: World, made: Answer) -> Sent:
    """The answer as it goes out."""
    body = made.content if isinstance(made.content, bytes) else b""
    if made.content is not None and not isinstance(made.content, bytes):
        body = json.dumps(made.content).encode()
    return Sent(made.status, body, headers(world, made))


def headers(world: World, made: Answer) -> dict[str, str]:
    """What stands above every answer: the limit, as it is now, and the time."""
    left = max(0, world.limit - world.used)
    limit = {"limit": world.limit, "remaining": left, "used": world.used, "reset": world.reset_at}
    rate = {f"x-ratelimit-{name}": str(value) for name, value in limit.items()}
    rate |= {"x-ratelimit-resource": "core", "Content-Type": "application/json; charset=utf-8"}
    return rate | {"Date": formatdate(world.now, usegmt=True)} | made.headers


class Handler(BaseHTTPRequestHandler):
    """One connection, kept alive as GitHub's are."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    close_connection: bool

    def handle(self) -> None:
        """A client that leaves in the middle of an answer is no error."""
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def serve(self) -> None:
        world, target = self.server.world, urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = dict(parse_qsl(target.query))
        asked = Asked(self.command, self.server.base, target.path, query, body, world.most_a_page)
        tag, authorization = self.headers.get("If-None-Match", ""), self.headers.get("Authorization", "")
        with world.lock:
            fault = next((one for one in world.faults if one.strikes(self.path)), None)
            if fault and fault.before:
                fault.before()
            made = prepared(world, asked, tag, authorization, fault)
            is_cut = fault is not None and fault.cut_after is not None
            status = 0 if is_cut else made.status
            world.requests.append(Request(self.command, self.path, dict(self.headers), status))
            if fault and fault.after:
                fault.after()  # before it is sent: whoever reads it may ask again at once
        self.send(made, fault)

    def send(self, made: Sent, fault: Fault | None) -> None:
        """Write the answer, as much of it and as slowly as the fault says."""
        if fault and fault.slow_s:
            NEVER.wait(fault.slow_s)
        if fault and fault.cut_after == 0:
            self.close_connection = True
            return
        self.send_response_only(made.status)
        for name, value in made.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(made.body)))
        try:
            self.end_headers()
            self.wfile.write(made.body[: fault.cut_after if fault else None])
        except OSError:
            self.close_connection = True
        if fault and fault.cut_after is not None:
            self.close_connection = True

    do_GET = do_POST = do_PATCH = serve


class Server(ThreadingHTTPServer):
    """Ends without waiting for connections that a client keeps open."""

    daemon_threads = True
    request_queue_size = 64
    block_on_close = False

    def __init__(self, world: World) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.world = world
        self.base = f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def serving(world: World) -> Iterator[str]:
    """Serve it on a free port of the loopback until the block ends; gives the address."""
    server = Server(world)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.base
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
