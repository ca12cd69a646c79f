"""A mail as a person or a test reads it: headers, text, HTML, links, attachments. Any bytes are taken."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from html.parser import HTMLParser

PARTS_MAX = 200
_LINK = re.compile(r"https?://[^\s<>\"'\\^`{|}]+")


def read(content: bytes) -> dict[str, object]:
    """The fields of the JSON form. What cannot be understood is left out, and `broken` says so."""
    reading = _Reading()
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        reading.take(message)
    except Exception as err:  # a hostile mail may break the standard library's parser in any way
        reading.broken = type(err).__name__
    return reading.fields()


class _Reading:
    def __init__(self) -> None:
        self.headers: list[tuple[str, str]] = []
        self.text: list[str] = []
        self.html: list[str] = []
        self.attachments: list[dict[str, object]] = []
        self.broken = ""

    def take(self, message: EmailMessage) -> None:
        for name in dict.fromkeys(message.keys()):
            self.headers += [(name, value) for value in _values(message, name)]
        for number, part in enumerate(message.walk()):
            if number == PARTS_MAX:
                self.broken = "too many parts"
                return
            if not part.is_multipart():
                self._part(part)

    def _part(self, part: EmailMessage) -> None:
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        kind = part.get_content_type()
        if part.get_content_disposition() != "attachment" and kind in ("text/plain", "text/html"):
            (self.text if kind == "text/plain" else self.html).append(_decoded(data, part))
        else:
            self.attachments.append({"name": part.get_filename(), "type": kind, "size_bytes": len(data)})

    def fields(self) -> dict[str, object]:
        text, html = "\n".join(self.text), "\n".join(self.html)
        return {
            "headers": self.headers,
            "text": text,
            "html": html,
            "links": links(text, html),
            "attachments": self.attachments,
            "broken": self.broken,
        }


def links(text: str, html: str) -> list[str]:
    """Every link once: those of the HTML as a browser would follow them, then those of the text."""
    collector = _Hrefs()
    collector.feed(html)
    in_text = [match.rstrip(".,;:!?)]") for match in _LINK.findall(text)]
    return list(dict.fromkeys([*collector.found, *in_text]))


class _Hrefs(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href") if tag == "a" else None
        if href and href.startswith(("http://", "https://")):
            self.found.append(href)


def _values(message: EmailMessage, name: str) -> list[str]:
    try:
        return [str(value) for value in message.get_all(name, [])]
    except Exception:  # as above, for one header
        return ["(cannot be read)"]


def _decoded(data: bytes, part: EmailMessage) -> str:
    try:
        return data.decode(part.get_content_charset("utf-8"), "replace").replace("\r\n", "\n")
    except LookupError:
        return data.decode("utf-8", "replace").replace("\r\n", "\n")
