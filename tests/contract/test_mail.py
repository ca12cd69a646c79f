"""The mail catcher, live: what is sent arrives whole, is found, survives, and cannot harm who looks at it."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import smtplib
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import quote

import pytest
import requests

import greenlane.services.mailcatcher
from tests.contract.servers import given

Variables = Mapping[str, str]


@pytest.fixture(scope="module")
def mail() -> Iterator[Variables]:
    with given("supabase_project", "SMTP_HOST", "SMTP_PORT", "MAIL_URL") as variables:
        yield variables


@pytest.fixture
def address() -> str:
    return f"{secrets.token_hex(6)}@example.test"


def _message(to: str, *, subject: str = "Hello", text: str = "Hi", html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "sender@example.test", to, subject
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def _send(mail: Variables, message: EmailMessage | bytes, *to: str) -> None:
    with smtplib.SMTP(mail["SMTP_HOST"], int(mail["SMTP_PORT"]), timeout=30) as smtp:
        content = message if isinstance(message, bytes) else message.as_bytes(policy=SMTP)
        smtp.sendmail("sender@example.test", to, content)


def _wait(mail: Variables, to: str, **query: str) -> dict[str, object]:
    answer = requests.get(f"{mail['MAIL_URL']}/api/wait", params={"to": to, **query}, timeout=30)
    assert answer.status_code == 200, answer.text
    fields: dict[str, object] = answer.json()
    return fields


def test_a_mail_is_found_by_its_recipient_with_its_text_html_and_links(mail: Variables, address: str) -> None:
    html = '<p>Go <a href="http://127.0.0.1:3000/reset?a=1&amp;b=2">there</a></p>'
    _send(
        mail, _message(address, subject="Reset & ü", text="See http://127.0.0.1:3000/x.", html=html), address
    )
    found = _wait(mail, address)
    assert (found["subject"], found["recipients"], found["broken"]) == ("Reset & ü", [address], "")
    assert found["links"] == ["http://127.0.0.1:3000/reset?a=1&b=2", "http://127.0.0.1:3000/x"]
    assert found["html"] == f"{html}\n"


def test_a_blind_copy_counts_as_a_recipient(mail: Variables, address: str) -> None:
    _send(mail, _message("other@example.test"), "other@example.test", address)
    assert _wait(mail, address.upper())["recipients"] == ["other@example.test", address]


def test_waiting_ends_when_the_mail_comes(mail: Variables, address: str) -> None:
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(_wait, mail, address, timeout="20")
        _send(mail, _message(address), address)
        assert waiting.result(timeout=25)["subject"] == "Hello"


def test_waiting_for_a_mail_that_never_comes_ends_in_408(mail: Variables, address: str) -> None:
    asked = {"to": address, "timeout": "0.05"}
    answer = requests.get(f"{mail['MAIL_URL']}/api/wait", params=asked, timeout=10)
    assert answer.status_code == 408


@pytest.mark.parametrize("seconds", ["nan", "inf", "-inf", "1e999", "soon"])
def test_a_wait_for_no_number_of_seconds_is_refused(mail: Variables, address: str, seconds: str) -> None:
    asked = {"to": address, "timeout": seconds}
    assert requests.get(f"{mail['MAIL_URL']}/api/wait", params=asked, timeout=10).status_code == 400


def test_only_mails_after_a_known_one_are_waited_for(mail: Variables, address: str) -> None:
    _send(mail, _message(address, subject="first"), address)
    first = _wait(mail, address)
    _send(mail, _message(address, subject="second"), address)
    assert _wait(mail, address, after=str(first["id"]))["subject"] == "second"


def test_a_list_holds_the_newest_first_and_a_deleted_mail_is_gone(mail: Variables, address: str) -> None:
    for subject in ("one", "two"):
        _send(mail, _message(address, subject=subject), address)
    url = f"{mail['MAIL_URL']}/api/mails"
    listed = requests.get(url, params={"to": address}, timeout=10).json()
    assert [one["subject"] for one in listed] == ["two", "one"]
    assert requests.delete(f"{url}/{listed[0]['id']}", timeout=10).json() == {"deleted": 1}
    assert requests.get(f"{url}/{listed[0]['id']}", timeout=10).status_code == 404
    assert [one["subject"] for one in requests.get(url, params={"to": address}, timeout=10).json()] == ["one"]


def test_attachments_are_listed_and_the_mail_comes_back_as_it_was_sent(mail: Variables, address: str) -> None:
    message = _message(address)
    message.add_attachment(b"\0" * 1000, maintype="application", subtype="pdf", filename="paper.pdf")
    _send(mail, message, address)
    found = _wait(mail, address)
    assert found["attachments"] == [{"name": "paper.pdf", "type": "application/pdf", "size_bytes": 1000}]
    raw = requests.get(f"{mail['MAIL_URL']}/api/mails/{found['id']}/raw", timeout=10)
    assert raw.content == message.as_bytes(policy=SMTP)


def test_a_client_that_insists_on_signing_in_is_let_in(mail: Variables, address: str) -> None:
    with smtplib.SMTP(mail["SMTP_HOST"], int(mail["SMTP_PORT"]), timeout=30) as smtp:
        smtp.login("any", "thing")
        smtp.send_message(_message(address), to_addrs=[address])
    assert _wait(mail, address)["subject"] == "Hello"


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> | 😀"


def test_nothing_of_a_hostile_mail_is_markup_on_our_pages(mail: Variables, address: str) -> None:
    _send(mail, _message(address, subject=HOSTILE, text=HOSTILE, html=HOSTILE), address)
    identity = _wait(mail, address)["id"]
    for page in ("/", f"/mails/{identity}"):
        answer = requests.get(mail["MAIL_URL"] + page, timeout=10)
        assert "<script" not in answer.text
        assert "<img" not in answer.text
        assert "&lt;script&gt;" in answer.text
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_html_of_a_mail_is_served_without_any_right(mail: Variables, address: str) -> None:
    _send(mail, _message(address, html=HOSTILE), address)
    page = requests.get(f"{mail['MAIL_URL']}/mails/{_wait(mail, address)['id']}/html", timeout=10)
    policy = [part.strip() for part in page.headers["Content-Security-Policy"].split(";")]
    assert {"sandbox", "default-src 'none'", "form-action 'none'"} <= set(policy)
    assert page.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_of_another_site_cannot_read_the_mails(mail: Variables) -> None:
    evil = requests.get(f"{mail['MAIL_URL']}/api/mails", headers={"Host": "evil.example"}, timeout=10)
    assert evil.status_code == 403
    origin = {"Origin": "http://evil.example"}
    crossing = requests.get(f"{mail['MAIL_URL']}/api/mails", headers=origin, timeout=10)
    assert "Access-Control-Allow-Origin" not in crossing.headers


BROKEN = {
    "no header at all": b"\r\nbody",
    "nothing": b"",
    "not text": bytes(range(256)) * 10,
    "a charset nobody knows": b"Content-Type: text/plain; charset=x-klingon\r\n\r\nqapla\xff",
    "broken base64": b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
    "an address that never ends": b"To: " + b"<" * 2000 + b"\r\nSubject: =?utf-8?b?//8=?=\r\n\r\nx",
    "a thousand nested parts": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(1000)
    ),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_mail_is_kept_and_shown(mail: Variables, address: str, content: bytes) -> None:
    _send(mail, content, address)
    identity = _wait(mail, address)["id"]
    assert requests.get(f"{mail['MAIL_URL']}/mails/{identity}", timeout=10).status_code == 200


def test_a_mail_above_the_limit_is_refused(mail: Variables, address: str) -> None:
    with pytest.raises((smtplib.SMTPException, ConnectionError)):
        _send(mail, b"Subject: big\r\n\r\n" + b"x" * (26 * 1024**2), address)


def test_it_listens_on_loopback_only(mail: Variables) -> None:
    for port in (int(mail["SMTP_PORT"]), int(mail["MAIL_URL"].rpartition(":")[2])):
        wildcards = _listening_on(port) - {"0100007F"}
        assert not wildcards


def _listening_on(port: int) -> set[str]:
    """Local addresses, as the kernel writes them, of the sockets that listen on a port."""
    lines = [
        line for name in ("tcp", "tcp6") for line in Path("/proc/net", name).read_text().splitlines()[1:]
    ]
    listening = [row[1].split(":") for row in map(str.split, lines) if row[3] == "0A"]
    return {address for address, at in listening if int(at, 16) == port}


class _OwnCatcher:
    """A catcher of this test's own, to be killed: durable, and small."""

    def __init__(self, folder: Path, **limits: int) -> None:
        self.smtp_port, self.http_port = _free_port(), _free_port()
        (folder / "mails").mkdir(exist_ok=True)
        settings = {
            "smtp_port": self.smtp_port,
            "http_port": self.http_port,
            "folder": str(folder / "mails"),
            "durable": True,
            "count_max": 1000,
            "bytes_max": 10**7,
            "message_bytes_max": 10**6,
            **limits,
        }
        (folder / "settings.json").write_text(json.dumps(settings))
        package = Path(greenlane.services.mailcatcher.__file__).parent
        self.process = subprocess.Popen(
            [sys.executable, "-m", package.name, str(folder / "settings.json")],
            cwd=package.parent,
            stdout=subprocess.DEVNULL,
        )
        self.variables = {
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(self.smtp_port),
            "MAIL_URL": f"http://127.0.0.1:{self.http_port}",
        }
        self._await()

    def _await(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.smtp_port), 1).close()
                self.mails()
                return
            assert time.monotonic() < deadline, "the catcher did not start within 60 s"
            assert self.process.poll() is None, f"the catcher ended with {self.process.returncode}"
            threading.Event().wait(0.02)

    def mails(self) -> list[dict[str, object]]:
        with urllib.request.urlopen(f"{self.variables['MAIL_URL']}/api/mails", timeout=10) as answer:
            listed: list[dict[str, object]] = json.load(answer)
            return listed

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def test_every_mail_acknowledged_before_kill_9_is_there_afterwards(tmp_path: Path) -> None:
    catcher = _OwnCatcher(tmp_path)
    acknowledged: list[str] = []
    enough = threading.Event()

    def send_until_it_dies() -> None:
        with (
            contextlib.suppress(OSError, smtplib.SMTPException),
            smtplib.SMTP("127.0.0.1", catcher.smtp_port, timeout=10) as smtp,
        ):
            while True:
                subject = secrets.token_hex(8)
                content = f"Subject: {subject}\r\n\r\nx"
                smtp.sendmail("a@example.test", ["b@example.test"], content)
                acknowledged.append(subject)
                if len(acknowledged) > 60:
                    enough.set()

    senders = [threading.Thread(target=send_until_it_dies) for _ in range(3)]
    for sender in senders:
        sender.start()
    assert enough.wait(60)
    catcher.kill()
    for sender in senders:
        sender.join(20)
    again = _OwnCatcher(tmp_path)
    present = {one["subject"] for one in again.mails()}
    again.kill()
    print(f"acknowledged {len(acknowledged)}, present {len(present)}, in flight at most {len(senders)}")
    assert set(acknowledged) <= present
    assert not list((tmp_path / "mails").glob(".*")), "half-written mails were left behind"


def test_the_oldest_mail_goes_when_there_are_too_many(tmp_path: Path) -> None:
    catcher = _OwnCatcher(tmp_path, count_max=3)
    for number in range(5):
        _send(catcher.variables, _message("x@example.test", subject=f"mail {number}"), "x@example.test")
    subjects = [one["subject"] for one in catcher.mails()]
    page = requests.get(catcher.variables["MAIL_URL"], timeout=10).text
    catcher.kill()
    assert subjects == ["mail 4", "mail 3", "mail 2"]
    assert "2 older ones were given up" in page
    assert len(list((tmp_path / "mails").iterdir())) == 3


def test_a_search_value_with_markup_is_data(mail: Variables) -> None:
    answer = requests.get(f"{mail['MAIL_URL']}/api/mails?to={quote(HOSTILE)}", timeout=10)
    assert (answer.json(), answer.headers["Content-Type"]) == ([], "application/json")
