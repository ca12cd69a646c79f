"""The mail catcher as a program of its own: it takes mail by SMTP, and ends when it is told to."""

from __future__ import annotations

import contextlib
import json
import signal
import smtplib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.services.mailcatcher.mailbox import Mailbox


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Program:
    """The catcher, running on free ports, with its mails in a folder."""

    def __init__(self, folder: Path) -> None:
        self.port, self.mails = free_port(), folder / "mails"
        self.mails.mkdir()
        settings = folder / "settings.json"
        limits = {"count_max": 100, "bytes_max": 10**6, "message_bytes_max": 5000, "durable": False}
        ports = {"smtp_port": self.port, "http_port": free_port()}
        settings.write_text(json.dumps({"folder": str(self.mails), **ports, **limits}))
        argv = [sys.executable, "-u", "-m", "greenlane.services.mailcatcher", str(settings)]
        self.process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)

    def smtp(self) -> smtplib.SMTP:
        """A connection, as soon as it takes one."""
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(ConnectionRefusedError):
                return smtplib.SMTP("127.0.0.1", self.port, timeout=20)
            assert self.process.poll() is None, f"the catcher ended with {self.process.returncode}"
            assert time.monotonic() < deadline, "the catcher took no connection within 60 s"
            threading.Event().wait(0.05)

    def end(self) -> tuple[int, str]:
        """Its exit code and what it printed."""
        self.process.send_signal(signal.SIGTERM)
        said, _ = self.process.communicate(timeout=20)
        return self.process.returncode, said


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    running = Program(tmp_path)
    yield running
    running.process.kill()
    running.process.communicate()


def test_it_takes_any_user_recipient_and_line_and_refuses_what_is_too_large(program: Program) -> None:
    line = b"x" * 3000
    with program.smtp() as smtp:
        smtp.login("any", "thing")
        smtp.sendmail("a@example.test", ["b@example.test", "c@example.test"], b"Subject: one\r\n\r\n" + line)
        with pytest.raises(smtplib.SMTPException, match="552"):
            smtp.sendmail("a@example.test", ["b@example.test"], b"x" * 6000)
    (mail,) = Mailbox(program.mails, durable=False, count_max=9, bytes_max=10**6).list()
    assert (mail.subject, mail.recipients) == ("one", ("b@example.test", "c@example.test"))
    assert program.end() == (0, f"caught {mail.id}: {mail.size_bytes} bytes for 2 recipient(s)\n")


def test_a_mail_that_cannot_be_kept_is_refused_for_now(program: Program) -> None:
    with program.smtp() as smtp:
        program.mails.rmdir()
        with pytest.raises(smtplib.SMTPDataError, match="452"):
            smtp.sendmail("a@example.test", ["b@example.test"], b"Subject: one\r\n\r\nx")
    assert program.end() == (0, "a mail was refused: No such file or directory\n")
