"""What the mailbox keeps, finds, gives up, and finds again after a restart."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from greenlane.services.mailcatcher.mailbox import Mailbox, Summary

Open = Callable[..., Mailbox]


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    """Opens the mailbox of one folder, as a catcher does at its start."""

    def open_it(*, durable: bool = False, count_max: int = 100, bytes_max: int = 10**6) -> Mailbox:
        return Mailbox(tmp_path, durable=durable, count_max=count_max, bytes_max=bytes_max)

    return open_it


def add(box: Mailbox, subject: str, to: str = "a@example.test", text: str = "x") -> Summary:
    return box.add("from@example.test", (to,), f"Subject: {subject}\r\n\r\n{text}".encode())


def subjects(mails: list[Summary]) -> list[str]:
    return [one.subject for one in mails]


def test_the_newest_comes_first_and_its_content_is_as_it_came(opened: Open) -> None:
    box = opened()
    first, second = add(box, "one"), add(box, "two")
    assert subjects(box.list()) == ["two", "one"]
    assert box.content(second.id) == b"Subject: two\r\n\r\nx"
    assert box.summary(first.id) == first


def test_a_search_goes_by_recipient_part_of_the_subject_and_mail_before(opened: Open) -> None:
    box = opened()
    first = add(box, "Welcome", "Anna@Example.test")
    add(box, "Your code", "anna@example.test")
    assert subjects(box.list(to="ANNA@example.test")) == ["Your code", "Welcome"]
    assert subjects(box.list(subject="WELC")) == ["Welcome"]
    assert subjects(box.list(after=first.id)) == ["Your code"]
    assert box.list(to="anna") == []


@pytest.mark.parametrize("durable", [True, False])
def test_after_a_restart_the_mails_are_there_and_new_ones_come_after_them(
    opened: Open, durable: bool
) -> None:
    before = opened(durable=durable)
    kept = add(before, "kept")
    after = opened(durable=durable)
    assert after.list() == [kept]
    assert add(after, "new").id > kept.id


def test_what_was_half_written_is_gone_after_a_restart(opened: Open, tmp_path: Path) -> None:
    (tmp_path / ".00000000000000000001").write_bytes(b"{")
    assert opened().list() == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("limit", [{"count_max": 2}, {"bytes_max": 40}], ids=str)
def test_the_oldest_is_given_up_for_want_of_room(opened: Open, tmp_path: Path, limit: dict[str, int]) -> None:
    box = opened(**limit)
    for number in range(4):
        add(box, str(number))
    assert subjects(box.list()) == ["3", "2"]
    assert (box.dropped, len(list(tmp_path.iterdir()))) == (2, 2)


def test_the_only_mail_is_kept_however_large(opened: Open) -> None:
    box = opened(bytes_max=10)
    add(box, "large", text="x" * 100)
    assert subjects(box.list()) == ["large"]


def test_a_smaller_limit_holds_from_the_restart_on(opened: Open) -> None:
    box = opened()
    add(box, "one")
    add(box, "two")
    assert subjects(opened(count_max=1).list()) == ["two"]


def test_a_deleted_mail_is_gone_once(opened: Open, tmp_path: Path) -> None:
    box = opened()
    mail = add(box, "one")
    assert [box.delete(mail.id), box.delete(mail.id)] == [True, False]
    assert (box.content(mail.id), box.summary(mail.id), list(tmp_path.iterdir())) == (None, None, [])


def test_clearing_says_how_many_went(opened: Open, tmp_path: Path) -> None:
    box = opened()
    add(box, "one")
    add(box, "two")
    assert (box.clear(), box.clear(), list(tmp_path.iterdir())) == (2, 0, [])


def test_a_mail_whose_file_somebody_removed_is_no_mail(opened: Open, tmp_path: Path) -> None:
    box = opened()
    mail = add(box, "one")
    (tmp_path / f"{mail.id}.mail").unlink()
    assert box.content(mail.id) is None


def test_a_mail_that_could_not_be_kept_is_an_error_and_leaves_nothing(opened: Open, tmp_path: Path) -> None:
    box = opened()
    tmp_path.rmdir()
    tmp_path.write_bytes(b"")
    with pytest.raises(OSError, match="Not a directory"):
        add(box, "one")
    assert box.list() == []


def test_waiting_ends_when_the_mail_comes(opened: Open) -> None:
    box = opened()
    add(box, "another", "other@example.test")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(box.wait, 20.0, to="a@example.test")
        add(box, "awaited")
        found = waiting.result(timeout=25)
    assert found is not None
    assert found.subject == "awaited"


def test_waiting_for_nothing_ends_without_a_mail(opened: Open) -> None:
    assert opened().wait(0.0) is None


def test_many_at_once_are_all_kept(opened: Open) -> None:
    box = opened()
    start = threading.Barrier(4)

    def send(sender: int) -> None:
        start.wait(20)
        for number in range(10):
            add(box, f"{sender}.{number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, range(4)))
    assert sorted(subjects(box.list())) == sorted(f"{a}.{b}" for a in range(4) for b in range(10))


@pytest.mark.parametrize(
    "content",
    [b"", b"\r\n\r\nSubject: late", b"Subject: =?utf-8?b?//8=?=\r\n\r\n", bytes(range(256))],
    ids=["nothing", "in the body", "bad encoding", "not text"],
)
def test_a_subject_that_cannot_be_read_is_no_reason_to_refuse(opened: Open, content: bytes) -> None:
    box = opened()
    mail = box.add("", (), content)
    assert box.content(mail.id) == content


def test_a_subject_without_end_is_cut(opened: Open) -> None:
    assert len(add(opened(), "x" * 5000).subject) == 1000
