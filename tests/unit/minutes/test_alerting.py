"""Alerts passed on: lines in a log, the issue and the webhook, each on its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from greenlane.edges.webhook import Webhook
from greenlane.minutes.alert_message import log_lines
from greenlane.minutes.alerting import Passed, pass_on
from greenlane.minutes.alerts import alerts
from greenlane.model.bill import Cycle
from greenlane.model.budget import Reading
from greenlane.model.forecast import Alert, Level
from greenlane.model.minutes import Alerts
from tests.standins.actions import broken
from tests.unit.minutes.issue_hub import Hub, hub
from tests.unit.minutes.listening import Receiver, listening
from tests.unit.minutes.readings import forecast, reading


@pytest.fixture
def github() -> Iterator[Hub]:
    with hub() as made:
        yield made


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as made:
        yield made


def call(receiver: Receiver, now: Reading, told: str | None = None, github: Hub | None = None) -> Passed:
    webhook = Webhook(receiver.url, "MINUTES_WEBHOOK", sleep=lambda _: None)
    tracker = github.issues if github else None
    return pass_on(alerts(now, Alerts()), now, tracker=tracker, post=webhook.post, told=told)


def test_the_webhook_gets_what_the_docs_say(receiver: Receiver) -> None:
    late = forecast(overrun=0.97, mid=2310.0, low90=2050.0, high90=2600.0, runs_out=date(2026, 11, 24))
    call(receiver, reading(1812, forecast=late))
    (body,) = receiver.got
    assert len(body.pop("id")) == 32
    said = {one["key"]: one.pop("message") for one in body["alerts"]}
    assert body.pop("text").splitlines() == [f"octo-org: {message}" for message in said.values()]
    assert body == {
        "schema": "greenlane.alerts/1",
        "account": "octo-org",
        "made_at": "2026-11-15T12:00:00Z",
        "cycle": {"since": "2026-11-01", "until": "2026-12-01"},
        "spent": 1812.0,
        "included": 2000,
        "law": "raw",
        "forecast": {
            "mid": 2310.0,
            "low90": 2050.0,
            "high90": 2600.0,
            "overrun": 0.97,
            "runs_out": "2026-11-24",
        },
        "alerts": [
            {"key": "spent-90", "level": "warning", "is_new": True},
            {"key": "overrun", "level": "warning", "is_new": True},
        ],
    }


def test_what_is_unknown_is_null_for_the_webhook(receiver: Receiver) -> None:
    call(receiver, reading(None, forecast=None, why_unknown="no sync yet"))
    (body,) = receiver.got
    assert (body["spent"], body["forecast"]) == (None, None)


def test_the_webhook_hears_each_thing_once(receiver: Receiver) -> None:
    told = call(receiver, reading(1000)).told
    for spent in (1010, 1020, 1030):
        told = call(receiver, reading(spent), told).told
    assert len(receiver.got) == 1
    call(receiver, reading(1500), told)
    assert [one["is_new"] for one in receiver.got[1]["alerts"]] == [True]


def test_in_a_new_cycle_the_webhook_hears_it_again(receiver: Receiver) -> None:
    told = call(receiver, reading(1000)).told
    call(receiver, reading(1000, cycle=Cycle(date(2026, 12, 1), date(2027, 1, 1))), told)
    assert len(receiver.got) == 2


def test_what_nobody_took_is_posted_again_by_the_next_run(receiver: Receiver) -> None:
    receiver.answers = [(404, {})]
    failed = call(receiver, reading(1000))
    assert [one.what for one in failed.failures] == [
        "the webhook of MINUTES_WEBHOOK did not take it: status 404"
    ]
    assert call(receiver, reading(1000), failed.told).said == ("posted to the webhook: spent-50",)


def test_a_body_that_is_sent_again_has_the_same_id(receiver: Receiver) -> None:
    receiver.answers = [(500, {})]
    call(receiver, reading(1000))
    first, second = receiver.got
    assert first == second


def test_a_calm_month_posts_nothing(receiver: Receiver) -> None:
    passed = call(receiver, reading(10))
    assert (passed.said, passed.failures, receiver.got) == ((), (), [])


def test_an_issue_that_fails_does_not_keep_the_webhook_back(receiver: Receiver, github: Hub) -> None:
    github.world.faults.insert(0, broken("/issues", status=403, times=-1))
    passed = call(receiver, reading(1000), github=github)
    assert passed.said == ("posted to the webhook: spent-50",)
    assert len(passed.failures) == 1


def test_a_webhook_that_fails_does_not_keep_the_issue_back(receiver: Receiver, github: Hub) -> None:
    receiver.answers = [(410, {})]
    passed = call(receiver, reading(1000), github=github)
    assert passed.said == ("opened issue #1",)
    assert len(passed.failures) == 1


def test_where_nothing_is_declared_nothing_is_done() -> None:
    now = reading(2000)
    assert pass_on(alerts(now, Alerts()), now) == Passed((), "")


def test_without_a_webhook_what_it_was_told_stays_known() -> None:
    now = reading(2000)
    assert pass_on(alerts(now, Alerts()), now, told="before").told == "before"


def test_the_log_has_a_line_for_each_alert() -> None:
    assert log_lines(alerts(reading(2000), Alerts())) == (
        "::error title=GitHub Actions minutes::"
        "2,000 of 2,000 included minutes are used (100 %25, counted by raw).",
    )


@pytest.mark.parametrize(
    ("level", "command"),
    [
        (Level.OVER, "error"),
        (Level.WARNING, "warning"),
        (Level.NOTICE, "notice"),
        (Level.OK, "notice"),
    ],
)
def test_the_command_follows_the_level(level: Level, command: str) -> None:
    (line,) = log_lines([Alert("x", level, "said")])
    assert line == f"::{command} title=GitHub Actions minutes::said"


def test_a_message_from_outside_is_one_command() -> None:
    (line,) = log_lines([Alert("x", Level.OVER, "50 %0A\r\n::stop-commands::x\x1b[31m")])
    assert line.endswith("::50 %250A ::stop-commands::x?[31m")
    assert "\n" not in line


def test_a_fault_of_ours_is_not_hidden() -> None:
    def broken_post(_: Mapping[str, Any]) -> None:
        raise ZeroDivisionError

    now = reading(2000)
    with pytest.raises(ZeroDivisionError):
        pass_on(alerts(now, Alerts()), now, post=broken_post)
