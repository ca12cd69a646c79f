"""A client of GitHub's REST API that waits, tries again, counts its calls and keeps its token to itself."""

from __future__ import annotations

import random as randomness
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import IO, Any, Protocol
from urllib.parse import urlencode

from greenlane.edges import waiting
from greenlane.edges.github_answers import Fields, parsed
from greenlane.edges.github_errors import elsewhere, unreadable
from greenlane.edges.github_limits import Wait, quota_of
from greenlane.edges.github_names import api_of, token_of
from greenlane.edges.github_pages import pages
from greenlane.edges.github_patience import Patience
from greenlane.edges.github_wire import Reply, Request, Wire
from greenlane.model.github import Page, Quota

PUBLIC = "https://api.github.com"
TOKENS = ("GREENLANE_GITHUB_TOKEN", "GITHUB_TOKEN", "GH_TOKEN")
JSON = {"Accept": "application/vnd.github+json"}
BYTES = {"Accept": "application/octet-stream"}


class Tags(Protocol):
    """Keeps what GitHub answered, to ask only whether it changed. url: with its parameters, no token.

    What `put` keeps must become durable together with what was made of it, or later: a tag that survives
    rows that did not would hide them.
    """

    def get(self, url: str) -> tuple[str, bytes] | None: ...

    def put(self, url: str, etag: str, body: bytes) -> None: ...


@dataclass(frozen=True)
class Answer:
    """JSON that was read. next_url: of the next page, None when GitHub names none.

    is_linked: whether it links pages at all. unchanged: it is what it was the last time (304).
    """

    content: Any
    next_url: str | None = None
    is_linked: bool = False
    unchanged: bool = False


def quietly(_: Wait) -> None:
    """Tell nobody of a wait."""


class Client:
    """Sends requests to one API with one token; made for one thread.

    max_wait_s: the longest that one request may wait for rate limits, all its waits together; beyond that it
    raises RateLimited. tries: how often a request is sent that finds a 5xx, a cut connection or silence.
    timeout_s: for a connection that stays silent. told: called before each wait. quota: what the last answer
    said of the primary limit.
    """

    def __init__(
        self,
        api: str,
        token: str,
        *,
        tags: Tags | None = None,
        told: Callable[[Wait], None] = quietly,
        max_wait_s: float = 120.0,
        tries: int = 5,
        timeout_s: float = 60.0,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = waiting.sleep,
        random: randomness.Random | None = None,
    ) -> None:
        self.api = api_of(api)
        self.quota: Quota | None = None
        self._wire = Wire(self.api, token_of(token), timeout_s)
        self._patience = Patience(max_wait_s, tries, told, clock, sleep, random or randomness.Random())
        self._tags = tags

    @classmethod
    def of(cls, environment: Mapping[str, str], **more: Any) -> Client:
        """As the environment names it: GITHUB_API_URL, and the first token of TOKENS that is set.

        Without one only what is public can be read, and little of it. Raises UsageError.
        """
        token = next((environment[name] for name in TOKENS if environment.get(name)), "")
        return cls(environment.get("GITHUB_API_URL") or PUBLIC, token, **more)

    def __repr__(self) -> str:
        return f"Client({self.api!r}, calls={self.calls})"

    @property
    def calls(self) -> int:
        """How many requests were sent, in vain or not."""
        return self._wire.calls

    def get(self, path: str, params: Mapping[str, str] | None = None, *, revalidate: bool = False) -> Answer:
        """The JSON at a path below the API, or at a URL of the same host.

        revalidate: ask with the ETag of the last time. Raises Refused, RateLimited, OutsideError.
        """
        url = self._url(path, params or {})
        request = Request("GET", url, JSON)
        tags = self._tags if revalidate else None
        kept = tags.get(url) if tags is not None else None
        if kept is not None:
            reply = self._send(replace(request, headers={**JSON, "If-None-Match": kept[0]}))
            if reply.status == 304:
                return self._unchanged(reply, kept[1], request)
        else:
            reply = self._send(request)
        if tags is not None and "ETag" in reply.headers:
            tags.put(url, reply.headers["ETag"], reply.body)
        return _answer(reply, request)

    def pages(self, path: str, params: Mapping[str, str], key: str | None) -> Iterator[Page[Fields]]:
        """A list to its end, a page for each step: `{total_count, key: [...]}`, or a bare list for None."""
        return pages(self, path, params, key=key)

    def post(self, path: str, content: Mapping[str, Any]) -> Any:
        """Make something. Not sent again when the connection is cut: it may have arrived."""
        return self._send(Request("POST", self._url(path), JSON, content)).content

    def patch(self, path: str, content: Mapping[str, Any]) -> Any:
        """Change something."""
        return self._send(Request("PATCH", self._url(path), JSON, content)).content

    def put(self, path: str, content: Mapping[str, Any]) -> Any:
        """Lay something in the place of what is there. Raises Refused (409) when that is another one."""
        return self._send(Request("PUT", self._url(path), JSON, content)).content

    def delete(self, path: str) -> None:
        """Remove something."""
        self._send(Request("DELETE", self._url(path), JSON))

    def upload(self, url: str, params: Mapping[str, str], file: IO[bytes]) -> Any:
        """Send a file to an address that GitHub named, which may lie on its host for uploads."""
        if not self._wire.trusts(url):
            raise elsewhere("an upload", url, self.api)
        headers = {**JSON, "Content-Type": "application/octet-stream"}
        return self._send(Request("POST", f"{url}?{urlencode(params)}", headers, file=file)).content

    def download(self, path: str) -> bytes:
        """The bytes of an asset; a redirect to another host is followed without the token."""
        return self._send(Request("GET", self._url(path), BYTES, is_json=False, leaves_host=True)).body

    def fetch(self, path: str, most_bytes: int) -> bytes:
        """The bytes that a path redirects to, on another host without the token: an artifact's archive.

        Raises TooLong when there are more: they are not read. (Since September 2026 GitHub answers 415
        where such an archive is asked for as application/octet-stream.)
        """
        headers = {**JSON, "Accept-Encoding": "identity"}
        request = Request(
            "GET", self._url(path), headers, is_json=False, leaves_host=True, most_bytes=most_bytes
        )
        return self._send(request).body

    def _url(self, path: str, params: Mapping[str, str] | None = None) -> str:
        """Of a path below the API. Raises OutsideError for a URL (of a next page) on another host."""
        tail = f"?{urlencode(params)}" if params else ""
        if "://" not in path:
            return f"{self.api}/{path}{tail}"
        if not self._wire.is_home(path):
            raise elsewhere("the next page", path, self.api)
        return path

    def _send(self, request: Request) -> Reply:
        reply = self._patience.send(self._wire, request)
        self.quota = quota_of(reply.headers) or self.quota
        return reply

    def _unchanged(self, reply: Reply, body: bytes, request: Request) -> Answer:
        """What was kept; should that be broken, it is read anew."""
        try:
            content = parsed(body)
        except ValueError:
            return _answer(self._send(request), request)
        return Answer(content, reply.links.get("next"), bool(reply.links), unchanged=True)


def _answer(reply: Reply, request: Request) -> Answer:
    """Raises OutsideError for an empty answer: it says nothing."""
    if reply.content is None:
        raise unreadable(f"GET {request.url}", "the answer", "JSON", "nothing")
    return Answer(reply.content, reply.links.get("next"), bool(reply.links))
