"""The HTTP side of the mail catcher, asked over the network."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from greenlane.services.mailcatcher.mailbox import Mailbox, Summary
from greenlane.services.mailcatcher.web import serve

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> | \N{GRINNING FACE}"


@dataclass(frozen=True)
class Site:
    """A mailbox and where it is shown."""

    box: Mailbox
    url: str

    def add(self, subject: str, body: str = "x", *, kind: str = "text/plain") -> Summary:
        head = f"Subject: {subject}\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n"
        return self.box.add("from@example.test", ("a@example.test",), (head + body).encode())

    def get(self, path: str, **query: str) -> requests.Response:
        return requests.get(self.url + path, params=query, timeout=20)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    box = Mailbox(tmp_path, durable=False, count_max=3, bytes_max=10**6)
    server = serve(box, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield Site(box, f"http://127.0.0.1:{server.server_address[1]}")
    server.shutdown()
    server.server_close()
    thread.join(20)


def test_the_list_can_be_searched(site: Site) -> None:
    first = site.add("Welcome")
    site.add("Your code")
    assert [one["subject"] for one in site.get("/api/mails").json()] == ["Your code", "Welcome"]
    assert [one["subject"] for one in site.get("/api/mails/", subject="code").json()] == ["Your code"]
    assert [one["id"] for one in site.get("/api/mails", to="A@example.test").json()][-1] == first.id
    assert site.get("/api/mails", to=HOSTILE).json() == []


def test_a_mail_is_given_whole_and_as_it_came(site: Site) -> None:
    mail = site.add("Hello", "See http://x.test/y")
    found = site.get(f"/api/mails/{mail.id}").json()
    assert (found["subject"], found["text"], found["links"]) == (
        "Hello",
        "See http://x.test/y",
        ["http://x.test/y"],
    )
    raw = site.get(f"/api/mails/{mail.id}/raw")
    assert (raw.content, raw.headers["Content-Type"]) == (
        site.box.content(mail.id),
        "text/plain; charset=utf-8",
    )


def test_waiting_gives_the_mail_or_408(site: Site) -> None:
    site.add("Hello")
    assert site.get("/api/wait", to="a@example.test", timeout="5").json()["subject"] == "Hello"
    nothing = site.get("/api/wait", to="nobody@example.test", timeout="0")
    assert (nothing.status_code, nothing.json()) == (408, {"error": "no such mail within 0 s"})


@pytest.mark.parametrize("seconds", ["nan", "inf", "1e999", "soon"])
def test_a_wait_for_no_number_of_seconds_is_refused(site: Site, seconds: str) -> None:
    assert site.get("/api/wait", timeout=seconds).status_code == 400


def test_a_deleted_mail_is_gone(site: Site) -> None:
    mail = site.add("one")
    site.add("two")
    url = f"{site.url}/api/mails"
    assert requests.delete(f"{url}/{mail.id}", timeout=20).json() == {"deleted": 1}
    assert requests.delete(f"{url}/{mail.id}", timeout=20).status_code == 404
    assert requests.delete(url, timeout=20).json() == {"deleted": 1}
    assert site.get("/api/mails").json() == []


@pytest.mark.parametrize(
    "path", ["/nothing", "/api/mails/x", "/mails/7", "/api/mails/7", "/api/mails/7/html", "/mails/../x"]
)
def test_what_is_not_there_is_not_found(site: Site, path: str) -> None:
    assert site.get(path).status_code == 404


def test_a_part_that_belongs_to_the_other_form_is_not_found(site: Site) -> None:
    mail = site.add("Hello")
    assert site.get(f"/api/mails/{mail.id}/html").status_code == 404
    assert site.get(f"/mails/{mail.id}/raw").status_code == 404


def test_the_first_page_says_what_came_and_what_was_given_up(site: Site) -> None:
    assert "No mail yet." in site.get("/").text
    for number in range(5):
        site.add(f"mail {number}" if number < 4 else "")
    page = site.get("/").text
    assert "2 older ones were given up" in page
    assert page.index("(no subject)") < page.index("mail 3") < page.index("mail 2")


def test_nothing_of_a_hostile_mail_is_markup_on_our_pages(site: Site) -> None:
    mail = site.add(HOSTILE, HOSTILE, kind="text/html")
    for path in ("/", f"/mails/{mail.id}"):
        answer = site.get(path)
        assert "<script" not in answer.text
        assert "<img" not in answer.text
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert f'<iframe sandbox referrerpolicy="no-referrer" src="/mails/{mail.id}/html">' in answer.text


def test_the_html_of_a_mail_is_served_without_any_right(site: Site) -> None:
    mail = site.add("Hello", HOSTILE, kind="text/html")
    page = site.get(f"/mails/{mail.id}/html")
    assert page.text == HOSTILE
    policy = [part.strip() for part in page.headers["Content-Security-Policy"].split(";")]
    assert {"sandbox", "default-src 'none'", "form-action 'none'"} <= set(policy)
    assert page.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost@evil.example"])
def test_a_page_of_another_site_cannot_read_the_mails(site: Site, host: str) -> None:
    answer = requests.get(f"{site.url}/api/mails", headers={"Host": host}, timeout=20)
    assert answer.status_code == 403


def test_a_head_request_is_answered_without_a_body(site: Site) -> None:
    answer = requests.head(f"{site.url}/api/mails", timeout=20)
    assert (answer.status_code, answer.headers["Content-Length"], answer.content) == (200, "2", b"")
