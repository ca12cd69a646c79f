"""The Redis protocol as far as we speak it: replies, refusals, and answers that are none."""

from __future__ import annotations

import io

import pytest

from greenlane.edges import redis


class Conversation(io.BytesIO):
    """A stream whose answers are written beforehand; keeps what was sent."""

    def __init__(self, answers: bytes) -> None:
        super().__init__(answers)
        self.sent = b""

    def write(self, data: bytes) -> int:  # type: ignore[override]  # any buffer in the base, bytes are all we send
        self.sent += data
        return len(data)


def reply(answer: bytes) -> redis.Reply:
    return redis.Connection(Conversation(answer)).ask("X")


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        (b"+OK\r\n", "OK"),
        (b":-7\r\n", -7),
        (b"$5\r\na\r\nbc\r\n", b"a\r\nbc"),
        (b"$0\r\n\r\n", b""),
        (b"$-1\r\n", None),
        (b"*2\r\n$1\r\na\r\n*1\r\n:1\r\n", [b"a", [1]]),
    ],
)
def test_a_reply_is_read(answer: bytes, meant: redis.Reply) -> None:
    assert reply(answer) == meant


def test_a_command_is_framed_by_length_so_that_no_value_can_break_out() -> None:
    conversation = Conversation(b"+OK\r\n")
    redis.Connection(conversation).ask("SET", "k", "a\r\nFLUSHALL\r\n")
    assert conversation.sent == b"*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$13\r\na\r\nFLUSHALL\r\n\r\n"


def test_an_error_carries_the_servers_words() -> None:
    with pytest.raises(redis.Refused, match="LOADING the dataset"):
        reply(b"-LOADING the dataset\r\n")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 400 Bad Request\r\n",
        b"+OK",
        b"$x\r\n",
        b"$9\r\nab",
        b"$99999999999\r\n",
        b"*1\r\n" * 20,
    ],
)
def test_what_is_no_redis_answer_is_said_to_be_none(answer: bytes) -> None:
    with pytest.raises(redis.Garbled):
        reply(answer)
