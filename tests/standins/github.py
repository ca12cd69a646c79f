"""GitHub's releases, tags and uploads, and an OSV service, as far as greenlane asks them.

Every request is kept. A write in a test that allows none shows up in `writes`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asset:
    number: int
    name: str
    content: bytes
    state: str = "uploaded"


@dataclass
class Release:
    number: int
    fields: dict[str, Any]
    assets: dict[int, Asset] = field(default_factory=dict)


@dataclass
class State:
    """What the stand-in knows and was asked. states_digests: whether assets carry a digest."""

    url: str = ""
    tags: set[str] = field(default_factory=set)
    releases: dict[int, Release] = field(default_factory=dict)
    requests: list[tuple[str, str]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    states_digests: bool = True
    fail_upload_of: str = ""
    corrupt_upload_of: str = ""
    contents: dict[str, bytes] = field(default_factory=dict)
    commits: list[tuple[str, str]] = field(default_factory=list)
    refuses_changes: bool = False
    last: int = 0

    @property
    def writes(self) -> list[tuple[str, str]]:
        """Every request that would change something at GitHub."""
        return [(method, path) for method, path in self.requests if method != "GET" and "/repos/" in path]

    def number(self) -> int:
        self.last += 1
        return self.last

    def show(self, release: Release) -> dict[str, Any]:
        base = f"{self.url}/repos/owner/name/releases/{release.number}"
        more = {"id": release.number, "upload_url": f"{base}/assets{{?name,label}}", "html_url": base}
        return release.fields | more

    def show_asset(self, asset: Asset) -> dict[str, Any]:
        digest = f"sha256:{hashlib.sha256(asset.content).hexdigest()}" if self.states_digests else None
        size = len(asset.content)
        return {"id": asset.number, "name": asset.name, "size": size, "state": asset.state, "digest": digest}

    def asset(self, number: int) -> tuple[Release, Asset]:
        return next((r, r.assets[number]) for r in self.releases.values() if number in r.assets)


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
        state.tokens.add(self.headers.get("Authorization", ""))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = re.sub(r"^/repos/[^/]+/[^/]+/", "", target.path)
        query = {name: values[0] for name, values in parse_qs(target.query).items()}
        match self.command, path.split("/"):
            case "POST", ["", "v1", "query"]:
                self.answer({"vulns": []})
            case "GET", ["git", "ref", "tags", tag]:
                self.answer({"ref": tag}, 200 if tag in state.tags else 404)
            case "GET", ["releases"]:
                first = query.get("page", "1") == "1"
                self.answer([state.show(release) for release in state.releases.values()] if first else [])
            case "POST", ["releases"]:
                release = Release(state.number(), json.loads(body))
                state.releases[release.number] = release
                self.answer(state.show(release), 201)
            case "PATCH", ["releases", number]:
                state.releases[int(number)].fields |= json.loads(body)
                self.answer(state.show(state.releases[int(number)]))
            case "GET", ["releases", "assets", number]:
                self.answer(state.asset(int(number))[1].content)
            case "DELETE", ["releases", "assets", number]:
                release, asset = state.asset(int(number))
                del release.assets[asset.number]
                self.answer(b"", 204)
            case "GET", ["releases", number, "assets"]:
                held = state.releases[int(number)].assets.values()
                self.answer([state.show_asset(asset) for asset in held])
            case "GET", ["contents", *parts]:
                held = state.contents.get("/".join(parts))
                self.answer({"sha": hashlib.sha1(held).hexdigest()} if held else {}, 200 if held else 404)
            case "PUT", ["contents", *parts]:
                self.lay("/".join(parts), json.loads(body))
            case "POST", ["releases", number, "assets"]:
                self.receive(state.releases[int(number)], query["name"], body)
            case _:
                self.answer({"message": "Not Found"}, 404)

    def lay(self, path: str, change: dict[str, Any]) -> None:
        """A file's content, when the change knows what is there."""
        held = self.state.contents.get(path)
        known = hashlib.sha1(held).hexdigest() if held else None
        if change.get("sha") != known or self.state.refuses_changes:
            self.answer({"message": f"{path} does not match"}, 409)
            return
        self.state.contents[path] = base64.b64decode(change["content"])
        self.state.commits.append((change["branch"], change["message"]))
        self.answer({"content": {"path": path}}, 200 if held else 201)

    def receive(self, release: Release, name: str, body: bytes) -> None:
        if name == self.state.fail_upload_of:
            self.answer({"message": "we are having a problem"}, 502)
        elif name in {asset.name for asset in release.assets.values()}:
            self.answer({"message": "already_exists"}, 422)
        else:
            content = body[:-1] if name == self.state.corrupt_upload_of else body
            asset = Asset(self.state.number(), name, content)
            release.assets[asset.number] = asset
            self.answer(self.state.show_asset(asset), 201)

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
