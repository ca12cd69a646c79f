"""A mail as a test reads it: text, HTML, links, attachments; any bytes are taken."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from greenlane.services.mailcatcher.reading import PARTS_MAX, links, read


def test_text_html_links_and_attachments_are_told_apart() -> None:
    message = EmailMessage()
    message["To"], message["Subject"] = "a@example.test", "Reset & ü"
    message.set_content("See http://127.0.0.1:3000/x.\n")
    message.add_alternative('<a href="http://127.0.0.1:3000/?a=1&amp;b=2">there</a>', subtype="html")
    message.add_attachment(b"\0" * 10, maintype="application", subtype="pdf", filename="paper.pdf")
    found = read(message.as_bytes(policy=SMTP))
    assert found["text"] == "See http://127.0.0.1:3000/x.\n"
    assert found["links"] == ["http://127.0.0.1:3000/?a=1&b=2", "http://127.0.0.1:3000/x"]
    assert found["attachments"] == [{"name": "paper.pdf", "type": "application/pdf", "size_bytes": 10}]
    assert ("Subject", "Reset & ü") in found["headers"]  # type: ignore[operator]  # a list of pairs
    assert found["broken"] == ""


def test_a_text_that_is_attached_is_no_part_of_the_text() -> None:
    message = EmailMessage()
    message.set_content("Hello\n")
    message.add_attachment("notes", filename="notes.txt")
    found = read(message.as_bytes(policy=SMTP))
    assert found["text"] == "Hello\n"
    assert found["attachments"] == [{"name": "notes.txt", "type": "text/plain", "size_bytes": 7}]


def test_a_header_that_comes_twice_is_shown_twice() -> None:
    found = read(b"Received: a\r\nReceived: b\r\n\r\n")
    assert found["headers"] == [("Received", "a"), ("Received", "b")]


def test_a_charset_that_nobody_knows_is_read_as_utf_8() -> None:
    found = read(b"Content-Type: text/plain; charset=x-klingon\r\n\r\nqapla\xff\r\n")
    assert found["text"] == "qapla\N{REPLACEMENT CHARACTER}\n"


def test_a_mail_of_too_many_parts_says_so_and_shows_the_first() -> None:
    part = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    found = read(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * (PARTS_MAX + 5) + b"--b--\r\n")
    assert found["broken"] == "too many parts"
    assert str(found["text"]).count("x") == PARTS_MAX - 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        bytes(range(256)) * 10,
        b"To: " + b"<" * 2000 + b"\r\nSubject: =?utf-8?b?//8=?=\r\n\r\nx",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(1500)
        ),
    ],
    ids=["nothing", "not text", "an address without end", "broken base64", "nested without end"],
)
def test_any_bytes_are_read(content: bytes) -> None:
    assert read(content).keys() == {"headers", "text", "html", "links", "attachments", "broken"}


def test_only_links_that_a_browser_follows_over_the_network_count() -> None:
    html = (
        '<a href="javascript:alert(1)">a</a><a href="mailto:b@c">b</a><a>c</a><link href="http://x.test/l">'
    )
    assert links("no link, http:/x", html) == []


def test_a_link_in_brackets_or_at_a_sentence_end_loses_what_is_not_its_own() -> None:
    assert links("(see https://x.test/a?b=1#c), or https://x.test/a?b=1#c!", "") == ["https://x.test/a?b=1#c"]
