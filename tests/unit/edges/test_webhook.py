"""A webhook: sent until somebody takes it, over https or the loopback only, its address never shown."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator

import pytest
from tests.unit.minutes.listening import Receiver, listening

from greenlane.edges.webhook import LONGEST_WAIT_S, TRIES, Webhook
from greenlane.model.errors import OutsideError, UsageError

NAME = "MINUTES_WEBHOOK"
TAIL = "T0/B0/" + "hush" * 4


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as receiver:
        yield receiver


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def webhook(receiver: Receiver, waits: list[float]) -> Webhook:
    return Webhook(f"{receiver.url}/{TAIL}", NAME, sleep=waits.append, chance=lambda: 0.5)


def shown(call: Callable[[], object]) -> str:
    """Everything that a user or a log could see of its error."""
    try:
        call()
    except (OutsideError, UsageError) as err:
        return "\n".join([str(err), repr(err), *traceback.format_exception(err)])
    pytest.fail("there was no error")


def test_it_sends_json(webhook: Webhook, receiver: Receiver, waits: list[float]) -> None:
    webhook.post({"text": "half is used: ½"})
    assert receiver.got == [{"text": "half is used: ½"}]
    assert receiver.headers[0]["Content-Type"] == "application/json"
    assert waits == []


@pytest.mark.parametrize("trouble", [0, 429, 500, 503])
def test_what_passes_is_tried_again(
    webhook: Webhook, receiver: Receiver, waits: list[float], trouble: int
) -> None:
    receiver.answers = [(trouble, {}), (trouble, {})]
    webhook.post({"id": "1"})
    assert receiver.got == [{"id": "1"}] * 3
    assert waits == [0.5, 1.0]


def test_it_waits_as_long_as_it_is_asked_to(webhook: Webhook, receiver: Receiver, waits: list[float]) -> None:
    receiver.answers = [(429, {"Retry-After": "7"})]
    webhook.post({})
    assert waits == [7.0]


@pytest.mark.parametrize("after", ["86400", "9" * 400])
def test_it_does_not_wait_for_hours(
    webhook: Webhook, receiver: Receiver, waits: list[float], after: str
) -> None:
    assert float(after) > LONGEST_WAIT_S
    receiver.answers = [(429, {"Retry-After": after})]
    with pytest.raises(OutsideError, match="429"):
        webhook.post({})
    assert waits == []


@pytest.mark.parametrize("after", ["Fri, 20 Nov 2026 12:00:00 GMT", "-5", "nan", "\u0661"])
def test_a_wait_that_is_no_number_of_seconds_is_left_to_chance(
    webhook: Webhook, receiver: Receiver, waits: list[float], after: str
) -> None:
    receiver.answers = [(503, {"Retry-After": after.encode().decode("latin-1")})]
    webhook.post({})
    assert waits == [0.5]


@pytest.mark.parametrize("status", [301, 307, 400, 403, 404, 410])
def test_a_refusal_is_not_repeated_and_a_redirect_not_followed(
    webhook: Webhook, receiver: Receiver, status: int
) -> None:
    receiver.answers = [(status, {"Location": f"{receiver.url}/elsewhere"})]
    with pytest.raises(OutsideError, match=f"status {status}"):
        webhook.post({})
    assert len(receiver.got) == 1


def test_it_gives_up_in_the_end(webhook: Webhook, receiver: Receiver) -> None:
    receiver.answers = [(500, {})] * TRIES
    with pytest.raises(OutsideError, match="status 500"):
        webhook.post({})
    assert len(receiver.got) == TRIES


def test_silence_ends_by_a_time_out(receiver: Receiver) -> None:
    receiver.answers = [(-1, {})]
    Webhook(receiver.url, NAME, sleep=lambda _: None, timeout_s=2.0).post({"id": "1"})
    assert len(receiver.got) == 2


@pytest.mark.parametrize("status", [0, 404, 500])
def test_no_error_shows_the_address(webhook: Webhook, receiver: Receiver, status: int) -> None:
    receiver.answers = [(status, {})] * TRIES
    said = shown(lambda: webhook.post({}))
    assert NAME in said
    assert "hush" not in said
    assert receiver.url not in said


def test_its_repr_shows_no_address(webhook: Webhook) -> None:
    assert repr(webhook) == f"Webhook({NAME})"
    assert "hush" not in str(webhook)


@pytest.mark.parametrize(
    "address",
    [
        *("http://example.com/hush", "ftp://127.0.0.1/hush", "file:///hush", "hush", "", "https://"),
        *("https:///hush", "http://127.0.0.1.example.com/hush", "http://localhost.example.com/hush"),
        *(
            "http://[::1/hush",
            "http://user@10.0.0.1/hush",
            "//127.0.0.1/hush",
            "http://127.0.0.1@evil.example/",
        ),
        *("http://127.0.0.1\\@evil.example/hush", "http://evil.example\\@127.0.0.1/hush"),
        *("http://0.0.0.0/hush", "https://exa mple.com/hush", "https://example.com/hush\nmore"),
    ],
)
def test_only_https_or_the_loopback_is_an_address(address: str) -> None:
    said = shown(lambda: Webhook(address, NAME))
    assert f"{NAME} holds no https address" in said
    assert "hush" not in said


@pytest.mark.parametrize(
    "address",
    ["https://example.com/x", "http://localhost:8080/x", "http://[::1]:1/x", "HTTPS://example.com/x"],
)
def test_https_and_the_loopback_are_addresses(address: str) -> None:
    assert Webhook(address, NAME).name == NAME


def test_the_line_end_of_a_secret_does_not_matter(receiver: Receiver) -> None:
    Webhook(f"{receiver.url}\n", NAME).post({"id": "1"})
    assert receiver.got == [{"id": "1"}]


@pytest.mark.parametrize("address", ["https://127.0.0.1:9/hush", "https://a:b/hush", "https://a..b/hush"])
def test_an_address_that_leads_nowhere_is_no_crash(address: str) -> None:
    said = shown(lambda: Webhook(address, NAME, sleep=lambda _: None).post({}))
    assert "hush" not in said
