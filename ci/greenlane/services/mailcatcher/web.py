"""The HTTP side: JSON below /api, pages elsewhere. Loopback only, and only for a name of loopback."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from . import pages
from .mailbox import Mailbox, Summary
from .reading import read

WAIT_S_MAX = 120.0
_HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What goes back to the browser."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, status: int, value: object) -> Answer:
        return cls(status, json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))

    @classmethod
    def page(cls, text: str, policy: str = pages.PAGE_POLICY) -> Answer:
        body = text.encode("utf-8", "replace")
        return cls(200, body, "text/html; charset=utf-8", {"Content-Security-Policy": policy})


NOT_FOUND = Answer.json(404, {"error": "there is no such mail, or no such page"})


def serve(mailbox: Mailbox, port: int) -> ThreadingHTTPServer:
    """A server on the loopback address, not yet running."""

    class Bound(_Handler):
        mails = mailbox

    server = ThreadingHTTPServer(("127.0.0.1", port), Bound)
    server.daemon_threads = True
    return server


def answer(mailbox: Mailbox, method: str, target: str) -> Answer:
    """What a request is answered with."""
    url = urlsplit(target)
    query = {name: values[-1] for name, values in parse_qs(url.query).items()}
    path = url.path.rstrip("/") or "/"
    if method == "DELETE":
        return _delete(mailbox, path)
    if path == "/":
        return Answer.page(pages.index(mailbox.list(), mailbox.dropped))
    if path == "/api/mails":
        found = mailbox.list(query.get("to", ""), query.get("subject", ""), query.get("after", ""))
        return Answer.json(200, [asdict(one) for one in found])
    if path == "/api/wait":
        return _wait(mailbox, query)
    if match := re.fullmatch(r"(/api)?/mails/(\d+)(/raw|/html)?", path):
        return _one(mailbox, match[2], as_json=bool(match[1]), part=match[3])
    return NOT_FOUND


def _wait(mailbox: Mailbox, query: Mapping[str, str]) -> Answer:
    try:
        asked_s = float(query.get("timeout", "10"))
    except ValueError:
        asked_s = math.nan
    if not math.isfinite(asked_s):
        return Answer.json(400, {"error": "timeout: expected a number of seconds"})
    timeout_s = min(max(asked_s, 0.0), WAIT_S_MAX)
    to, subject, after = (query.get(name, "") for name in ("to", "subject", "after"))
    found = mailbox.wait(timeout_s, to=to, subject=subject, after=after)
    content = mailbox.content(found.id) if found else None
    if found is None or content is None:
        return Answer.json(408, {"error": f"no such mail within {timeout_s:g} s"})
    return _whole(found, content)


def _delete(mailbox: Mailbox, path: str) -> Answer:
    if path == "/api/mails":
        return Answer.json(200, {"deleted": mailbox.clear()})
    match = re.fullmatch(r"/api/mails/(\d+)", path)
    return Answer.json(200, {"deleted": 1}) if match and mailbox.delete(match[1]) else NOT_FOUND


def _one(mailbox: Mailbox, identity: str, *, as_json: bool, part: str | None) -> Answer:
    summary, content = mailbox.summary(identity), mailbox.content(identity)
    if summary is None or content is None:
        return NOT_FOUND
    match as_json, part:
        case True, None:
            return _whole(summary, content)
        case True, "/raw":
            return Answer(200, content, "text/plain; charset=utf-8")
        case False, "/html":
            return Answer.page(str(read(content)["html"]), pages.MAIL_POLICY)
        case False, None:
            return Answer.page(pages.mail(summary, read(content)))
    return NOT_FOUND


def _whole(summary: Summary, content: bytes) -> Answer:
    return Answer.json(200, {**asdict(summary), **read(content)})


class _Handler(BaseHTTPRequestHandler):
    mails: ClassVar[Mailbox]
    server_version = "greenlane-mail"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = WAIT_S_MAX + 30

    def do_GET(self) -> None:
        self._respond()

    def do_HEAD(self) -> None:
        self._respond()

    def do_DELETE(self) -> None:
        self._respond()

    def _respond(self) -> None:
        # Another site whose name was turned to 127.0.0.1 names itself here.
        if not _HOST.fullmatch(self.headers.get("Host", "")):
            given = Answer.json(403, {"error": "this server answers to 127.0.0.1 and localhost only"})
        else:
            given = answer(self.mails, self.command, self.path)
        self.send_response(given.status)
        fixed = {
            "Content-Type": given.content_type,
            "Content-Length": str(len(given.body)),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        for name, value in {**fixed, **given.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(given.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what a test asks for is no event."""
