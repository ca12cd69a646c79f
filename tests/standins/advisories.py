"""An advisory service on this machine that speaks OSV, as far as pip-audit and uv audit ask it.

    python -m tests.standins.advisories [--records FOLDER] [--mode MODE] [-- COMMAND …]

serves a declared set of OSV records (osv_records.py). With a COMMAND it runs that with GREENLANE_OSV_URL set
and ends as it does.

What makes its silence worth something, and what it does not mean
- It answers from the records it was given, by their own version ranges: nothing is special about any
  package. `Records.load` refuses a set that does not accuse the canary, or that accuses the release in which
  the canary's hole is closed: a set that cannot tell bad from good is not served.
- The gate asks about the canary in the same run, through the same tool, and believes nobody who does not
  know it. So an answer "nothing known" comes from a service that was seen to find something.
- It still means: nothing in *this* set, which is as old as its newest record. It is no substitute for live
  advisories. The gate's report names the address that was asked, so that a release can refuse this one.

The mode is how it fails: see Mode. It may also be the first part of the path, so that one server serves all.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.standins.osv_records import DECLARED, Record, Records


class Mode(StrEnum):
    """How it answers. honest: as OSV does. The others are ways to answer and say nothing."""

    HONEST = "honest"
    EMPTY = "empty"
    """`{}` to every question: what OSV says of a package without advisories."""
    NOTHING = "nothing"
    """Status 200 and no body."""
    HALF = "half"
    """Half of the JSON, as if that were all."""
    CUT = "cut"
    """Half of the body, then the connection ends."""
    ERROR = "error"
    """Status 500."""
    SLOW = "slow"
    """Not before the server ends."""
    UNSCORED = "unscored"
    """The advisories without any severity."""
    PORTAL = "portal"
    """Status 200 and the page of somebody's login."""
    SHORT = "short"
    """A batch of several with one result too few."""
    NEWER = "newer"
    """Records of a schema that is not there yet."""


@dataclass
class Service:
    """The running stand-in. requests: method and path of all that came."""

    records: Records
    url: str = ""
    mode: Mode = Mode.HONEST
    requests: list[tuple[str, str]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def address(self, mode: Mode) -> str:
        """Where it answers in another mode than its own."""
        return f"{self.url}/{mode}"


class Handler(BaseHTTPRequestHandler):
    service: Service

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.service.requests.append((self.command, self.path))
        mode, path = self._mode_and_path()
        match mode:
            case Mode.ERROR:
                self._send(500, b'{"code": 13, "message": "internal"}')
            case Mode.NOTHING:
                self._send(200, b"")
            case Mode.PORTAL:
                self._send(200, b"<html><title>Welcome to the hotel</title></html>", kind="text/html")
            case Mode.SLOW:
                self.service.ended.wait(60)
            case _:
                code, content = self._answer(path, body, mode)
                whole = json.dumps(content).encode()
                half = whole[: len(whole) // 2] if mode in (Mode.HALF, Mode.CUT) else whole
                self._send(code, half, length=len(whole) if mode is Mode.CUT else len(half))

    do_GET = do_POST = serve

    def _mode_and_path(self) -> tuple[Mode, str]:
        path = re.sub("/+", "/", urlsplit(self.path).path)
        first, _, rest = path.removeprefix("/").partition("/")
        return (Mode(first), f"/{rest}") if first in list(Mode) else (self.service.mode, path)

    def _answer(self, path: str, body: bytes, mode: Mode) -> tuple[int, Any]:
        """What OSV would say at this path, bent by the mode."""
        if path == "/v1/query":
            found = self._found(json.loads(body), mode)
            return 200, {"vulns": [_bent(record, mode) for record in found]} if found else {}
        if path == "/v1/querybatch":
            asked = json.loads(body)["queries"]
            results = [
                {"vulns": [_brief(one) for one in found]} if (found := self._found(query, mode)) else {}
                for query in asked
            ]
            return 200, {"results": results[: max(1, len(results) - 1)] if mode is Mode.SHORT else results}
        record = self.service.records.by_name(path.removeprefix("/v1/vulns/"))
        return (200, _bent(record, mode)) if record else (404, {"code": 5, "message": "Bug not found."})

    def _found(self, query: Record, mode: Mode) -> list[Record]:
        if mode is Mode.EMPTY:
            return []
        return self.service.records.against(query["package"]["name"], query["version"])

    def _send(
        self, code: int, body: bytes, *, kind: str = "application/json", length: int | None = None
    ) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)


def _brief(record: Record) -> Record:
    return {"id": record["id"], "modified": record["modified"]}


def _bent(record: Record, mode: Mode) -> Record:
    match mode:
        case Mode.UNSCORED:
            parts = [{key: part[key] for key in part if key != "severity"} for part in record["affected"]]
            return {key: record[key] for key in record if key != "severity"} | {"affected": parts}
        case Mode.NEWER:
            return record | {"schema_version": "9.0.0"}
        case _:
            return record


@contextmanager
def serving(records: Records | None = None, *, mode: Mode = Mode.HONEST, port: int = 0) -> Iterator[Service]:
    """Serve on the loopback until the block ends; port 0 is a free one."""
    service = Service(records or Records.load(), mode=mode)
    bound = type("Bound", (Handler,), {"service": service})
    server = ThreadingHTTPServer(("127.0.0.1", port), bound)
    service.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


def unreachable() -> str:
    """An address where nobody listens: the port was free a moment ago."""
    with serving() as service:
        return service.url


MODE_FILE = ".advisories-mode"


def blinded(mode: Mode | None) -> Callable[[Path], None]:
    """What makes a project's advisory service answer in this way; None: not at all."""

    def change(root: Path) -> None:
        (root / MODE_FILE).write_text(mode or "unreachable")

    return change


@contextmanager
def environment_of(root: Path) -> Iterator[dict[str, str]]:
    """The variables under which a project in a folder is audited, while the service runs."""
    path = root / MODE_FILE
    said = path.read_text() if path.exists() else Mode.HONEST
    if said == "unreachable":
        yield {"GREENLANE_OSV_URL": unreachable()}
        return
    with serving(mode=Mode(said)) as service:
        yield {"GREENLANE_OSV_URL": service.url}


def main(argv: Sequence[str] | None = None) -> int:
    """See the module."""
    parser = argparse.ArgumentParser(prog="python -m tests.standins.advisories")
    parser.add_argument("--records", type=Path, default=DECLARED)
    parser.add_argument("--mode", type=Mode, choices=list(Mode), default=Mode.HONEST)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("command", nargs="*")
    given = parser.parse_args(argv)
    records = Records.load(given.records)
    newest = max(record["modified"] for record in records.records)[:10]
    told = (
        f"advisories: a declared set of {len(records.records)}, the newest of {newest}, not the live service"
    )
    with serving(records, mode=given.mode, port=given.port) as service:
        print(f"{told}: {service.url}", file=sys.stderr, flush=True)
        if not given.command:
            service.ended.wait()
            return 0
        environment = os.environ | {"GREENLANE_OSV_URL": f"{service.url}/v1/query"}
        return subprocess.run(given.command, env=environment, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
