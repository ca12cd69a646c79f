"""How long the client goes on: what it asks again, what it waits for, and when it gives up."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from email.utils import formatdate

import pytest
from tests.standins.patience import START, Clock, client_of
from tests.standins.scripted import Reply, Script, scripted

from greenlane.edges.github_errors import RateLimited, Refused
from greenlane.edges.github_limits import Wait
from greenlane.model.errors import OutsideError
from greenlane.model.github import Quota

SECONDARY = {"message": "You have exceeded a secondary rate limit."}


@pytest.fixture
def script() -> Iterator[Script]:
    with scripted() as script:
        yield script


def primary(reset_at: float, date: float | None = None) -> Reply:
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": f"{reset_at:.0f}"}
    if date is not None:
        headers["Date"] = formatdate(date, usegmt=True)
    return Reply({"message": "API rate limit exceeded"}, 403, headers)


@pytest.mark.parametrize(
    "failure",
    [
        Reply({"message": "oops"}, 500),
        Reply(b"<html>", 502),
        Reply({"a": 1}, cut_at=0),
        Reply({"a": 1}, cut_at=4),
        Reply(b'{"a": ', headers={"Content-Length": "6"}),
    ],
    ids=["500", "502", "no answer", "cut", "half a JSON"],
)
def test_what_fails_in_passing_is_asked_again(script: Script, failure: Reply) -> None:
    clock = Clock()
    script.says(failure, failure, Reply({"a": 1}))
    assert client_of(script.url, clock).get("x").content == {"a": 1}
    assert len(clock.slept) == len(clock.told) == 2


def test_silence_is_asked_again(script: Script) -> None:
    script.says(Reply(silent=True), Reply({"a": 1}))
    assert client_of(script.url, timeout_s=2.0).get("x").content == {"a": 1}


def test_after_the_last_try_the_error_says_how_often(script: Script) -> None:
    script.says(*[Reply({}, cut_at=0)] * 9)
    with pytest.raises(OutsideError, match=r"did not answer: GET .*/x") as caught:
        client_of(script.url, tries=3).get("x")
    assert caught.value.detail == ("ConnectionError, 3 times",)
    assert len(script.asked) == 3


def test_a_500_that_stays_is_told_with_its_words(script: Script) -> None:
    script.says(*[Reply({"message": "unicorn"}, 500)] * 5)
    with pytest.raises(Refused, match="unicorn"):
        client_of(script.url).get("x")
    assert len(script.asked) == 5


def test_what_may_have_arrived_is_not_sent_twice(script: Script) -> None:
    script.says(Reply({}, cut_at=0))
    with pytest.raises(OutsideError):
        client_of(script.url).post("x", {})
    assert len(script.asked) == 1


def test_a_change_that_says_the_same_twice_is_sent_again(script: Script) -> None:
    script.says(Reply({}, 502), Reply({"n": 1}))
    assert client_of(script.url).patch("x", {}) == {"n": 1}


def test_a_refused_upload_is_sent_from_its_beginning_again(script: Script) -> None:
    script.says(Reply(SECONDARY, 403, {"Retry-After": "1"}), Reply({"id": 1}, 201))
    assert client_of(script.url).upload(f"{script.url}/u", {"name": "a"}, io.BytesIO(b"whole")) == {"id": 1}
    assert [asked.body for asked in script.asked] == [b"whole", b"whole"]


def test_a_permission_that_lacks_is_not_asked_for_again(script: Script) -> None:
    script.says(Reply({"message": "Resource not accessible by integration"}, 403))
    clock = Clock()
    with pytest.raises(Refused, match="not accessible"):
        client_of(script.url, clock).get("x")
    assert clock.slept == []


def test_it_waits_as_long_as_retry_after_says(script: Script) -> None:
    clock = Clock()
    script.says(Reply(SECONDARY, 403, {"Retry-After": "7"}), Reply({"a": 1}))
    client_of(script.url, clock).get("x")
    assert clock.told == [Wait(7, "GitHub's secondary rate limit")]
    assert clock.slept == [7]


def test_a_secondary_limit_without_a_time_waits_longer_each_time(script: Script) -> None:
    clock = Clock()
    script.says(Reply(SECONDARY, 403), Reply({}, 429), Reply({"a": 1}))
    client_of(script.url, clock, max_wait_s=200).get("x")
    assert clock.slept == [60, 120]


def test_it_waits_until_the_primary_limit_is_reset(script: Script) -> None:
    clock = Clock()
    script.says(primary(START + 30, START), Reply({"a": 1}))
    client_of(script.url, clock).get("x")
    assert clock.slept == [31]


@pytest.mark.parametrize("off", [-100_000, 100_000])
def test_a_clock_that_is_off_does_not_change_the_wait(script: Script, off: int) -> None:
    clock = Clock(START + off)
    script.says(primary(START + 30, START), Reply({"a": 1}))
    client_of(script.url, clock).get("x")
    assert clock.slept == [31]


def test_a_limit_that_is_too_far_away_is_an_error_with_its_time(script: Script) -> None:
    clock = Clock()
    script.says(primary(START + 3000, START))
    with pytest.raises(
        RateLimited, match=r"primary rate limit is used up until 2026-\d\d-\d\d .* UTC"
    ) as caught:
        client_of(script.url, clock, max_wait_s=120).get("x")
    assert caught.value.reset_at == START + 3001
    assert clock.slept == []


def test_the_waits_of_one_request_are_bounded_together(script: Script) -> None:
    script.says(*[Reply(SECONDARY, 403, {"Retry-After": "0"})] * 99)
    clock = Clock()
    with pytest.raises(RateLimited):
        client_of(script.url, clock, max_wait_s=10).get("x")
    assert clock.slept == [1] * 10


def test_what_is_left_of_the_limit_is_known_after_each_answer(script: Script) -> None:
    left = {"X-RateLimit-Limit": "1000", "X-RateLimit-Remaining": "998", "X-RateLimit-Reset": "1795000100"}
    script.says(Reply({}, headers=left), Reply({}))
    client = client_of(script.url)
    assert client.quota is None
    client.get("x")
    client.get("x")
    assert client.quota == Quota(1000, 998, 1_795_000_100)


def test_a_client_without_a_clock_of_ours_uses_the_real_one(script: Script) -> None:
    from greenlane.edges.github_client import Client

    script.says(Reply({}, 500), Reply({"a": 1}))
    before = time.monotonic()
    assert Client(script.url, "").get("x").content == {"a": 1}
    assert time.monotonic() - before < 30
