"""GitHub's releases, tags, uploads and contents, as far as greenlane asks them.

Every request is kept. A write in a test that allows none shows up in `writes`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.standins.github_releases import CUT, Answer, Asset, Release, Releases

__all__ = ["Asset", "Release", "State", "serving"]


def unheard(number: int, moment: str) -> None:
    """Nobody waits for a write."""


@dataclass(frozen=True)
class Heard:
    """A request and what it was answered. status: CUT when it was not."""

    method: str
    target: str
    body: bytes
    status: int
    content: Any


@dataclass
class State(Releases):
    """What the stand-in knows and was asked.

    wrote: told the number of each write, from 1, twice: "before" it is done, and "after", when it is done and
    nobody has been answered. When it raises ConnectionError, nobody ever is.
    """

    requests: list[tuple[str, str]] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    contents: dict[str, bytes] = field(default_factory=dict)
    commits: list[tuple[str, str]] = field(default_factory=list)
    refuses_changes: bool = False
    hides_artifacts: bool = False
    wrote: Callable[[int, str], None] = unheard

    @property
    def writes(self) -> list[tuple[str, str]]:
        """Every request that would change something at GitHub."""
        return [(method, path) for method, path in self.requests if method != "GET" and "/repos/" in path]

    def route(self, method: str, path: str, query: dict[str, str], body: bytes) -> Answer:
        """The answer to a request below a repository."""
        match method, path.split("/"):
            case "POST", ["", "v1", "query"]:
                return {"vulns": []}, 200
            case "GET", ["actions", "artifacts"] if not self.hides_artifacts:
                return {"total_count": 0, "artifacts": []}, 200
            case "GET", ["contents", *parts]:
                held = self.contents.get("/".join(parts))
                return ({"sha": blob_id(held)}, 200) if held else ({}, 404)
            case "PUT", ["contents", *parts]:
                return self.lay("/".join(parts), json.loads(body))
            case _, parts:
                return self.answered(method, parts, query, body)

    def lay(self, path: str, change: dict[str, Any]) -> Answer:
        """A file's content, when the change knows what is there."""
        held = self.contents.get(path)
        known = blob_id(held) if held else None
        if change.get("sha") != known or self.refuses_changes:
            return {"message": f"{path} does not match"}, 409
        self.contents[path] = base64.b64decode(change["content"])
        self.commits.append((change["branch"], change["message"]))
        return {"content": {"path": path}}, 200 if held else 201


def blob_id(content: bytes) -> str:
    """What git, and so GitHub, calls a file of that content."""
    return hashlib.sha1(b"blob %d\0%b" % (len(content), content), usedforsecurity=False).hexdigest()


class Handler(BaseHTTPRequestHandler):
    state: State

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def answer(self, content: Any, code: int = 200) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(body) if code != 204 else 0))
        self.end_headers()
        if code != 204:
            self.wfile.write(body)

    def serve(self) -> None:
        state, target = self.state, urlsplit(self.path)
        state.requests.append((self.command, self.path))
        number = len(state.writes) if self.command != "GET" else 0
        state.tokens.add(self.headers.get("Authorization", ""))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = re.sub(r"^/repos/[^/]+/[^/]+/", "", target.path)
        query = {name: values[0] for name, values in parse_qs(target.query).items()}
        try:
            if number:
                state.wrote(number, "before")
            content, code = state.route(self.command, path, query, body)
            if number:
                state.wrote(number, "after")
        except ConnectionError:
            content, code = None, CUT
        state.heard.append(Heard(self.command, self.path, body, code, content))
        if code == CUT:
            self.close_connection = True
        else:
            self.answer(content, code)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve


@contextmanager
def serving() -> Iterator[State]:
    """Serve on a free port of the loopback until the block ends."""
    state = State()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"state": state}))
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
