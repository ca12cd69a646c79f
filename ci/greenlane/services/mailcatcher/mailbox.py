"""The mails that were caught: one file each, the oldest given up when there are too many."""

from __future__ import annotations

import email
import email.policy
import json
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

_SUFFIX = ".mail"


@dataclass(frozen=True)
class Summary:
    """One mail in a list. recipients: of the envelope, so that blind copies count. received_at: Unix time."""

    id: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    received_at: float
    size_bytes: int


class Mailbox:
    """Safe for several threads. A file holds the summary as a line of JSON, then the mail as it came."""

    def __init__(self, folder: Path, *, durable: bool, count_max: int, bytes_max: int) -> None:
        self._folder, self._durable = folder, durable
        self._count_max, self._bytes_max = count_max, bytes_max
        self._changed = threading.Condition()
        self._mails: dict[str, Summary] = {}
        self._last = 0
        self.dropped = 0
        self._load()

    def add(self, sender: str, recipients: tuple[str, ...], content: bytes) -> Summary:
        """Keep a mail; in durable mode it is on the disk when this returns. Raises OSError."""
        summary = Summary(self._next(), sender, recipients, _subject(content), time.time(), len(content))
        self._write(summary, content)
        with self._changed:
            self._mails[summary.id] = summary
            self._give_up_oldest()
            self._changed.notify_all()
        return summary

    def list(self, to: str = "", subject: str = "", after: str = "") -> list[Summary]:
        """Newest first. to: a recipient, in any case; subject: a part of it; after: newer than that mail."""
        with self._changed:
            newest_first = list(reversed(self._mails.values()))
        return [one for one in newest_first if _matches(one, to, subject, after)]

    def wait(self, timeout_s: float, *, to: str = "", subject: str = "", after: str = "") -> Summary | None:
        """The newest mail that matches, now or within timeout_s seconds; None when none came."""
        with self._changed:
            found = self._changed.wait_for(lambda: self.list(to, subject, after), timeout_s)
        return found[0] if found else None

    def content(self, identity: str) -> bytes | None:
        """The mail as it came, or None when there is no such mail."""
        if self.summary(identity) is None:
            return None
        try:
            return self._path(identity).read_bytes().partition(b"\n")[2]
        except FileNotFoundError:
            return None

    def summary(self, identity: str) -> Summary | None:
        with self._changed:
            return self._mails.get(identity)

    def delete(self, identity: str) -> bool:
        """Whether there was such a mail."""
        with self._changed:
            was_there = self._mails.pop(identity, None) is not None
        if was_there:
            self._path(identity).unlink(missing_ok=True)
        return was_there

    def clear(self) -> int:
        """Delete all; says how many."""
        with self._changed:
            gone, self._mails = list(self._mails), {}
        for identity in gone:
            self._path(identity).unlink(missing_ok=True)
        return len(gone)

    def _next(self) -> str:
        """Rises with time and never repeats, over restarts too."""
        with self._changed:
            self._last = max(time.time_ns(), self._last + 1)
            return f"{self._last:020d}"

    def _write(self, summary: Summary, content: bytes) -> None:
        aside = self._folder / f".{summary.id}"
        try:
            with aside.open("xb") as handle:
                handle.write(json.dumps(asdict(summary)).encode() + b"\n" + content)
                handle.flush()
                if self._durable:
                    os.fsync(handle.fileno())
            aside.rename(self._path(summary.id))
        except OSError:
            aside.unlink(missing_ok=True)
            raise
        if self._durable:
            descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def _give_up_oldest(self) -> None:
        total = sum(one.size_bytes for one in self._mails.values())
        while len(self._mails) > 1 and (len(self._mails) > self._count_max or total > self._bytes_max):
            oldest = next(iter(self._mails))
            total -= self._mails.pop(oldest).size_bytes
            self._path(oldest).unlink(missing_ok=True)
            self.dropped += 1

    def _load(self) -> None:
        for half_written in self._folder.glob(".*"):
            half_written.unlink()
        for summary in self._stored():
            self._mails[summary.id] = summary
            self._last = int(summary.id)
        self._give_up_oldest()

    def _stored(self) -> Iterator[Summary]:
        for path in sorted(self._folder.glob(f"*{_SUFFIX}")):
            with path.open("rb") as handle:
                fields = json.loads(handle.readline())
            yield Summary(**{**fields, "recipients": tuple(fields["recipients"])})

    def _path(self, identity: str) -> Path:
        return self._folder / f"{identity}{_SUFFIX}"


def _matches(mail: Summary, to: str, subject: str, after: str) -> bool:
    if to and to.casefold() not in (one.casefold() for one in mail.recipients):
        return False
    return subject.casefold() in mail.subject.casefold() and mail.id > after


def _subject(content: bytes) -> str:
    head = content.partition(b"\r\n\r\n")[0][:65536]
    try:
        return str(email.message_from_bytes(head, policy=email.policy.default)["subject"] or "")[:1000]
    except Exception:  # a hostile header may break the standard library's parser in any way
        return ""
