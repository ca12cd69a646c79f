"""One exchange with GitHub over HTTP: whom the token is shown to, redirects, bodies that came whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from greenlane.edges.github_answers import parsed
from greenlane.edges.github_errors import TooLong, elsewhere

if TYPE_CHECKING:
    import requests

CONNECT_S = 10.0
REDIRECTS = 5
CHUNK_BYTES = 1 << 16
VERSION = "2022-11-28"


@dataclass(frozen=True)
class Request:
    """What is asked. content: sent as JSON; file: sent as it is, from its beginning.

    is_json: whether a good answer has to be JSON, or nothing. leaves_host: whether a redirect to another
    host may be followed, without the token. most_bytes: how long a good answer may be; None for any length.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    content: Any = None
    file: IO[bytes] | None = None
    is_json: bool = True
    leaves_host: bool = False
    most_bytes: int | None = None


@dataclass(frozen=True)
class Reply:
    """What came. trouble: why nothing whole did, "" when it did; content: its JSON, None for no body."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    content: Any = None
    links: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


class Wire:
    """A session with one API. The token goes to its host, and to the host of uploads that belongs to it."""

    def __init__(self, api: str, token: str, timeout_s: float) -> None:
        self.api = api
        self.timeout_s = timeout_s
        self.calls = 0
        self._token = token
        self._session: requests.Session | None = None

    def __repr__(self) -> str:
        return f"Wire({self.api!r})"

    def send(self, request: Request) -> Reply:
        """Send once, and after redirects. Raises OutsideError for one that must not be followed."""
        import requests

        url = request.url
        for _ in range(REDIRECTS + 1):
            self.calls += 1
            try:
                response = self._exchange(request, url)
            except (requests.RequestException, ValueError) as err:  # ValueError: a redirect to no URL
                return Reply(trouble=type(err).__name__)
            if not response.is_redirect:
                return self._reply(request, response)
            response.close()
            url = self._redirected(request, url, response)
        return Reply(trouble=f"more than {REDIRECTS} redirects")

    def masked(self, text: str) -> str:
        """A text without the token, should somebody repeat it to us."""
        return text.replace(self._token, "***") if self._token else text

    def trusts(self, url: str) -> bool:
        """Whether the token may be shown there."""
        scheme, host, port = _origin(self.api)
        uploads = (scheme, f"uploads.{host.removeprefix('api.')}", port)
        return _origin(url) in ((scheme, host, port), uploads)

    def is_home(self, url: str) -> bool:
        """Whether it lies on the API's own host."""
        return _origin(url) == _origin(self.api)

    def _exchange(self, request: Request, url: str) -> requests.Response:
        if self._session is None:
            import requests

            self._session = requests.Session()
        if request.file is not None:
            request.file.seek(0)
        return self._session.request(
            request.method,
            url,
            headers={"X-GitHub-Api-Version": VERSION, **request.headers},
            json=request.content,
            data=request.file,
            auth=self._signing(url),
            stream=request.most_bytes is not None,
            timeout=(min(CONNECT_S, self.timeout_s), self.timeout_s),
            allow_redirects=False,
        )

    def _signing(self, url: str) -> Callable[[requests.PreparedRequest], requests.PreparedRequest]:
        """Adds the token where it may go. Given even if it adds nothing: or a .netrc would take its place."""

        def sign(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
            if self._token and self.trusts(url):
                prepared.headers["Authorization"] = f"Bearer {self._token}"
            return prepared

        return sign

    def _redirected(self, request: Request, url: str, response: requests.Response) -> str:
        """Where to go on. A change goes on only where it stays one (307, 308)."""
        target = urljoin(url, response.headers["Location"])
        keeps_method = request.method == "GET" or response.status_code in (307, 308)
        may_go = self.is_home(target) or request.leaves_host
        if not keeps_method or not may_go or not target.startswith(("https://", "http://")):
            raise elsewhere(f"{request.method} {request.url}", _without_query(target), self.api)
        return target

    def _reply(self, request: Request, response: requests.Response) -> Reply:
        """The answer, its JSON read: half a body is no answer."""
        if request.most_bytes is not None:
            return _limited(request, request.most_bytes, response)
        content = None
        if request.is_json and response.ok and response.content:
            try:
                content = parsed(response.content)
            except ValueError:
                return Reply(trouble="an answer that is no JSON, or only a part of it")
        links = {word: link["url"] for word, link in response.links.items() if "url" in link}
        return Reply(response.status_code, response.headers, response.content, content, links)


def _limited(request: Request, most_bytes: int, response: requests.Response) -> Reply:
    """The answer up to its limit, as it came over the wire: nothing is unpacked. Raises OutsideError."""
    from urllib3.exceptions import HTTPError

    body = bytearray()
    try:
        while len(body) <= most_bytes and (more := response.raw.read(CHUNK_BYTES, decode_content=False)):
            body += more
    except (HTTPError, OSError) as err:
        return Reply(trouble=type(err).__name__)
    finally:
        response.close()
    if response.ok and len(body) > most_bytes:
        raise TooLong(request.url, most_bytes)
    return Reply(response.status_code, response.headers, bytes(body[:most_bytes]))


def _origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port; of what is no URL, one that equals no other."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return "", url, None
    return parts.scheme, parts.hostname or "", port


def _without_query(url: str) -> str:
    """Of a redirect: what is signed for one download stands in the query."""
    return url.partition("?")[0]
