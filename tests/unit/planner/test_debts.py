"""Debts: owed once, due when they were due, paid by what proves them, refused at a release."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from greenlane.model.budget import BudgetLevel
from greenlane.model.plan import Choice, Debt, Deferral, Event, Plan, Until
from greenlane.planner import debts as owing
from tests.unit.planner.deciding import (
    DAY,
    HOUR,
    NOW,
    a_key,
    a_pass,
    choices,
    decided,
    declared,
    of,
    standing,
    waiting,
)

TIGHT = standing(BudgetLevel.TIGHT)
IOS = declared(waiting(defer=Deferral(Until.NIGHTLY, 3 * DAY)))
MONDAY = NOW - 2 * DAY
OWED = Debt("ios", "older", "c0", MONDAY, Until.NIGHTLY, MONDAY + 3 * DAY, "minutes are tight", branch="main")


def on_main(**changes: Any) -> Plan:
    return decided(IOS, **({"event": Event.PUSH, "branch": "main", "standing": TIGHT} | changes))


def test_what_is_put_off_is_owed_until_it_is_due() -> None:
    made = on_main()
    assert made.debts == (
        Debt(
            "ios",
            "ios-content",
            "c1",
            NOW,
            Until.NIGHTLY,
            NOW + 3 * DAY,
            "minutes are tight: as the test has it",
            branch="main",
        ),
    )
    assert of(made, "ios").debt == made.debts[0]


def test_putting_off_again_moves_the_debt_and_buys_no_time() -> None:
    made = on_main(debts=[OWED])
    assert [(one.digest, one.since, one.due_at) for one in made.debts] == [
        ("ios-content", MONDAY, MONDAY + 3 * DAY)
    ]


def test_a_debt_that_is_due_is_paid_whatever_the_event_and_the_minutes() -> None:
    made = on_main(debts=[OWED], now=MONDAY + 3 * DAY, event=Event.PULL_REQUEST)
    assert choices(made) == {"ios": Choice.RUN}
    assert "was due on" in of(made, "ios").reason
    assert made.debts == (OWED,), "running is not passing"


def test_a_debt_that_is_due_and_cannot_be_paid_is_refused() -> None:
    made = on_main(debts=[OWED], now=MONDAY + 4 * DAY, standing=standing(BudgetLevel.EXHAUSTED, 0))
    assert choices(made) == {"ios": Choice.REFUSE}


@pytest.mark.parametrize("event", ["push", "pull_request"])
def test_a_debt_whose_content_passed_in_the_meantime_is_paid(event: str) -> None:
    made = on_main(debts=[OWED], passes=[a_pass("ios", digest="older", event=event, passed_at=MONDAY + HOUR)])
    assert [one.digest for one in made.debts] == ["ios-content"]
    assert made.debts[0].since == NOW, "the older content is paid, so the new one is owed since now"
    assert any("paid by run 12" in note for note in made.notes)


@pytest.mark.parametrize("changes", [{"passed_at": MONDAY - 1}, {"attempt": 2}, {"job": "android"}])
def test_what_passed_before_or_on_retry_or_elsewhere_pays_nothing(changes: dict[str, Any]) -> None:
    one = replace(a_pass("ios", digest="older", passed_at=MONDAY + HOUR), **changes)
    made = on_main(debts=[OWED], passes=[one])
    assert made.debts[0].since == MONDAY


def test_a_pass_of_the_content_of_today_pays_what_its_branch_owed_before() -> None:
    made = on_main(debts=[OWED], passes=[a_pass("ios", passed_at=MONDAY - HOUR)])
    assert choices(made) == {"ios": Choice.REUSE}
    assert made.debts == ()


def test_what_another_branch_owes_on_other_content_is_left_to_it() -> None:
    there = replace(OWED, branch="feature", due_at=NOW - 1)
    made = on_main(debts=[there])
    assert choices(made) == {"ios": Choice.DEFER}
    assert made.debts == (there, of(made, "ios").debt)
    assert of(made, "ios").debt == replace(made.debts[1], since=NOW, due_at=NOW + 3 * DAY)


def test_what_another_branch_owes_on_the_same_content_is_due_here_too() -> None:
    there = replace(OWED, branch="feature", digest="ios-content")
    made = on_main(debts=[there])
    assert [(one.branch, one.since, one.due_at) for one in made.debts] == [
        ("feature", MONDAY, MONDAY + 3 * DAY),
        ("main", MONDAY, MONDAY + 3 * DAY),
    ]


def test_what_another_branch_owes_is_paid_by_a_pass_of_its_content() -> None:
    there = replace(OWED, branch="feature")
    made = on_main(debts=[there], passes=[a_pass("ios", digest="older", passed_at=MONDAY + HOUR)])
    assert [one.branch for one in made.debts] == ["main"]


def test_what_a_silent_branch_owes_lapses_and_is_said() -> None:
    there = replace(OWED, branch="feature", since=NOW - 30 * DAY)
    made = on_main(debts=[there])
    assert [one.branch for one in made.debts] == ["main"]
    assert any("nobody came back to it" in note for note in made.notes)


def test_a_release_does_not_wait_for_what_another_branch_owes() -> None:
    assert owing.unpaid([replace(OWED, branch="feature")], set(), "main") == ()
    assert owing.unpaid([OWED], set(), "main") == (OWED,)


def test_where_no_branch_is_named_no_debt_gets_lost() -> None:
    made = on_main(debts=[OWED], branch="")
    assert made.debts[0].since == MONDAY


def test_a_debt_of_a_job_that_is_gone_is_said_and_dropped() -> None:
    made = on_main(debts=[replace(OWED, job="android")])
    assert [one.job for one in made.debts] == ["ios"]
    assert any("android is owed" in note and "declared" in note for note in made.notes)


@pytest.mark.parametrize(
    ("until", "paying"),
    [
        (Until.MERGE, {Event.PUSH, Event.MERGE_GROUP}),
        (Until.NIGHTLY, set()),
        (Until.RELEASE, set()),
    ],
)
@pytest.mark.parametrize("event", [Event.PULL_REQUEST, Event.PUSH, Event.MERGE_GROUP, Event.LOCAL])
def test_who_pays_what_until_when(until: Until, paying: set[Event], event: Event) -> None:
    made = decided(declared(waiting(defer=Deferral(until))), event=event, standing=TIGHT)
    assert choices(made) == {"ios": Choice.RUN if event in paying else Choice.DEFER}


@pytest.mark.parametrize("until", list(Until))
def test_the_night_may_leave_to_the_release_what_it_cannot_pay(until: Until) -> None:
    ios = declared(waiting(defer=Deferral(until)))
    made = decided(ios, event=Event.SCHEDULE, standing=standing(BudgetLevel.EXHAUSTED, 0))
    assert choices(made) == {"ios": Choice.DEFER if until == Until.RELEASE else Choice.REFUSE}


def test_a_debt_promised_for_an_earlier_payer_keeps_that_promise() -> None:
    later = declared(waiting(defer=Deferral(Until.RELEASE)))
    made = decided(later, standing=TIGHT, debts=[replace(OWED, until=Until.MERGE)], branch="main")
    assert made.debts[0].until == Until.MERGE


def test_a_release_refuses_what_did_not_pass_at_once() -> None:
    made = on_main(debts=[OWED], event=Event.RELEASE)
    assert choices(made) == {"ios": Choice.RUN}
    assert owing.unpaid(made.debts, {"ios"}) == ()
    assert owing.unpaid(made.debts, set()) == (OWED,)


def test_a_debt_is_told_in_a_sentence() -> None:
    assert owing.told(replace(OWED, due_at=None)) == (
        "ios is owed on main since 2027-01-13 08:00 UTC for older, until nightly"
    )


def test_what_is_due_first_comes_first() -> None:
    late, never = replace(OWED, job="b", due_at=NOW + 2 * DAY), replace(OWED, job="a", due_at=None)
    assert owing.standing([never, late, OWED]) == (OWED, late, never)


def test_the_debts_of_a_branch_are_found_by_content_or_branch() -> None:
    found = owing.owed_here("ios", a_key("ios"), [OWED, replace(OWED, branch="x")], "main")
    assert found == (OWED,)


@pytest.mark.parametrize("level", [BudgetLevel.TIGHT, BudgetLevel.CRITICAL])
def test_the_night_pays_while_it_can_what_the_release_could_pay_later(level: BudgetLevel) -> None:
    ios = declared(waiting(defer=Deferral(Until.RELEASE)))
    made = decided(ios, event=Event.SCHEDULE, standing=standing(level))
    assert choices(made) == {"ios": Choice.RUN}
    assert "schedule runs what is owed" in of(made, "ios").reason


def test_a_debt_is_paid_by_whom_it_was_promised_for_though_the_job_may_wait_longer_now() -> None:
    later = declared(waiting(defer=Deferral(Until.RELEASE)))
    promised = replace(OWED, until=Until.MERGE)
    made = decided(later, event=Event.PUSH, branch="main", standing=TIGHT, debts=[promised])
    assert choices(made) == {"ios": Choice.RUN}
    assert "until merge, and this is push" in of(made, "ios").reason
