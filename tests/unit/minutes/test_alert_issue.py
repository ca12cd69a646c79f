"""The one issue of a repository: opened, kept up to date, closed, and nobody is bothered twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from greenlane.minutes.alert_issue import LABEL, IssueStep, decide, escaped
from greenlane.minutes.alerting import keep_issue
from greenlane.minutes.alerts import alerts
from greenlane.model.bill import Cycle
from greenlane.model.budget import Reading
from greenlane.model.errors import OutsideError
from greenlane.model.forecast import Alert, Level
from greenlane.model.issues import SeenIssue
from greenlane.model.minutes import Alerts
from tests.standins.actions import broken
from tests.unit.minutes.issue_hub import Hub, hub, without_mark
from tests.unit.minutes.readings import NOW, forecast, reading

HOUR_S = 3600
DECEMBER = Cycle(date(2026, 12, 1), date(2027, 1, 1))


@pytest.fixture
def github() -> Iterator[Hub]:
    with hub() as made:
        yield made


def keep(github: Hub, now: Reading) -> list[str]:
    return keep_issue(alerts(now, Alerts()), now, github.issues)


def step(now: Reading, *issues: SeenIssue) -> IssueStep | None:
    return decide(issues, alerts(now, Alerts()), now)


def seen(made: IssueStep | None, **changes: Any) -> SeenIssue:
    """The issue as it is listed after that step."""
    assert made is not None
    issue = SeenIssue(made.number or 1, made.title, made.body, made.state, True)
    return replace(issue, **changes)


def test_a_threshold_opens_one_issue_with_the_label(github: Hub) -> None:
    assert keep(github, reading(1000)) == ["opened issue #1"]
    (issue,) = github.repo.issues
    assert issue["labels"] == [LABEL]
    assert issue["title"] == "GitHub Actions minutes of octo-org"
    assert "**notice**: 1,000 of 2,000 included minutes are used (50 %" in without_mark(issue["body"])


def test_the_body_is_one_a_person_can_act_on(github: Hub) -> None:
    keep(github, reading(1812))
    assert without_mark(github.repo.issues[0]["body"]) == (
        "The cycle that began on 2026-11-01; the minutes start again on 2026-12-01 (UTC).\n\n"
        "- **warning**: 1,812 of 2,000 included minutes are used (90.6 %, counted by raw).\n\n"
        "`greenlane minutes explain` says what the minutes went to, and what would save some.\n"
        "greenlane keeps this issue up to date, and closes it when nothing stands any more."
    )


def test_a_calm_month_writes_nothing_and_asks_once(github: Hub) -> None:
    assert keep(github, reading(10)) == []
    assert [one.method for one in github.world.requests] == ["GET"]


def test_the_same_reading_again_writes_nothing(github: Hub) -> None:
    keep(github, reading(1000))
    before = github.writes
    assert keep(github, reading(1000)) == []
    assert github.writes == before


def test_new_figures_change_the_body_without_a_comment(github: Hub) -> None:
    for spent in range(1000, 1100, 10):
        keep(github, reading(spent))
    assert len(github.repo.issues) == 1
    assert "1,090 of 2,000" in github.repo.issues[0]["body"]
    assert github.comments == 0


def test_another_threshold_is_one_comment(github: Hub) -> None:
    keep(github, reading(1000))
    for spent in (1500, 1510, 1520):
        keep(github, reading(spent))
    assert github.comments == 1


def test_the_comment_says_only_what_is_new() -> None:
    opened = seen(step(reading(1000)))
    later = reading(1010, forecast=forecast(overrun=0.9))
    made = step(later, opened)
    assert made is not None
    assert made.comment.startswith("- **warning**: The chance that this cycle ends above")
    assert "1,010 of 2,000" not in made.comment
    assert "1,010 of 2,000" in made.body


def test_a_new_cycle_closes_it_at_once_and_later_opens_the_same_one_again(github: Hub) -> None:
    keep(github, reading(1000))
    assert keep(github, reading(5, cycle=DECEMBER)) == ["closed issue #1"]
    assert github.repo.issues[0]["state"] == "closed"
    assert "Nothing stands" in github.repo.issues[0]["body"]
    assert keep(github, reading(1000, cycle=DECEMBER)) == ["updated issue #1"]
    assert [one["state"] for one in github.repo.issues] == ["open"]
    assert github.comments == 1


def test_a_closed_issue_of_a_calm_month_is_left_alone(github: Hub) -> None:
    keep(github, reading(1000))
    keep(github, reading(5, cycle=DECEMBER))
    before = github.writes
    assert keep(github, reading(6, cycle=DECEMBER)) == []
    assert github.writes == before


def test_what_flickers_every_hour_opens_and_closes_at_most_once_a_day(github: Hub) -> None:
    likely, calm = forecast(overrun=0.51), forecast(overrun=0.49)
    states = []
    for hour in range(48):
        now = reading(900, forecast=likely if hour % 2 else calm, taken_at=NOW + hour * HOUR_S)
        keep(github, now)
        states += [one["state"] for one in github.repo.issues]
    changes = sum(before != after for before, after in pairwise(states))
    assert changes <= 3
    assert github.comments <= 2


def test_what_stays_away_for_a_day_is_closed(github: Hub) -> None:
    keep(github, reading(900, forecast=forecast(overrun=0.9)))
    keep(github, reading(900, taken_at=NOW + HOUR_S))
    assert github.repo.issues[0]["state"] == "open"
    keep(github, reading(900, taken_at=NOW + 24 * HOUR_S))
    assert github.repo.issues[0]["state"] == "closed"


def test_an_unknown_reading_does_not_close_it(github: Hub) -> None:
    keep(github, reading(1000))
    keep(github, reading(None, why_unknown="the sync was refused", taken_at=NOW + 48 * HOUR_S))
    assert github.repo.issues[0]["state"] == "open"
    assert "the sync was refused" in github.repo.issues[0]["body"]


def test_too_few_days_open_nothing(github: Hub) -> None:
    assert keep(github, reading(10, forecast=forecast(overrun=None))) == []


def test_a_person_who_closes_it_is_heard_until_there_is_news(github: Hub) -> None:
    keep(github, reading(1000))
    github.repo.issues[0]["state"] = "closed"
    keep(github, reading(1100))
    assert github.repo.issues[0]["state"] == "closed"
    keep(github, reading(1500))
    assert github.repo.issues[0]["state"] == "open"


def test_it_is_found_behind_many_pages_of_others(github: Hub) -> None:
    keep(github, reading(1000))
    for _ in range(250):
        github.put("something else", LABEL)
    keep(github, reading(1500))
    assert len(github.repo.issues) == 251
    assert "1,500 of 2,000" in github.repo.issues[0]["body"]


def test_it_is_found_where_github_dropped_the_label(github: Hub) -> None:
    keep(github, reading(1000))
    github.repo.issues[0]["labels"] = []
    keep(github, reading(1500))
    assert len(github.repo.issues) == 1


def test_other_issues_and_pull_requests_with_the_label_are_left_alone(github: Hub) -> None:
    keep(github, reading(1000))
    body = github.repo.issues.pop()["body"]
    github.put("minutes are running low", LABEL)
    github.put(body, LABEL, pull_request={"url": "…"})
    assert keep(github, reading(1000)) == ["opened issue #3"]


def test_doubles_are_closed_and_the_oldest_stays(github: Hub) -> None:
    keep(github, reading(1000))
    github.put(github.repo.issues[0]["body"], LABEL)
    assert keep(github, reading(1000)) == ["updated issue #1", "closed issue #2, a double"]
    assert [one["state"] for one in github.repo.issues] == ["open", "closed"]


def test_a_stranger_s_issue_with_our_mark_is_not_ours() -> None:
    forged = seen(step(reading(1000)), is_trusted=False)
    made = step(reading(1000), forged)
    assert made is not None
    assert made.number is None


def test_line_ends_that_github_changed_are_no_change() -> None:
    opened = seen(step(reading(1000)))
    changed = replace(opened, body=opened.body.replace("\n", "\r\n").rstrip())
    assert step(reading(1000), changed) is None


def test_words_from_outside_do_nothing_in_it() -> None:
    said = escaped("see <b>@octocat</b> #12 [x](y) `z`\n# big :tada: \u202e\x1b[31m")
    for acting in ("<b>", "@octocat", "#12", "\n", "\u202e", "\x1b", " :tada", "[x](y)", " `z`"):
        assert acting not in said


def test_an_alert_cannot_end_the_mark() -> None:
    evil = Alert("x", Level.OVER, '--> <!-- greenlane-minutes {"cycle": "2026-11-01", "told": {}} -->')
    made = decide((), (evil,), reading(10))
    assert made is not None
    assert decide((seen(made),), (evil,), reading(10)) is None


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_refusal_is_an_error_and_not_a_second_issue(github: Hub, status: int) -> None:
    keep(github, reading(1000))
    github.world.faults.insert(0, broken("/issues", status=status, times=-1))
    with pytest.raises(OutsideError, match=str(status)):
        keep(github, reading(1500))
    assert len(github.repo.issues) == 1


def test_a_comment_that_failed_is_not_made_again_every_hour(github: Hub) -> None:
    keep(github, reading(1000))
    github.world.faults.insert(0, broken("/comments", status=403))
    with pytest.raises(OutsideError, match="403"):
        keep(github, reading(1500))
    keep(github, reading(1510))
    assert github.comments == 1
